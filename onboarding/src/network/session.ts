/** A device on a network: where, since when, and on what terms. JSON all through, so that it can be written down. */

import type { Facts } from '../authorizer.ts';
import type { Obligation } from '../decision.ts';
import { type DeviceIdentity, deviceKey, type IdentityAssurance } from '../device.ts';

/**
 * - `admitted`: the network was told to let the device in.
 * - `leaving`: it is to be put out, and the network has not acknowledged that.
 */
export type NetworkSessionState = 'admitted' | 'leaving';

export type NetworkSession = {
  /** Unique on its network. */
  readonly id: string;
  /** Of the attempt that let it in, as events name it. */
  readonly attempt: string;
  /** Where there can be one session only; a later one there takes its place. */
  readonly place: string;
  readonly manufacturer: string | null;
  readonly serialNumber: string;
  readonly model: string | null;
  readonly assurance: IdentityAssurance;
  /** What policy was asked with, and is asked with again. */
  readonly facts: Facts;
  readonly state: NetworkSessionState;
  /** Milliseconds since 1970. */
  readonly admittedAt: number;
  /** When it is over by itself, milliseconds since 1970; null when it lasts until somebody ends it. */
  readonly endsAt: number | null;
  readonly obligations: readonly Obligation[];
  /** Why the device was let in or is put out, for people. */
  readonly reason: string;
};

/** Why a session is over. */
export type NetworkSessionEnd =
  /** The network said so. */
  | 'stopped'
  /** The network put the device out, or knew it no more. */
  | 'put-out'
  /** The device came in again at the same place. */
  | 'replaced'
  /** Its time was over. */
  | 'expired';

/** Writes sessions down. What rejects was not written. */
export interface NetworkSessionRecord {
  /** All that have not ended, from before a restart. */
  load(): AsyncIterable<NetworkSession>;
  /** Awaited before the network is told to let the device in: whoever is in can be put out, whatever happens. */
  admitted(session: NetworkSession): Promise<void>;
  /** State, obligations or reason are others now. */
  changed(session: NetworkSession): Promise<void>;
  ended(session: NetworkSession, end: NetworkSessionEnd): Promise<void>;
}

/** The register's key of the device that a session is of. */
export function sessionDeviceKey({ manufacturer, serialNumber }: NetworkSession): string {
  return deviceKey({ manufacturer: manufacturer ?? undefined, serialNumber });
}

export function sessionDevice(session: NetworkSession): DeviceIdentity {
  return {
    manufacturer: session.manufacturer ?? undefined,
    serialNumber: session.serialNumber,
    model: session.model ?? undefined,
    credential: undefined,
    assurance: session.assurance,
  };
}

/** The part of a session that says whose it is. */
export function deviceFields({
  manufacturer,
  serialNumber,
  model,
  assurance,
}: DeviceIdentity): Pick<NetworkSession, 'manufacturer' | 'serialNumber' | 'model' | 'assurance'> {
  return { manufacturer: manufacturer ?? null, serialNumber, model: model ?? null, assurance };
}
