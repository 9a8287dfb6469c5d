import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import { isSallyportError } from '@sallyport/core';
import { type LogStore, openSqliteStore } from '@sallyport/store';
import { ManufacturerBook } from '../src/manufacturer-book.ts';
import { domainRegister } from '../src/register.ts';
import { authority, handOver } from './support.ts';

let store: LogStore;
beforeEach(async () => {
  store = await openSqliteStore({ path: ':memory:', projections: [domainRegister] });
});

const isRefused = (thrown: unknown) => isSallyportError(thrown, 'E_DOMAIN_MANUFACTURER');

describe('the manufacturer book', () => {
  it('keeps what the owner was told, across a restart', async () => {
    const maker = await authority('Maker');
    const book = await ManufacturerBook.open(store);
    const id = await book.introduce(handOver(maker));
    for (const each of [book, await ManufacturerBook.open(store)]) {
      const [known] = each.known;
      assert.equal(known?.id, id);
      assert.equal(known.trust.name, 'Maker');
      assert.equal(known.trust.masaUrl, 'https://masa.example/.well-known/brski');
      assert.deepEqual(known.trust.anchors[0]?.der, maker.certificate.der);
      assert.deepEqual(known.trust.voucherAnchors?.[0]?.der, maker.certificate.der);
      assert.deepEqual(known.masaTlsAnchors[0]?.der, maker.certificate.der);
    }
  });

  it('replaces what it knew when a maker is introduced again', async () => {
    const maker = await authority('Maker');
    const book = await ManufacturerBook.open(store);
    const id = await book.introduce(handOver(maker));
    const moved = { ...handOver(maker), masaUrl: 'https://masa.example.net/.well-known/brski' };
    assert.equal(await book.introduce(moved), id);
    assert.deepEqual(
      book.known.map(({ trust }) => trust.masaUrl),
      [moved.masaUrl],
    );
  });

  it('takes a maker without a MASA address, whose devices name it', async () => {
    const { masaUrl: _, ...introduction } = handOver(await authority('Maker'));
    const book = await ManufacturerBook.open(store);
    await book.introduce(introduction);
    assert.equal(book.known[0]?.trust.masaUrl, undefined);
  });

  it('takes no maker without an anchor, and no address that is not https', async () => {
    const maker = await authority('Maker');
    const book = await ManufacturerBook.open(store);
    await assert.rejects(book.introduce({ ...handOver(maker), idevidAnchors: [] }), isRefused);
    await assert.rejects(book.introduce({ ...handOver(maker), masaUrl: 'http://masa.example' }), isRefused);
    assert.deepEqual(book.known, []);
    assert.equal(await store.head(), 0);
  });
});
