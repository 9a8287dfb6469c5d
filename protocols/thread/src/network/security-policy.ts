/**
 * The Security Policy (Thread 1.1.1 §8.10; the second byte of flags came with Thread 1.2).
 *
 * Three of the flags are sent inverted (a set bit says "disabled"), so that networks of Thread 1.1, which sent ones there, read as
 * having them off. Here every field says what it is named for.
 */

import { concat, plain } from '@sallyport/core';
import { fail } from '../errors.ts';
import { readUint, requireUint, writeUint } from './numbers.ts';

export interface SecurityPolicy {
  /** `thrKeyRotation`: hours between two network key sequence counters; at least 2, 672 unless told. */
  readonly rotationHours: number;
  /** O: a Commissioner may obtain the network key for out-of-band commissioning. */
  readonly obtainNetworkKey: boolean;
  /** N: Native Commissioners may use the PSKc. */
  readonly nativeCommissioning: boolean;
  /** R: routers of Thread 1.0 and 1.1 may attach. */
  readonly routers: boolean;
  /** C: external Commissioners may use the PSKc. */
  readonly externalCommissioning: boolean;
  /** B: Thread 1.0 and 1.1 beacons are sent. No use since Thread 1.2, which keeps the bit zero. */
  readonly beacons: boolean;
  /** CCM, sent inverted: Commercial Commissioning Mode. */
  readonly commercialCommissioning: boolean;
  /** AE, sent inverted: Autonomous Enrollment. */
  readonly autonomousEnrollment: boolean;
  /** NMP, sent inverted: Network Key Provisioning. */
  readonly networkKeyProvisioning: boolean;
  /** L: ToBLE link. */
  readonly tobleLink: boolean;
  /** NCR, sent inverted: routers that know no commercial commissioning may attach to a network in that mode. */
  readonly nonCcmRouters: boolean;
  /** VR: a router's Thread version must be at least this plus 3. 0 to 7. */
  readonly versionThreshold: number;
  /** Bytes after the second one of flags, as they were read. */
  readonly further?: Uint8Array;
  /** Bits without a meaning yet, as they were read; unless given, ones, as Thread 1.2 asks. */
  readonly reservedBits?: number;
  /** True when only one byte of flags was there, as Thread 1.1 sends. */
  readonly thread11?: boolean;
}

export const MIN_ROTATION_HOURS = 2;
export const DEFAULT_ROTATION_HOURS = 672;
/** What VR counts from: 0 admits Thread version 3, which is Thread 1.2. */
export const VERSION_THRESHOLD_OFFSET = 3;

const FLAGS = {
  obtainNetworkKey: [0, 0x80],
  nativeCommissioning: [0, 0x40],
  routers: [0, 0x20],
  externalCommissioning: [0, 0x10],
  beacons: [0, 0x08],
  tobleLink: [1, 0x80],
} as const;
const INVERTED_FLAGS = {
  commercialCommissioning: [0, 0x04],
  autonomousEnrollment: [0, 0x02],
  networkKeyProvisioning: [0, 0x01],
  nonCcmRouters: [1, 0x40],
} as const;
const RESERVED = 0x38;
const VERSION_THRESHOLD = 0x07;

/** What a new network begins with: every commissioner and router, no commercial commissioning; `672 onrc` to other tools. */
export const DEFAULT_SECURITY_POLICY: SecurityPolicy = {
  rotationHours: DEFAULT_ROTATION_HOURS,
  obtainNetworkKey: true,
  nativeCommissioning: true,
  routers: true,
  externalCommissioning: true,
  beacons: false,
  commercialCommissioning: false,
  autonomousEnrollment: false,
  networkKeyProvisioning: false,
  tobleLink: true,
  nonCcmRouters: false,
  versionThreshold: 0,
};

/** Takes at least three bytes. Absent flags read as their defaults. */
export function decodeSecurityPolicy(bytes: Uint8Array): SecurityPolicy {
  const thread11 = bytes.length === 3;
  const flags = [bytes[2] ?? 0, bytes[3] ?? 0xc0];
  const isSet = ([byte, bit]: readonly [0 | 1, number]): boolean => ((flags[byte] ?? 0) & bit) !== 0;
  const second = flags[1] ?? 0;
  return {
    rotationHours: readUint(bytes.subarray(0, 2)),
    obtainNetworkKey: isSet(FLAGS.obtainNetworkKey),
    nativeCommissioning: isSet(FLAGS.nativeCommissioning),
    routers: isSet(FLAGS.routers),
    externalCommissioning: isSet(FLAGS.externalCommissioning),
    beacons: isSet(FLAGS.beacons),
    commercialCommissioning: !isSet(INVERTED_FLAGS.commercialCommissioning),
    autonomousEnrollment: !isSet(INVERTED_FLAGS.autonomousEnrollment),
    networkKeyProvisioning: !isSet(INVERTED_FLAGS.networkKeyProvisioning),
    tobleLink: isSet(FLAGS.tobleLink),
    nonCcmRouters: !isSet(INVERTED_FLAGS.nonCcmRouters),
    versionThreshold: thread11 ? 0 : second & VERSION_THRESHOLD,
    ...(thread11 ? { thread11 } : {}),
    ...(thread11 || (second & RESERVED) === RESERVED ? {} : { reservedBits: second & RESERVED }),
    ...(bytes.length > 4 ? { further: plain(bytes.slice(4)) } : {}),
  };
}

/** @throws E_THREAD_ARGUMENT */
export function encodeSecurityPolicy(policy: SecurityPolicy): Uint8Array {
  const { further = new Uint8Array(0), reservedBits = RESERVED, thread11 = false } = policy;
  if ((reservedBits & ~RESERVED) !== 0) throw fail('E_THREAD_ARGUMENT', 'the reserved bits are 0x38');
  if (thread11 && further.length > 0) throw fail('E_THREAD_ARGUMENT', 'Thread 1.1 has one byte of flags');
  const flags: [number, number] = [0, reservedBits];
  const write = ([byte, bit]: readonly [0 | 1, number], isOne: boolean): void => {
    if (isOne) flags[byte] |= bit;
  };
  write(FLAGS.obtainNetworkKey, policy.obtainNetworkKey);
  write(FLAGS.nativeCommissioning, policy.nativeCommissioning);
  write(FLAGS.routers, policy.routers);
  write(FLAGS.externalCommissioning, policy.externalCommissioning);
  write(FLAGS.beacons, policy.beacons);
  write(FLAGS.tobleLink, policy.tobleLink);
  write(INVERTED_FLAGS.commercialCommissioning, !policy.commercialCommissioning);
  write(INVERTED_FLAGS.autonomousEnrollment, !policy.autonomousEnrollment);
  write(INVERTED_FLAGS.networkKeyProvisioning, !policy.networkKeyProvisioning);
  write(INVERTED_FLAGS.nonCcmRouters, !policy.nonCcmRouters);
  flags[1] |= requireUint('version threshold', policy.versionThreshold, VERSION_THRESHOLD);
  const bytes = Uint8Array.from(flags);
  return concat(writeUint('rotation time', policy.rotationHours, 2), thread11 ? bytes.subarray(0, 1) : bytes, further);
}

const LETTERS: readonly (readonly [letter: string, flag: keyof typeof FLAGS | keyof typeof INVERTED_FLAGS])[] = [
  ['o', 'obtainNetworkKey'],
  ['n', 'nativeCommissioning'],
  ['r', 'routers'],
  ['c', 'externalCommissioning'],
  ['C', 'commercialCommissioning'],
  ['e', 'autonomousEnrollment'],
  ['p', 'networkKeyProvisioning'],
  ['R', 'nonCcmRouters'],
];

/** As OpenThread prints it: `672 onrc 0` is the hours, a letter for each of O N R C CCM AE NMP NCR that is on, and VR. */
export function formatSecurityPolicy(policy: SecurityPolicy): string {
  const letters = LETTERS.filter(([, flag]) => policy[flag]).map(([letter]) => letter);
  return `${policy.rotationHours} ${letters.join('')} ${policy.versionThreshold}`;
}
