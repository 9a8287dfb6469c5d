import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { namesOf } from '../../src/asking/names.ts';
import { askedEngine, type Row } from '../support/asked-engine.ts';

const DIGEST = 'ni:///sha-256;n4bQgYhMfWWaL-qgxVrQFaO_TxsrC4Is0V1sFbDwCgg';
const bill = (type: string, digest = DIGEST): Row => ['sbom', type, digest, 'did:example:m'];
const goalOf = (variable: string) => `sbom(${variable}, _, _)`;

async function namesAmong(rows: readonly Row[]) {
  await using engine = await askedEngine(rows);
  const names = await namesOf(goalOf, engine.context.query);
  return { names, goals: engine.goals };
}

describe('all names that a goal has answers for', () => {
  it('takes one question where an answer holds them, however many answers each has', async () => {
    const rows = Array.from({ length: 5000 }, (_, index) => bill(`type-${index % 3}`, `${DIGEST}${index}`));
    const { names, goals } = await namesAmong(rows);
    assert.deepEqual(names, ['type-0', 'type-1', 'type-2']);
    assert.equal(goals.length, 1);
  });

  it('finds each once where there are many more than an answer holds, in few questions', async () => {
    const all = Array.from({ length: 2000 }, (_, index) => `type-${index}`);
    const { names, goals } = await namesAmong(all.map((type) => bill(type)));
    assert.deepEqual(names.toSorted(), all.toSorted());
    assert.ok(goals.length < 60, `${goals.length} questions`);
  });

  it('leaves out none that another begins with, or that Prolog would read otherwise', async () => {
    const many = Array.from({ length: 1100 }, (_, index) => `it's 😀\\${index}`);
    const all = ["it's", "it's 😀", "it's 😀\\", '😀', 'Ä', ...many];
    const { names } = await namesAmong(all.map((type) => bill(type)));
    assert.deepEqual(names.toSorted(), all.toSorted());
  });

  it('leaves out what no question can name, and nothing else', async () => {
    const many = Array.from({ length: 1100 }, (_, index) => `lamp-${index}`);
    const { names } = await namesAmong([...many, '\u202epmal'].map((type) => bill(type)));
    assert.deepEqual(names.toSorted(), many.toSorted());
  });

  it('fails rather than take some for all', async () => {
    const letters = Array.from({ length: 1100 }, (_, index) => String.fromCodePoint(0x4e00 + index));
    await assert.rejects(namesAmong(letters.map((type) => bill(type))), { code: 'E_DATABOT_TOO_MANY' });
  });
});
