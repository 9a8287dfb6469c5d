/** What the domain's log records of assurance. The claims themselves are the claim log's. */

import { eventType } from '@sallyport/store';
import type { DeviceName } from '../events.ts';

/** From now on claims decide at every enforcement point. */
export const POLICY_ADOPTED = eventType<{
  /** The name of the shipped set of rules. */
  readonly policy: string;
  /** The claims that put its rules in force. */
  readonly rules: readonly string[];
}>('policy.adopted');

/** From now on the accept lists decide again. */
export const POLICY_DROPPED = eventType<{ readonly policy: string }>('policy.dropped');

/** With what a device proved who it is. */
export type DeviceProof = 'certificate' | 'code';

/** What a birth certificate says of the device's MUD file (RFC 8520 §11). */
export type MudPointerRow = {
  readonly url: string;
  /** Base64 DER of the name of who alone may sign it. */
  readonly signer: string | null;
};

/** A device was met with a birth key that was not known of it. */
export const DEVICE_MET = eventType<{
  readonly device: DeviceName;
  /** How claims name it. */
  readonly uri: string;
  readonly model: string | null;
  readonly proved: DeviceProof;
  readonly mud: MudPointerRow | null;
}>('device.met');

/** The key with which the owner makes claims; the first one that is written down is the owner's for ever. */
export const OWNER_KEY_MADE = eventType<{ /** `did:key`. */ readonly key: string }>('owner-claim-key.made');

/** The owner gave its word for a router. */
export const ROUTER_ADDED = eventType<{
  /** `ni` URI of its key. */
  readonly key: string;
  readonly name: string;
  /** The claim that says so. */
  readonly claim: string;
}>('router.added');

/** A router may connect no more, whoever speaks for it. */
export const ROUTER_REMOVED = eventType<{ readonly key: string }>('router.removed');

/** The owner says which IP addresses a device has, for networks whose NASes do not tell. */
export const DEVICE_ADDRESSED = eventType<{
  /** Its key in registers. */
  readonly device: string;
  /** Canonical; those it had before it has no more. */
  readonly addresses: readonly string[];
}>('device.addressed');

/** A feed of vulnerabilities was taken in. Its records are no part of the log: anybody can have them again. */
export const FEED_IMPORTED = eventType<{
  readonly kind: 'osv' | 'nvd' | 'kev';
  /** SHA-256 of what was imported, in hexadecimal. */
  readonly digest: string;
  readonly revision: number;
  /** How many records were read, added, updated and so on. */
  readonly records: Readonly<Record<string, number>>;
}>('feed.imported');

/** A device that has the key of a Thread network is trusted no more; nothing can take the key from it alone. */
export const THREAD_DEVICE_DISTRUSTED = eventType<{
  readonly device: DeviceName;
  readonly network: string;
  readonly reason: string;
}>('thread-device.distrusted');
