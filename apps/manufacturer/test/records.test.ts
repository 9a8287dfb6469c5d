import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isSallyportError } from '@sallyport/core';
import { Books } from './support.ts';

const isUnknown = (thrown: unknown) => isSallyportError(thrown, 'E_MANUFACTURER_UNKNOWN_DEVICE');

describe('the manufacturer’s records', () => {
  it('show devices a page at a time, by serial number', async () => {
    const books = await Books.open();
    for (const number of ['C', 'A', 'B']) await books.make(number);
    const first = await books.records.page(undefined, 2);
    assert.deepEqual(
      first.entries.map(({ key }) => key),
      ['A', 'B'],
    );
    const second = await books.records.page(first.next, 2);
    assert.deepEqual(
      second.entries.map(({ key }) => key),
      ['C'],
    );
    assert.equal(second.next, undefined);
  });

  it('give for a sale what the hand-over has to tell of each device', async () => {
    const books = await Books.open();
    const one = await books.make('A', 'lamp');
    const two = await books.make('B');
    assert.deepEqual(await books.records.sell(['A', 'B'], { name: 'Buyer', domainKey: null }), [
      { serialNumber: 'A', model: 'lamp', idevidFingerprint: one.certificate.fingerprint() },
      { serialNumber: 'B', model: undefined, idevidFingerprint: two.certificate.fingerprint() },
    ]);
  });

  it('sell all the devices or none', async () => {
    const books = await Books.open();
    await books.make('A');
    await assert.rejects(books.records.sell(['A', 'GHOST'], { name: 'Buyer', domainKey: null }), isUnknown);
    assert.equal((await books.records.find('A'))?.ownedBy, null);
  });

  it('know no device that was not made here', async () => {
    const { records } = await Books.open();
    await assert.rejects(records.block('GHOST', 'why'), isUnknown);
    await assert.rejects(records.clear('GHOST', true), isUnknown);
    assert.equal(await records.find('GHOST'), undefined);
    assert.deepEqual(await records.vouchers('GHOST'), []);
  });
});
