/** The domain's registers of assurance: which policy is in force, and which device has which birth key. Projections of the log. */

import { type Projection, table } from '@sallyport/store';
import { registerKey } from '../register.ts';
import {
  DEVICE_ADDRESSED,
  DEVICE_MET,
  type DeviceProof,
  type MudPointerRow,
  OWNER_KEY_MADE,
  POLICY_ADOPTED,
  POLICY_DROPPED,
  ROUTER_ADDED,
  ROUTER_REMOVED,
} from './events.ts';

export type PolicyRow = {
  readonly policy: string;
  readonly rules: readonly string[];
  /** Milliseconds since 1970. */
  readonly since: number;
};

/** A device as the book holds it. */
export type KnownDevice = {
  /** How claims name it: after its birth key, or after its EUI-64. */
  readonly uri: string;
  /** How registers name it. */
  readonly key: string;
  readonly manufacturer: string;
  readonly serialNumber: string;
  readonly model: string | null;
  readonly proved: DeviceProof;
  readonly mud: MudPointerRow | null;
  /** Milliseconds since 1970. */
  readonly metAt: number;
};

export type RouterRow = {
  /** `ni` URI of its key. */
  readonly key: string;
  readonly name: string | null;
  /** The URI of the owner's word for it. */
  readonly claim: string | null;
  readonly isRemoved: boolean;
};

/** The policy in force, under {@link IN_FORCE}; no row while the accept lists decide. */
export const POLICY = table<PolicyRow>('policy');
export const IN_FORCE = 'in-force';
export const DEVICE_BOOK = table<KnownDevice>('device_book')
  .textIndex('uri', (row) => row.uri)
  .textIndex('serial', (row) => row.serialNumber);
/** The owner's claim key, under {@link OWNER}. */
export const CLAIM_KEYS = table<{ readonly key: string }>('claim_keys');
export const OWNER = 'owner';
/** Which device the owner says has an IP address. */
export const ADDRESSES = table<{ readonly device: string }>('addresses').textIndex('device', (row) => row.device);
export const ROUTERS = table<RouterRow>('routers');

export const assuranceRegister: Projection = {
  name: 'assurance_register',
  version: 1,
  tables: [POLICY, DEVICE_BOOK, CLAIM_KEYS, ROUTERS, ADDRESSES],
  async apply(event, tables) {
    if (POLICY_ADOPTED.is(event)) {
      tables.table(POLICY).put(IN_FORCE, { ...event.data, since: event.at.getTime() });
    } else if (POLICY_DROPPED.is(event)) {
      tables.table(POLICY).delete(IN_FORCE);
    } else if (DEVICE_MET.is(event)) {
      const { device, uri, model, proved, mud } = event.data;
      const key = registerKey(device);
      tables.table(DEVICE_BOOK).put(key, { ...device, uri, key, model, proved, mud, metAt: event.at.getTime() });
    } else if (DEVICE_ADDRESSED.is(event)) {
      const { device, addresses } = event.data;
      const known = tables.table(ADDRESSES);
      for await (const { key } of known.scan({ index: 'device', equals: device })) known.delete(key);
      for (const address of addresses) known.put(address, { device });
    } else if (ROUTER_ADDED.is(event)) {
      tables.table(ROUTERS).put(event.data.key, { ...event.data, isRemoved: false });
    } else if (ROUTER_REMOVED.is(event)) {
      const { key } = event.data;
      const routers = tables.table(ROUTERS);
      const row = (await routers.get(key)) ?? { key, name: null, claim: null };
      routers.put(key, { ...row, isRemoved: true });
    } else if (OWNER_KEY_MADE.is(event)) {
      const keys = tables.table(CLAIM_KEYS);
      if ((await keys.get(OWNER)) === undefined) keys.put(OWNER, event.data);
    }
  },
};
