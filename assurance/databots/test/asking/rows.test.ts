import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { rowsOf } from '../../src/asking/rows.ts';
import { askedEngine, type Row } from '../support/asked-engine.ts';

const GOAL = 'mud(Name, Url, _)';
const mud = (type: string, url: string): Row => ['mud', type, url, 'did:example:m'];
const types = Array.from({ length: 2000 }, (_, index) => `type-${index}`);

describe('what is to be known of many names', () => {
  it('is asked for many together, and told of each', async () => {
    await using engine = await askedEngine(types.map((type) => mud(type, `https://example.com/${type}`)));
    const rows = await rowsOf([...types, 'unheard-of'], GOAL, engine.context.query);
    assert.equal(rows.size, 2001);
    for (const type of types) {
      assert.deepEqual(rows.get(type), {
        rows: [{ Name: type, Url: `https://example.com/${type}` }],
        isComplete: true,
      });
    }
    assert.deepEqual(rows.get('unheard-of'), { rows: [], isComplete: true });
    assert.ok(engine.goals.length < 10, `${engine.goals.length} questions`);
  });

  it('is cut for the name alone of which there is too much', async () => {
    const flood = Array.from({ length: 1500 }, (_, index) => mud('type-7', `https://example.com/${index}`));
    await using engine = await askedEngine([...types.map((type) => mud(type, 'https://example.com/')), ...flood]);
    const rows = await rowsOf(types, GOAL, engine.context.query);
    const cut = [...rows].filter(([, { isComplete }]) => !isComplete);
    assert.deepEqual(
      cut.map(([name, { rows: some }]) => [name, some.length > 1000]),
      [['type-7', true]],
    );
  });

  it('fails for the name alone whose question fails, or cannot be asked', async () => {
    await using engine = await askedEngine(types.map((type) => mud(type, 'https://example.com/')));
    const broken = new Error('it stumbles');
    const query = (goal: string) => (goal.includes("'type-7'") ? Promise.reject(broken) : engine.context.query(goal));
    const rows = await rowsOf([...types, '\u202e'], GOAL, query);
    const failed = [...rows].filter(([, { error }]) => error !== undefined);
    assert.deepEqual(
      failed.map(([name]) => name),
      ['type-7', '\u202e'],
    );
    assert.equal(rows.get('type-7')?.error, broken);
  });
});
