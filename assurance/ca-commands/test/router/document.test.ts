import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isSallyportError, utf8 } from '@sallyport/core';
import { refuses } from '@sallyport/testing';
import fc from 'fast-check';
import { RegistrarBook } from '../../src/router/book.ts';
import { readMemory, writeMemory } from '../../src/router/document.ts';
import { readStations } from '../../src/router/read-stations.ts';
import { device, START } from '../support/people.ts';

const held = (index: number) => ({
  device: device(index),
  access: 'open' as const,
  sequence: index,
  digest: 'x'.repeat(43),
  stations: readStations([`02:00:00:00:00:0${index}`]),
});
const MEMORY = {
  books: [new RegistrarBook(device(100), 7, [held(1), held(2)]), new RegistrarBook(device(101), 3)],
  current: device(100),
  heardAt: START,
};

describe('what a router keeps', () => {
  it('reads as it was written', () => {
    const document = writeMemory(MEMORY);
    const read = readMemory(document);
    assert.deepEqual(writeMemory(read), document);
    assert.deepEqual([...(read.books[0]?.devices ?? [])], [held(1), held(2)]);
    assert.deepEqual([read.current, read.heardAt], [device(100), START]);
  });

  it('is not guessed at when it is damaged', async () => {
    const text = Buffer.from(writeMemory(MEMORY)).toString();
    for (const damaged of [
      text.slice(0, -20),
      text.replace('"format":1', '"format":2'),
      text.replace('02:00', 'zz:00'),
      text.replace('"sequence":7', '"sequence":-7'),
      text.replace('"open"', '"wide open"'),
      '',
    ]) {
      await refuses(() => readMemory(utf8(damaged)), 'E_CA_COMMANDS_STATE');
    }
  });

  it('is refused with a typed error, whatever is in the file', () => {
    fc.assert(
      fc.property(fc.oneof(fc.json().map(utf8), fc.uint8Array()), (bytes) => {
        assert.throws(
          () => readMemory(bytes),
          (thrown) => isSallyportError(thrown, 'E_CA_COMMANDS_STATE'),
        );
      }),
    );
  });
});
