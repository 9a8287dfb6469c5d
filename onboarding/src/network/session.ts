/** A device on a network: where, since when, and on what terms. JSON all through, so that it can be written down. */

import type { Facts } from '../authorizer.ts';
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
  /** As in decisions; spelt out, since an interface is no JSON to the compiler. */
  readonly obligations: readonly { readonly type: string; readonly value: string }[];
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
export interface NetworkSessionRecord<Session = NetworkSession, End = NetworkSessionEnd> {
  /** All that have not ended, from before a restart. */
  load(): AsyncIterable<Session>;
  /** Awaited before the network is told to let the device in: whoever is in can be put out, whatever happens. */
  admitted(session: Session): Promise<void>;
  /** State, place, obligations or reason are others now. */
  changed(session: Session): Promise<void>;
  ended(session: Session, end: End): Promise<void>;
}

/** The part of a session that says whose it is. */
export type SessionHolder = Pick<NetworkSession, 'manufacturer' | 'serialNumber' | 'model' | 'assurance'>;

/** The register's key of the device that a session is of. */
export function sessionDeviceKey({
  manufacturer,
  serialNumber,
}: Pick<SessionHolder, 'manufacturer' | 'serialNumber'>): string {
  return deviceKey({ manufacturer: manufacturer ?? undefined, serialNumber });
}

export function sessionDevice({ manufacturer, serialNumber, model, assurance }: SessionHolder): DeviceIdentity {
  return {
    manufacturer: manufacturer ?? undefined,
    serialNumber,
    model: model ?? undefined,
    credential: undefined,
    assurance,
  };
}

export function sessionHolder({ manufacturer, serialNumber, model, assurance }: DeviceIdentity): SessionHolder {
  return { manufacturer: manufacturer ?? null, serialNumber, model: model ?? null, assurance };
}
