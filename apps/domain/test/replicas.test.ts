/** Two replicas over one log: what the owner says at one of them counts at the other. */

import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { acceptListAuthorizer } from '@sallyport/assurance-accept-lists';
import { createRootCertificate } from '@sallyport/ca';
import { DAY, systemClock, systemRandom } from '@sallyport/core';
import type { DeviceIdentity } from '@sallyport/onboarding';
import { type Certificate, generateKeyPair, Name, softwareSigner } from '@sallyport/pki';
import { type LogStore, openSqliteStore } from '@sallyport/store';
import { AcceptRegister } from '../src/accept-register.ts';
import { type Introduction, ManufacturerBook } from '../src/manufacturer-book.ts';
import { domainRegister } from '../src/register.ts';

let store: LogStore;

beforeEach(async () => {
  store = await openSqliteStore({ path: ':memory:', projections: [domainRegister] });
});
afterEach(() => store.close());

describe('the accept lists of two replicas', () => {
  const device: DeviceIdentity = {
    manufacturer: 'aa',
    serialNumber: 'S-1',
    model: undefined,
    credential: undefined,
    assurance: 'authenticated',
  };

  const outcomeAt = async (lists: AcceptRegister) => {
    const authorizer = acceptListAuthorizer(() => lists.upToDate());
    const at = systemClock.now();
    const decision = await authorizer.decide({ point: 'C.8', protocol: 'brski', session: 's', device, facts: {}, at });
    return decision.outcome;
  };

  it('refuse at once what was refused at the other', async () => {
    const here = await AcceptRegister.open(store);
    const there = await AcceptRegister.open(store);
    await here.add('manufacturers', 'aa', undefined);
    assert.equal(await outcomeAt(there), 'permit');
    await here.add('refused', 'aa/S-1', 'stolen');
    assert.equal(await outcomeAt(there), 'deny');
    assert.equal(await there.remove('refused', 'aa/S-1'), true);
    assert.equal(await outcomeAt(here), 'permit');
    await there.remove('manufacturers', 'aa');
    assert.equal(await outcomeAt(here), 'deny');
  });

  it('narrow and widen together', async () => {
    const here = await AcceptRegister.open(store);
    const there = await AcceptRegister.open(store);
    await here.add('manufacturers', 'aa', undefined);
    await here.add('devices', 'aa/S-2', undefined);
    assert.equal(await outcomeAt(there), 'deny');
    await here.lift('devices');
    assert.equal(await outcomeAt(there), 'permit');
    assert.deepEqual((await AcceptRegister.open(store)).current(), there.current());
  });

  it('permit nothing when the log cannot be read', async () => {
    const lists = await AcceptRegister.open(store);
    await lists.add('manufacturers', 'aa', undefined);
    await store.close();
    await assert.rejects(outcomeAt(lists));
  });
});

describe('the book of manufacturers', () => {
  async function anchor(name: string): Promise<Certificate> {
    const now = Date.now();
    return createRootCertificate({
      subject: Name.of([['CN', name]]),
      signer: softwareSigner(generateKeyPair('P-256').privateKey),
      random: systemRandom,
      notBefore: new Date(now - DAY),
      notAfter: new Date(now + DAY),
    });
  }

  async function introduction(name: string): Promise<Introduction> {
    const [idevid, masa] = [await anchor(`${name} IDevID CA`), await anchor(`${name} MASA CA`)];
    return { manufacturer: name, idevidAnchors: [idevid], masaTlsAnchors: [masa], voucherAnchors: [masa] };
  }

  it('keeps what it knows of one while another is introduced, so that work under way goes on', async () => {
    const book = await ManufacturerBook.open(store);
    await book.introduce(await introduction('One'));
    const [one] = book.trust;
    assert.ok(one !== undefined);
    await book.introduce(await introduction('Two'));
    assert.equal(book.known.length, 2);
    assert.ok(book.trust.includes(one));
    assert.equal(book.find(one)?.trust, one);
  });

  it('finds what replaced an earlier trust', async () => {
    const book = await ManufacturerBook.open(store);
    const first = await introduction('One');
    await book.introduce(first);
    const [before] = book.trust;
    assert.ok(before !== undefined);
    const other = await anchor('another MASA CA');
    await book.introduce({ ...first, masaTlsAnchors: [other] });
    assert.deepEqual(
      book.find(before)?.masaTlsAnchors.map((each) => each.fingerprint()),
      [other.fingerprint()],
    );
  });

  it('is the same array while nothing changed, and hears of what another replica wrote', async () => {
    const here = await ManufacturerBook.open(store);
    const there = await ManufacturerBook.open(store);
    await here.introduce(await introduction('One'));
    const known = here.trust;
    await here.refresh();
    assert.equal(here.trust, known);
    await there.refresh();
    assert.deepEqual(
      there.known.map(({ id }) => id),
      here.known.map(({ id }) => id),
    );
  });

  it('does not give one maker’s devices to another', async () => {
    const book = await ManufacturerBook.open(store);
    const one = await introduction('One');
    await book.introduce(one);
    const two = await introduction('Two');
    const greedy = { ...two, idevidAnchors: [...two.idevidAnchors, ...one.idevidAnchors] };
    await assert.rejects(book.introduce(greedy), { code: 'E_DOMAIN_MANUFACTURER' });
    assert.equal(book.known.length, 1);
  });
});
