import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { PROOF_TEXTS } from '../../../src/views/device/proof-texts.ts';
import { NAMELESS } from '../../../src/views/device/readable.ts';
import { wordingOf } from '../../../src/views/device/relations.ts';
import { type Step, sentenceIn } from '../../../src/views/device/sentence.ts';

const ASSURANCE = new URL('../../../../../assurance/', import.meta.url).pathname;
const RULES = globSync('policy/rules/*.pl', { cwd: ASSURANCE });
const LAMP = 'ni:///sha-256;sEv23srhafZD7gkihjR-wM8IMSoFOTLlpQICB3rR7KE';
const OWNER = 'did:key:z6MkvzEXXcb6mhJqAFDnpreLWwyBTFmkmUpPe6nn6jbvHwCQ';
const NAMES = new Map([
  [LAMP, 'LAMP-1'],
  [OWNER, 'der Eigentümer'],
]);

type Value = NonNullable<Step['asked']>['arguments'][number];

function step(kind: Step['kind'], holds: boolean, relation: string, ...values: Value[]): Step {
  const goal = `${relation}(…)`;
  return { sentence: goal, goal, holds, kind, asked: { relation, arguments: values } };
}

const german = (one: Step) => sentenceIn('de', one, NAMES);

/** What claims and the node itself state. */
function relationsOfFacts(): readonly string[] {
  const source = readFileSync(`${ASSURANCE}inference/src/vocabulary.ts`, 'utf8');
  return [...source.matchAll(/^ {2}([a-z_]+): \d+,$/gm)].map(([, relation = '']) => relation);
}

/** What the shipped rules define. */
function relationsOfRules(): readonly string[] {
  const heads = RULES.flatMap((file) => [...readFileSync(ASSURANCE + file, 'utf8').matchAll(/^([a-z_]+)\(/gm)]);
  return [...new Set(heads.map(([, relation = '']) => relation))].filter((relation) => relation !== 'says');
}

function objections(): readonly string[] {
  const heads = RULES.flatMap((file) => [
    ...readFileSync(ASSURANCE + file, 'utf8').matchAll(/^objection\([^,]+, [^,]+, ([a-z_]+)\)/gm),
  ]);
  return [...new Set(heads.map(([, objection = '']) => objection))];
}

describe('the words for a step of a proof', () => {
  it('are there for each relation of facts and of shipped rules', () => {
    const relations = [...relationsOfFacts(), ...relationsOfRules()];
    assert.ok(relations.length > 40, relations.join());
    const keys = Object.keys(PROOF_TEXTS);
    const wordless = relations.filter((relation) => {
      const key = `proof.says.${wordingOf(relation).text}`;
      return !keys.some((each) => each === key || each.startsWith(`${key}.`));
    });
    assert.deepEqual(wordless, []);
  });

  it('are there for each objection of the shipped rules', () => {
    const found = objections();
    assert.ok(found.length > 8, found.join());
    assert.deepEqual(
      found.filter((objection) => !Object.hasOwn(PROOF_TEXTS, `proof.says.objection.${objection}`)),
      [],
    );
  });

  it('have only values that their relation has arguments for', () => {
    const relations = [...relationsOfFacts(), ...relationsOfRules()];
    const wrong = relations.flatMap((relation) => {
      const { text, names } = wordingOf(relation);
      return Object.entries(PROOF_TEXTS)
        .filter(([key]) => key === `proof.says.${text}` || key.startsWith(`proof.says.${text}.`))
        .flatMap(([key, { en }]) =>
          [...JSON.stringify(en).matchAll(/\{([a-z]+)\}/g)]
            .filter(([, name = '']) => !names.includes(name))
            .map(([whole]) => `${key}: ${whole}`),
        );
    });
    assert.deepEqual(wrong, []);
  });
});

describe('a step of a proof', () => {
  it('is said in the language of the page, with names', () => {
    assert.equal(
      german(step('fact', true, 'trusts', OWNER, LAMP, 'device')),
      'der Eigentümer vertraut dem Gerät LAMP-1',
    );
    assert.equal(german(step('fact', true, 'right', OWNER, 'declare_types')), 'der Eigentümer darf Typen nennen');
    assert.equal(
      sentenceIn('en', step('rule', true, 'objection', 'E.2', LAMP, 'no_type'), NAMES),
      'Its type is not known',
    );
  });

  it('tells what is missing, what must not be, and what was not followed', () => {
    assert.equal(
      german(step('missing', false, 'trusts', null, LAMP, 'device')),
      'es fehlt: jemand vertraut dem Gerät LAMP-1',
    );
    assert.equal(german(step('not', true, 'objection', 'E.2', LAMP, null)), 'nicht so: Etwas spricht dagegen');
    assert.equal(german(step('not', false, 'objection', 'E.2', LAMP, null)), 'doch: Etwas spricht dagegen');
    assert.equal(german(step('limit', false, 'permit', 'E.2', LAMP)), 'nicht weiter verfolgt: Es darf');
  });

  it('has numbers and moments as the language writes them', () => {
    const scored = step('fact', true, 'vulnerability_score', 'lamp', 7.25, 1_780_000_000, OWNER);
    assert.equal(german(scored), 'der Eigentümer bewertet den Typ lamp mit 7,25 von 10');
    assert.match(
      german(step('fact', true, 'contact', LAMP, 'a.example', 1_780_000_000)),
      /a\.example, 2\d\.05\.2026, /,
    );
  });

  it('has what a shipped rule says in the language, and what an owner wrote as it was written', () => {
    const said = (text: string, sentence: string): Step => ({
      ...step('rule', true, 'objection', 'E.2', LAMP, 'x'),
      sentence,
      said: { text, values: { Person: OWNER, Device: LAMP } },
    });
    const shipped = said('{Person}, who may connect devices, distrusts {Device}', 'whatever it says in English');
    assert.equal(german(shipped), 'der Eigentümer darf Geräte verbinden und misstraut LAMP-1');
    const own = said('{Device} is too bright for {Person}', `${LAMP} is too bright for ${OWNER}`);
    assert.equal(german(own), 'LAMP-1 is too bright for der Eigentümer');
  });

  it('is in the notation of rules where nobody here has words for it', () => {
    const strange: Step = { ...step('rule', false, 'moonlit', LAMP), goal: `moonlit('${LAMP}')` };
    assert.equal(german(strange), "moonlit('LAMP-1')");
    const denied: Step = { ...strange, kind: 'not', holds: true, goal: `\\+ moonlit('${LAMP}')` };
    assert.equal(german(denied), "nicht so: moonlit('LAMP-1')");
    const claim = { id: 'ni:x', by: OWNER, statement: `{ Fact (moon, ${LAMP}+) } [${OWNER}-]` };
    assert.equal(
      german({ ...strange, kind: 'fact', holds: true, claim }),
      '{ Fact (moon, LAMP-1+) } [der Eigentümer-]',
    );
  });

  it('takes no name of a relation for one of objects', () => {
    const strange: Step = { ...step('rule', true, 'constructor'), goal: 'constructor(…)' };
    assert.equal(sentenceIn('de', strange, NAMELESS), 'constructor(…)');
  });
});
