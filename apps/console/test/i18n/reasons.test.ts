import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { reasonIn } from '../../src/i18n/reasons/reason-in.ts';
import { REASON_TEXTS } from '../../src/i18n/reasons/texts.ts';

const ROOT = new URL('../../../../', import.meta.url).pathname;
const RULES = `${ROOT}assurance/policy/rules/`;
/** Where decisions are made without a rule. */
const JUDGES = [
  'assurance/accept-lists/src/*.ts',
  'assurance/continuous/src/decide/*.ts',
  'apps/domain/src/assurance/**/*.ts',
  'apps/domain/src/admission/*.ts',
  'networks/wifi-wired/src/admission/*.ts',
  'onboarding/src/authorizer.ts',
];

/** Every sentence that a shipped rule gives as a reason. */
function saidByRules(): readonly string[] {
  return globSync('**/*.pl', { cwd: RULES }).flatMap((file) =>
    [...readFileSync(RULES + file, 'utf8').matchAll(/says\([^"%]*"([^"]*)"/g)].map(([, sentence = '']) => sentence),
  );
}

/** Every reason that is given for a no, with a name in place of what is put into it. */
function saidByJudges(): readonly string[] {
  return globSync(JUDGES, { cwd: ROOT }).flatMap((file) =>
    [...readFileSync(ROOT + file, 'utf8').matchAll(/\bdeny\((?:noted\()?(['`])(.+?)\1/g)].map(([, , sentence = '']) =>
      sentence.replaceAll(/\$\{[^}]*\}/g, 'X'),
    ),
  );
}

describe('a reason', () => {
  it('has words in each language where no rule was asked', () => {
    const said = saidByJudges();
    assert.ok(said.length > 12, said.join('\n'));
    assert.deepEqual(
      // What was asked of lists is put in as a word: a manufacturer, a model, a device.
      said
        .map((sentence) => sentence.replace(/^X X is not/, 'model X is not'))
        .filter((each) => reasonIn('de', each) === each),
      [],
    );
  });

  it('is said of each of several that stand beside each other', () => {
    assert.equal(
      reasonIn('de', 'type lamp has no SBOM score; the owner set type lamp vulnerable'),
      'für den Typ lamp gibt es keine Schwachstellenbewertung; der Eigentümer hat den Typ lamp als verwundbar gekennzeichnet',
    );
    assert.equal(
      reasonIn('de', 'type lamp has no SBOM score; the moon is full'),
      'für den Typ lamp gibt es keine Schwachstellenbewertung; the moon is full',
    );
    assert.equal(
      reasonIn('de', 'this node believes Ada as a person; { Trust (Ada, LAMP-1+) } [Ada-]; Ada has the right to query'),
      'Ada gilt hier als glaubwürdig; { Trust (Ada, LAMP-1+) } [Ada-]; Ada darf Fragen stellen',
    );
    assert.equal(reasonIn('de', 'nobody knows who made a; b'), 'niemand weiß, wer a; b hergestellt hat');
  });

  it('has words in each language where a shipped rule gives it', () => {
    const said = saidByRules();
    assert.ok(said.length > 15);
    const known = new Set<string>(Object.values(REASON_TEXTS).map(({ en }) => en));
    assert.deepEqual(
      said.filter((sentence) => !known.has(sentence)),
      [],
    );
  });

  it('is told with the same names', () => {
    assert.equal(
      reasonIn('de', 'the owner, who may connect devices, distrusts LAMP-1'),
      'der Eigentümer darf Geräte verbinden und misstraut LAMP-1',
    );
    assert.equal(
      reasonIn(
        'de',
        'type lamp has an SBOM score of 7.2, threshold 6, because CVE-2021-42378 in busybox, claimed by this domain',
      ),
      'der Typ lamp hat eine Schwachstellenbewertung von 7.2, zulässig ist weniger als 6, wegen CVE-2021-42378 in busybox; das sagt diese Domäne',
    );
    assert.equal(
      reasonIn('de', 'the history holds nothing unexpected'),
      'die Vorgeschichte enthält nichts Unerwartetes',
    );
  });

  it('may have another within it', () => {
    assert.equal(
      reasonIn('de', "the device's history was found wanting: the audit log was cut, so it may hide owners"),
      'die Vorgeschichte des Geräts wurde beanstandet: die Akte wurde gekürzt und könnte Eigentümer verbergen',
    );
  });

  it('stays as it is in English, and where no rule that is known gives it', () => {
    assert.equal(reasonIn('en', 'nobody knows who made LAMP-1'), 'nobody knows who made LAMP-1');
    assert.equal(reasonIn('de', 'the moon is full'), 'the moon is full');
    assert.equal(reasonIn('de', ''), '');
  });

  it('is the longest that fits, and takes names as they are', () => {
    assert.equal(
      reasonIn('de', 'nobody knows who made $& <b>{Device}</b>'),
      'niemand weiß, wer $& <b>{Device}</b> hergestellt hat',
    );
  });

  it('is looked for in no text without bounds', () => {
    const long = `nobody knows who made ${'a, who may connect devices, distrusts '.repeat(1000)}`;
    assert.equal(reasonIn('de', long), long);
  });
});
