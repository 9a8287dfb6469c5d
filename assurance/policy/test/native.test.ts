import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import {
  type Change,
  type Fact,
  type Goal,
  InferenceEngine,
  nativeProgram,
  nativeQuestions,
  type RuleText,
  type Value,
} from '@sallyport/assurance-inference';
import { fuzzRuns } from '@sallyport/testing';
import fc from 'fast-check';
import { SHIPPED_POLICIES } from '../src/index.ts';

const NOW = 1_800_000_000;
const at = (seconds: number) => new Date(seconds * 1000);
const skip = spawnSync('swipl', ['--version']).status === 0 ? false : 'swipl is not installed';

const DEVICES = ['ni:///d1', 'ni:///d2', 'urn:dev:mac:0011223344556677'];
const GOALS: readonly Goal[] = DEVICES.flatMap((device) =>
  ['C.3', 'E.2', 'M.4'].map((point) => ({ relation: 'permit', arguments: [point, device] })),
);

const device = fc.constantFrom(...DEVICES);
const person = fc.constantFrom('mailto:owner@example.org', 'mailto:guest@example.org');
const maker = fc.constantFrom('ni:///m1', 'ni:///m2');
const speaker = fc.oneof(person, maker);
const type = fc.constantFrom('lamp', 'lock');
const right = fc.constantFrom(
  'trust_manufacturers',
  'connect_devices',
  'declare_types',
  'record_purchases',
  'report_posture',
);
const ago = fc.integer({ min: -300, max: 5 }).map((seconds) => NOW + seconds);
/** Around the end of the window as well. */
const appraised = fc.oneof(
  ago,
  ago.map((seconds) => seconds - 86_400),
);
const tier = fc.constantFrom('affirming', 'affirming', 'affirming', 'warning', 'contraindicated', 'none');
const place = fc.constantFrom('192.0.2.7', '198.51.100.1');
const score = fc.constantFrom(0, 3.1, 5.9, 6, 7.8, 10);

/** Facts in the relations of the vocabulary, as claims and observation may bring them, most of them useful. */
const anyFact: fc.Arbitrary<Fact> = fc.oneof(
  { weight: 3, arbitrary: row('person', person) },
  { weight: 5, arbitrary: row('right', speaker, right) },
  { weight: 4, arbitrary: row('trusts', person, maker, fc.constant('manufacturer')) },
  { weight: 4, arbitrary: row('trusts', person, device, fc.constant('device')) },
  {
    weight: 1,
    arbitrary: row('distrusts', person, fc.oneof(maker, device), fc.constantFrom('manufacturer', 'device')),
  },
  { weight: 4, arbitrary: row('made_by', device, maker) },
  { weight: 3, arbitrary: row('proved', device, fc.constantFrom('certificate', 'code')) },
  { weight: 2, arbitrary: row('manufacturer_speaks', maker) },
  { weight: 4, arbitrary: row('device_type', device, type, speaker) },
  { weight: 1, arbitrary: row('declared_type', device, type, speaker) },
  { weight: 3, arbitrary: row('purchase', device, person, fc.oneof(type, fc.constant(null)), speaker) },
  { weight: 4, arbitrary: row('vulnerability_score', type, score, ago, person) },
  { weight: 1, arbitrary: row('device_type_vulnerable', type, fc.boolean(), person) },
  { weight: 3, arbitrary: row('attestation', device, tier, fc.constantFrom(null, 'urn:policy'), appraised, person) },
  { weight: 1, arbitrary: row('contact', device, place, ago) },
  { weight: 1, arbitrary: row('denylisted', place, fc.constant('list')) },
  { weight: 1, arbitrary: row('mud_violation', device, place, ago) },
  { weight: 1, arbitrary: row('listed', fc.constantFrom('refused', 'codes'), fc.oneof(device, fc.constant('*'))) },
);

function row(relation: string, ...values: readonly fc.Arbitrary<Value>[]): fc.Arbitrary<Fact> {
  return fc.tuple(...values).map((args) => fact(relation, ...args));
}

function fact(relation: string, ...args: readonly Value[]): Fact {
  return { id: `claim:${JSON.stringify([relation, ...args])}`, relation, arguments: args, statement: relation };
}

/** What lets a device in, unless something else keeps it out. */
const WELCOME: readonly Fact[] = [
  fact('person', 'mailto:owner@example.org'),
  fact('right', 'mailto:owner@example.org', 'trust_manufacturers'),
  fact('right', 'mailto:owner@example.org', 'connect_devices'),
  fact('right', 'mailto:owner@example.org', 'declare_types'),
  fact('right', 'mailto:owner@example.org', 'report_posture'),
  fact('proved', 'ni:///d1', 'certificate'),
  fact('made_by', 'ni:///d1', 'ni:///m1'),
  fact('trusts', 'mailto:owner@example.org', 'ni:///m1', 'manufacturer'),
  fact('trusts', 'mailto:owner@example.org', 'ni:///d1', 'device'),
  fact('device_type', 'ni:///d1', 'lamp', 'mailto:owner@example.org'),
  fact('vulnerability_score', 'lamp', 3.1, NOW - 10, 'mailto:owner@example.org'),
];

const history = fc.record({
  policy: fc.constantFrom(...SHIPPED_POLICIES),
  facts: fc.oneof(
    fc.array(anyFact, { minLength: 10, maxLength: 70 }),
    fc.array(anyFact, { maxLength: 20 }).map((more) => [...WELCOME, ...more]),
  ),
  seed: fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })),
  batch: fc.integer({ min: 1, max: 12 }),
});

describe('the shipped policies', { skip }, () => {
  let engine: InferenceEngine;
  before(async () => {
    engine = await InferenceEngine.start({ at: at(NOW) });
  });
  after(() => engine.close());

  it('decide the same step by step in any order as a native SWI-Prolog at once', async () => {
    let permitted = 0;
    await fc.assert(
      fc.asyncProperty(history, async ({ policy, facts, seed, batch }) => {
        const rules: readonly RuleText[] = policy.rules.map(({ name, source }) => ({ id: name, name, source }));
        const changes: readonly Change[] = shuffled(
          [...rules.map((rule) => ({ addRule: rule })), ...facts.map((fact) => ({ add: fact }))],
          () => seed.next().value,
        );
        const told = new Map<string, boolean>();
        for (const goal of GOALS) await engine.decide(goal, { watch: true });
        for (const goal of GOALS) told.set(JSON.stringify(goal.arguments), false);
        for (let start = 0; start < changes.length; start += batch) {
          // Time passes meanwhile, up to now.
          const time = at(NOW - Math.max(0, changes.length - start - batch));
          const { flipped } = await engine.apply(changes.slice(start, start + batch), time);
          for (const { goal, holds } of flipped) told.set(JSON.stringify(goal.arguments), holds);
        }
        const native = ask(rules, facts);
        assert.deepEqual([...told.values()], native);
        permitted += native.filter(Boolean).length;
        await engine.apply(
          [...rules.map(({ id }) => ({ removeRule: id })), ...facts.map((fact) => ({ remove: fact }))],
          at(NOW),
        );
      }),
      { numRuns: fuzzRuns(40) },
    );
    assert.ok(permitted > 0, 'some device was permitted in some world');
  });
});

function ask(rules: readonly RuleText[], facts: readonly Fact[]): readonly boolean[] {
  const folder = mkdtempSync(join(tmpdir(), 'sallyport-policy-'));
  try {
    const file = join(folder, 'program.pl');
    const relations = ['permit/2', 'maker_accepted/1', 'admitted/2', 'objection/3', 'type_of/2'];
    writeFileSync(file, `${nativeProgram({ rules, facts, at: at(NOW), relations })}\n${nativeQuestions(GOALS)}\n`);
    const run = spawnSync('swipl', ['-q', '-f', 'none', '-g', 'halt', file], { encoding: 'utf8', timeout: 60_000 });
    assert.equal(run.status, 0, run.stderr.slice(0, 1000));
    return run.stdout
      .trim()
      .split('\n')
      .map((answer) => answer === 'yes');
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function shuffled<Item>(items: readonly Item[], random: () => number): readonly Item[] {
  return items
    .map((item) => ({ item, rank: random() }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ item }) => item);
}
