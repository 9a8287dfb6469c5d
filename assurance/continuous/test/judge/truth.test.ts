import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Truth } from '../../src/judge/truth.ts';
import { listedFact, type ObservedFact } from '../../src/observed/observed-fact.ts';

const KEY = 'maker/1';
const another: ObservedFact = { ...listedFact('refused', KEY), id: 'observed:another' };

describe('a refusal', () => {
  it('stands until the last of those who say it is gone', () => {
    const truth = new Truth();
    truth.observe([{ put: listedFact('refused', KEY) }, { put: another }]);
    truth.observe([{ drop: another.id }]);
    assert.equal(truth.refusalOf(['other', KEY])?.id, listedFact('refused', KEY).id);
    truth.observe([{ put: { ...listedFact('refused', 'maker/2'), id: listedFact('refused', KEY).id } }]);
    assert.equal(truth.refusalOf([KEY]), undefined);
    assert.notEqual(truth.refusalOf(['maker/2']), undefined);
  });
});
