/** What the domain's log records of its networks. A client's shared secret is never among it. */

import { eventType } from '@sallyport/store';
import type { Session, SessionEnd } from '@sallyport/wifi-wired';
import type { DeviceName } from '../events.ts';
import type { Times } from '../refusals/events.ts';

export type RadiusClientRow = {
  readonly name: string;
  /** Addresses and prefixes that its requests come from. */
  readonly addresses: readonly string[];
  /** Where it takes Disconnect-Requests; without an address, where its requests come from. Null: nowhere. */
  readonly dynamicAuthorization: { readonly address: string | null; readonly port: number } | null;
  readonly requireMessageAuthenticator: boolean;
};

/** The owner made a NAS or proxy known, or said something else of one. */
export const RADIUS_CLIENT_ADDED = eventType<RadiusClientRow>('radius-client.added');

export const RADIUS_CLIENT_REMOVED = eventType<{ readonly name: string }>('radius-client.removed');

/** A network let a device in: written down before its NAS was told. */
export const DEVICE_ADMITTED = eventType<Session>('device.admitted');

/** The state, the place or the terms of a session are others. */
export const SESSION_CHANGED = eventType<Session>('network-session.changed');

export const SESSION_ENDED = eventType<{
  readonly id: string;
  readonly device: DeviceName;
  readonly end: SessionEnd;
}>('network-session.ended');

/** A network did not let a station in. Repetitions within some minutes are counted, and are one line more. */
export const ADMISSION_REFUSED = eventType<{
  /** Null for a station that proved no certificate of a device. */
  readonly device: DeviceName | null;
  readonly client: string;
  readonly station: string | null;
  readonly ssid: string | null;
  readonly reason: string;
  readonly code: string;
  /** How often; absent in lines of earlier versions, which counted nothing. */
  readonly times?: Times;
}>('admission.refused');

/** A NAS never acknowledged that it put a device out. */
export const DEVICE_NOT_PUT_OUT = eventType<{
  readonly id: string;
  readonly device: DeviceName;
  readonly client: string;
  readonly reason: string;
}>('device.not-put-out');

/** A NAS accounts for a station that this domain did not let in, or whose session it thought over. */
export const STRAY_SESSION = eventType<{
  readonly client: string;
  readonly station: string | null;
  readonly ssid: string | null;
}>('network-session.stray');
