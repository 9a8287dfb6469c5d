import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { keyUri } from '@sallyport/assurance-claims';
import { type LogStore, openSqliteStore } from '@sallyport/store';
import { issuersOf } from '../../src/assurance/issuers.ts';
import { ManufacturerBook } from '../../src/manufacturer-book.ts';
import { domainRegister } from '../../src/register.ts';
import { type Authority, authority, handOver } from '../support.ts';

let store: LogStore;
let book: ManufacturerBook;
let maker: Authority;

beforeEach(async () => {
  store = await openSqliteStore({ path: ':memory:', projections: [domainRegister] });
  book = await ManufacturerBook.open(store);
  maker = await authority('Maker');
  await book.introduce(handOver(maker));
});
afterEach(() => store.close());

describe('an issuer that is named after a key', () => {
  it('is found among manufacturers, also those that another replica introduced, and the house', async () => {
    const house = await authority('Home');
    const resolve = issuersOf({ manufacturers: book, house: () => [house.certificate] });
    for (const { certificate } of [maker, house]) {
      const uri = keyUri(certificate.spki);
      assert.equal((await resolve(uri)).id, uri);
    }
    const late = await authority('Late');
    const elsewhere = await ManufacturerBook.open(store);
    await elsewhere.introduce({ ...handOver(late), manufacturer: 'Late' });
    assert.equal((await resolve(keyUri(late.certificate.spki))).id, keyUri(late.certificate.spki));
    const stranger = await authority('Stranger');
    await assert.rejects(async () => resolve(keyUri(stranger.certificate.spki)), {
      code: 'E_CLAIMS_CONTROLLER_UNAVAILABLE',
    });
  });
});
