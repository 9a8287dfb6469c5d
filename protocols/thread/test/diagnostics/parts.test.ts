import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { AnswerParts, merged } from '../../src/diagnostics/parts.ts';

const LINK = { margin: 30, averageRssi: -60, lastRssi: -60, frameErrorRate: 0, messageErrorRate: 0 };

function neighbours(...locators: readonly number[]) {
  return locators.map((rloc16) => ({
    ...{ rloc16, extendedAddress: new Uint8Array(8), version: 5, connectionTime: 1, link: LINK },
  }));
}

describe('an answer in parts', () => {
  it('is whole once the last part and all before it are there, in whatever order', () => {
    const parts = new AnswerParts();
    assert.equal(parts.isWhole, false);
    assert.ok(parts.take({ answer: { index: 2, isLast: true }, routerNeighbours: neighbours(0x3000) }));
    assert.ok(parts.take({ answer: { index: 0, isLast: false }, rloc16: 0x400, routerNeighbours: neighbours(0x1000) }));
    assert.equal(parts.isWhole, false);
    assert.ok(parts.take({ answer: { index: 1, isLast: false }, routerNeighbours: neighbours(0x2000) }));
    assert.equal(parts.isWhole, true);
    const { answer } = parts;
    assert.equal(answer.rloc16, 0x400);
    assert.deepEqual(
      answer.routerNeighbours?.map(({ rloc16 }) => rloc16),
      [0x1000, 0x2000, 0x3000],
    );
  });

  it('is the same when a part comes twice', () => {
    const parts = new AnswerParts();
    for (let round = 0; round < 2; round++) {
      parts.take({ answer: { index: 0, isLast: false }, routerNeighbours: neighbours(0x1000) });
      parts.take({ answer: { index: 1, isLast: true }, routerNeighbours: neighbours(0x2000) });
    }
    assert.equal(parts.answer.routerNeighbours?.length, 2);
  });

  it('is not whole for parts beyond the last, which cannot stand for one before', () => {
    const parts = new AnswerParts();
    parts.take({ answer: { index: 1, isLast: true }, routerNeighbours: neighbours(0x2000) });
    parts.take({ answer: { index: 2, isLast: false }, routerNeighbours: neighbours(0x3000) });
    assert.equal(parts.isWhole, false);
  });

  it('is whole with its only message, where the node does not number it', () => {
    const parts = new AnswerParts();
    parts.take({ rloc16: 0x400 });
    assert.equal(parts.isWhole, true);
  });

  it('has no more parts than a node has to say', () => {
    assert.equal(new AnswerParts().take({ answer: { index: 64, isLast: false } }), false);
  });
});

describe('what a node says twice', () => {
  it('counts as it said it last, but for lists that go on', () => {
    const both = merged(
      { version: 4, vendorName: 'A', childAddresses: [{ rloc16: 1, addresses: [] }] },
      { version: 5, vendorName: undefined, childAddresses: [{ rloc16: 2, addresses: [] }] },
    );
    assert.deepEqual([both.version, both.vendorName], [5, 'A']);
    assert.deepEqual(
      both.childAddresses?.map(({ rloc16 }) => rloc16),
      [1, 2],
    );
  });
});
