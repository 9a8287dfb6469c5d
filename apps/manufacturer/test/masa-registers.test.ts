import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import { type Claimant, idevidIssuerOf, type MadeDevice } from '@sallyport/brski';
import { isSallyportError, utf8 } from '@sallyport/core';
import { DEVICE_CLAIMED, DEVICE_SOLD, VOUCHER_ISSUED } from '../src/events.ts';
import { deviceRegister, keyOf, masaAuditLog, ownership } from '../src/masa-registers.ts';
import { authority, Books, claimant, entryFor, idevidCa } from './support.ts';

const homeCa = await authority('Home CA');
const home = await claimant(homeCa);
const otherCa = await authority('Other CA');
const other = await claimant(otherCa);
const customer = await claimant(otherCa, 'ACME');

const homeKey = keyOf(homeCa.certificate);

describe('the device register', () => {
  it('finds a device by its number, and by the issuer in whichever encoding it is named', async () => {
    const books = await Books.open();
    const { certificate } = await books.make('D-1', 'lamp');
    const register = deviceRegister(books.store);
    const found = await register.find('D-1', undefined);
    assert.deepEqual(found, {
      serialNumber: 'D-1',
      key: 'D-1',
      model: 'lamp',
      idevidKey: keyOf(certificate),
      idevid: certificate.der,
    });
    assert.ok((await register.find('D-1', idevidIssuerOf(certificate))) !== undefined);
    assert.ok((await register.find('D-1', idevidCa.certificate.subject.der)) !== undefined);
    assert.equal(await register.find('D-1', utf8('another issuer')), undefined);
    assert.equal(await register.find('D-2', undefined), undefined);
  });
});

describe('ownership', () => {
  let books: Books;
  let device: MadeDevice;
  beforeEach(async () => {
    books = await Books.open();
    device = await books.make('D-1');
  });

  const verdict = async (by: Claimant) => {
    const { verdict: given, reason } = await ownership(books.store).judge(device, by, []);
    return `${given}: ${reason}`;
  };

  it('of a device that is not in the register is nobody’s', async () => {
    device = { ...device, key: 'D-2' };
    assert.equal(await verdict(home), 'refused: the device is not in the register');
  });

  it('of a device that was neither sold nor claimed is anybody’s', async () => {
    assert.equal(await verdict(home), 'unknown: not sold and never claimed');
    assert.equal(await verdict(other), 'unknown: not sold and never claimed');
  });

  it('of a sold device is the buyer’s', async () => {
    await books.records.sell(['D-1'], { name: 'Home', domainKey: homeKey });
    assert.equal(await verdict(home), 'verified: sold to Home');
    assert.equal(await verdict(other), 'refused: the device belongs to another domain');
  });

  it('of a device sold again is the new buyer’s', async () => {
    await books.records.sell(['D-1'], { name: 'Home', domainKey: homeKey });
    await books.records.sell(['D-1'], { name: 'Other', domainKey: keyOf(otherCa.certificate) });
    assert.equal(await verdict(home), 'refused: the device belongs to another domain');
    assert.equal(await verdict(other), 'verified: sold to Other');
  });

  it('of a claimed device is the first claimant’s, under any registrar of that domain', async () => {
    await masaAuditLog(books.store).append(device, entryFor(home), home);
    assert.equal(await verdict(home), 'unknown: claimed by this domain before');
    assert.equal(await verdict(await claimant(homeCa)), 'unknown: claimed by this domain before');
    assert.equal(await verdict(other), 'refused: the device belongs to another domain');
  });

  it('of a device sold to a customer without a known domain is that customer’s who authenticates', async () => {
    await books.records.sell(['D-1'], { name: 'ACME', domainKey: null });
    assert.equal(await verdict(customer), 'verified: sold to ACME, who authenticated');
    assert.equal(await verdict(await claimant(homeCa, 'Somebody')), 'refused: sold to another customer');
    assert.equal(await verdict(home), 'unknown: sold to a customer whose domain is not known yet');
  });

  it('of a blocked device is nobody’s, not even the buyer’s', async () => {
    await books.records.sell(['D-1'], { name: 'Home', domainKey: homeKey });
    await books.records.block('D-1', 'stolen');
    assert.equal(await verdict(home), 'refused: the device is blocked: stolen');
    await books.records.clear('D-1', false);
    assert.equal(await verdict(home), 'verified: sold to Home');
  });

  it('of a device cleared for a resale is anybody’s again', async () => {
    await masaAuditLog(books.store).append(device, entryFor(home), home);
    await books.records.clear('D-1', true);
    assert.equal(await verdict(other), 'unknown: not sold and never claimed');
  });
});

describe('the audit log', () => {
  let books: Books;
  let device: MadeDevice;
  beforeEach(async () => {
    books = await Books.open();
    device = await books.make('D-1');
  });

  const types = async () => {
    const all: string[] = [];
    for await (const event of books.store.read(1)) all.push(event.type);
    return all.slice(1);
  };
  const append = (by: Claimant) => masaAuditLog(books.store).append(device, entryFor(by), by);
  const isRefused = (thrown: unknown) => isSallyportError(thrown, 'E_BRSKI_MASA_NOT_OWNER') && thrown.http === 403;

  it('gives back what was written, oldest first', async () => {
    const first = entryFor(home, { nonce: null, expiresOn: new Date('2026-07-01T00:00:00Z'), assertion: 'logged' });
    const second = entryFor(home, { renewal: true });
    const log = masaAuditLog(books.store);
    await log.append(device, first, home);
    await log.append(device, second, home);
    assert.deepEqual(await log.list(device), [first, second]);
    assert.deepEqual(await log.list({ ...device, key: 'D-2' }), []);
  });

  it('writes the first claim beside the first entry, and no other', async () => {
    await append(home);
    await append(home);
    assert.deepEqual(await types(), [DEVICE_CLAIMED.type, VOUCHER_ISSUED.type, VOUCHER_ISSUED.type]);
  });

  it('notes the buyer’s domain when the buyer authenticates', async () => {
    await books.records.sell(['D-1'], { name: 'ACME', domainKey: null });
    await append(customer);
    assert.deepEqual(await types(), [DEVICE_SOLD.type, DEVICE_SOLD.type, VOUCHER_ISSUED.type]);
    const row = await books.records.find('D-1');
    assert.deepEqual([row?.ownedBy, row?.ownerName, row?.domainKey], ['sold', 'ACME', keyOf(otherCa.certificate)]);
  });

  it('does not take the first who claims a sold device for the buyer', async () => {
    await books.records.sell(['D-1'], { name: 'ACME', domainKey: null });
    await append(home);
    const row = await books.records.find('D-1');
    assert.deepEqual([row?.ownedBy, row?.ownerName, row?.domainKey], ['claimed', 'ACME', homeKey]);
  });

  it('refuses the second of two who were judged before either was written down', async () => {
    const judge = (by: Claimant) => ownership(books.store).judge(device, by, []);
    const verdicts = await Promise.all([judge(home), judge(other)]);
    assert.deepEqual(
      verdicts.map(({ verdict }) => verdict),
      ['unknown', 'unknown'],
    );
    const outcomes = await Promise.allSettled([append(home), append(other)]);
    assert.deepEqual(outcomes.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
    const [refused] = outcomes.filter((outcome) => outcome.status === 'rejected');
    assert.ok(isRefused(refused?.reason));
    assert.deepEqual(await types(), [DEVICE_CLAIMED.type, VOUCHER_ISSUED.type]);
  });

  it('refuses a claimant whose device was sold, or blocked, while it was judged', async () => {
    await books.records.sell(['D-1'], { name: 'Home', domainKey: homeKey });
    await assert.rejects(append(other), isRefused);
    await books.records.block('D-1', 'stolen');
    await assert.rejects(append(home), isRefused);
    assert.deepEqual(await masaAuditLog(books.store).list(device), []);
  });

  it('has one winner, however many claim at once', async () => {
    const crowd = await Promise.all(
      Array.from({ length: 10 }, async (_, index) => claimant(await authority(`Domain ${index}`))),
    );
    const outcomes = await Promise.allSettled(crowd.map(append));
    assert.equal(outcomes.filter(({ status }) => status === 'fulfilled').length, 1);
    assert.equal((await masaAuditLog(books.store).list(device)).length, 1);
  });
});
