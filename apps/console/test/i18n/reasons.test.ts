import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { reasonIn } from '../../src/i18n/reasons/reason-in.ts';
import { REASON_TEXTS } from '../../src/i18n/reasons/texts.ts';

const RULES = new URL('../../../../assurance/policy/rules/', import.meta.url).pathname;

/** Every sentence that a shipped rule gives as a reason. */
function saidByRules(): readonly string[] {
  return globSync('**/*.pl', { cwd: RULES }).flatMap((file) =>
    [...readFileSync(RULES + file, 'utf8').matchAll(/says\([^"%]*"([^"]*)"/g)].map(([, sentence = '']) => sentence),
  );
}

describe('a reason', () => {
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
