/** What the outside world was told has happened, and what the logs say of it. */

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { isJsonObject, type JsonObject, type JsonValue, toBase64, toHex } from '@sallyport/core';
import { openSqliteStore } from '@sallyport/store';
import { Lab } from '../../src/index.ts';
import type { KillableHouse } from './killable.ts';

export interface Acknowledged {
  /** Serial numbers, with the IDevID's DER. */
  readonly births: Map<string, Uint8Array>;
  /** Serial numbers with the CMS of each voucher that arrived. */
  readonly vouchers: { readonly serialNumber: string; readonly cms: Uint8Array }[];
  /** Serial numbers with the kind of each status that was answered with 200. */
  readonly statuses: { readonly serialNumber: string; readonly kind: 'voucher' | 'enrolment' }[];
  readonly certificates: { readonly serialNumber: string; readonly number: string; readonly der: Uint8Array }[];
  /** Serial numbers of devices that the manufacturer said are sold, and that the owner said are refused. */
  readonly sold: string[];
  readonly refused: string[];
  /** Serial numbers of certificates that the owner said are revoked. */
  readonly revoked: string[];
}

export function nothingYet(): Acknowledged {
  return { births: new Map(), vouchers: [], statuses: [], certificates: [], sold: [], refused: [], revoked: [] };
}

/** The data of every event of these types, as text that can be looked up. */
class LogIndex {
  readonly #facts = new Map<string, Set<string>>();

  static async read(path: string, keyOf: Readonly<Record<string, (data: JsonObject) => string>>): Promise<LogIndex> {
    const index = new LogIndex();
    const store = await openSqliteStore({ path });
    try {
      await store.verify();
      for await (const { type, data } of store.read(1)) {
        const key = keyOf[type];
        if (key !== undefined && isJsonObject(data)) index.#of(type).add(key(data));
      }
    } finally {
      await store.close();
    }
    return index;
  }

  has(type: string, fact: string): boolean {
    return this.#of(type).has(fact);
  }

  all(type: string): ReadonlySet<string> {
    return this.#of(type);
  }

  #of(type: string): Set<string> {
    const known = this.#facts.get(type);
    if (known !== undefined) return known;
    const made = new Set<string>();
    this.#facts.set(type, made);
    return made;
  }
}

const text = (value: JsonValue | undefined): string => (typeof value === 'string' ? value : '');
const member = (value: JsonValue | undefined, name: string): string => (isJsonObject(value) ? text(value[name]) : '');
const sha256 = (bytes: Uint8Array): string => toHex(createHash('sha256').update(bytes).digest());

/** Both logs are sound and hold everything that was acknowledged. */
export async function checkLogs({ directory }: KillableHouse, acknowledged: Acknowledged): Promise<void> {
  const maker = await LogIndex.read(join(directory, 'manufacturer', 'manufacturer.db'), {
    'device.certified': ({ serialNumber, idevid }) => `${text(serialNumber)} ${text(idevid)}`,
    'device.claimed': ({ serialNumber }) => text(serialNumber),
    'device.sold': ({ serialNumber }) => text(serialNumber),
    'voucher.issued': ({ serialNumber, voucher }) => `${text(serialNumber)} ${text(voucher)}`,
    'certificate.issued': ({ der }) => text(der),
  });
  const owner = await LogIndex.read(join(directory, 'domain', 'domain.db'), {
    'voucher.received': ({ device, voucher }) => `${member(device, 'serialNumber')} ${text(voucher)}`,
    'status.reported': ({ device, kind }) => `${member(device, 'serialNumber')} ${text(kind)}`,
    'certificate.issued': ({ der }) => text(der),
    'certificate.revoked': ({ serialNumber }) => text(serialNumber),
    'accept-list.added': ({ match }) => text(match).split('/')[1] ?? '',
  });
  for (const [serialNumber, idevid] of acknowledged.births) {
    assert.ok(maker.has('device.certified', `${serialNumber} ${toBase64(idevid)}`), `birth of ${serialNumber}`);
    assert.ok(maker.has('certificate.issued', toBase64(idevid)), `IDevID of ${serialNumber}`);
  }
  for (const { serialNumber, cms } of acknowledged.vouchers) {
    assert.ok(maker.has('voucher.issued', `${serialNumber} ${sha256(cms)}`), `MASA's entry for ${serialNumber}`);
    assert.ok(owner.has('voucher.received', `${serialNumber} ${toBase64(cms)}`), `registrar's for ${serialNumber}`);
    const owned = maker.has('device.claimed', serialNumber) || maker.has('device.sold', serialNumber);
    assert.ok(owned, `owner of ${serialNumber}`);
  }
  for (const { serialNumber, kind } of acknowledged.statuses) {
    assert.ok(owner.has('status.reported', `${serialNumber} ${kind}`), `${kind} status of ${serialNumber}`);
  }
  for (const { serialNumber, der } of acknowledged.certificates) {
    assert.ok(owner.has('certificate.issued', toBase64(der)), `LDevID of ${serialNumber}`);
  }
  for (const serialNumber of acknowledged.sold) assert.ok(maker.has('device.sold', serialNumber), serialNumber);
  for (const serialNumber of acknowledged.refused) assert.ok(owner.has('accept-list.added', serialNumber));
  for (const number of acknowledged.revoked) assert.ok(owner.has('certificate.revoked', number), `end of ${number}`);
  // What a registrar passed on, a MASA has written down before, whoever was killed when.
  for (const received of owner.all('voucher.received')) {
    const [serialNumber, voucher = ''] = received.split(' ');
    assert.ok(maker.has('voucher.issued', `${serialNumber} ${sha256(Buffer.from(voucher, 'base64'))}`), serialNumber);
  }
}

/** The services, started once more, know everything that was acknowledged. */
export async function checkRegisters({ directory, ports }: KillableHouse, acknowledged: Acknowledged): Promise<void> {
  const lab = new Lab();
  try {
    const { manufacturer, domain } = await lab.openHouse({ directory, ports });
    const [maker] = domain.manufacturers.known;
    const { ledger } = domain.authority;
    for (const serialNumber of acknowledged.births.keys()) {
      assert.ok((await manufacturer.records.find(serialNumber)) !== undefined, `device ${serialNumber}`);
    }
    for (const { serialNumber, cms } of acknowledged.vouchers) {
      const entries = await manufacturer.records.vouchers(serialNumber);
      assert.ok(
        entries.some(({ voucher }) => voucher === sha256(cms)),
        `audit log of ${serialNumber}`,
      );
    }
    for (const { serialNumber, number, der } of acknowledged.certificates) {
      assert.deepEqual((await ledger.bySerialNumber(number))?.der, der, `ledger of ${serialNumber}`);
    }
    for (const { serialNumber, kind } of acknowledged.statuses) {
      if (kind !== 'enrolment') continue;
      const row = await domain.devices.find({ manufacturer: maker?.id ?? '', serialNumber });
      assert.equal(row?.state, 'aboard', `state of ${serialNumber}`);
    }
    const list = await domain.revocation.currentList();
    for (const number of acknowledged.revoked) {
      assert.ok(list.isRevoked(number) !== undefined, `list without ${number}`);
    }
    for (const serialNumber of acknowledged.sold) {
      assert.equal((await manufacturer.records.find(serialNumber))?.ownerName, 'Somebody', serialNumber);
    }
    for (const serialNumber of acknowledged.refused) {
      assert.ok(domain.lists.current().refused.has(`${maker?.id}/${serialNumber}`), serialNumber);
    }
  } finally {
    await lab.close();
  }
}
