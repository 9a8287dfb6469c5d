/** A device of the registers, put together as the directory lists it. */

import type { Session } from '@sallyport/wifi-wired';
import type { KnownDevice } from '../assurance/register.ts';
import { type DeviceRow, deviceNamed } from '../register.ts';
import type { LastDecision, ListedDevice } from './listed-device.ts';
import { digitsOf } from './search-text.ts';

/** What registers and claims have of one device. */
export interface Registered {
  /** Where it stands on its way aboard; undefined for one that was given nothing yet. */
  readonly row: DeviceRow | undefined;
  readonly known: KnownDevice | undefined;
  readonly sessions: readonly Session[];
  readonly flag: string | undefined;
  readonly isRefused: boolean;
  readonly decision: LastDecision | undefined;
  readonly makerName: string | undefined;
  readonly types: readonly string[];
  readonly isCertificateRevoked: boolean;
}

/** Undefined for a device that no register has. */
export function listing(key: string, registered: Registered): ListedDevice | undefined {
  const { row, known, sessions, flag, isRefused, decision, makerName, types, isCertificateRevoked } = registered;
  if (row === undefined && known === undefined) return undefined;
  const threadNetwork = row?.threadNetwork ?? null;
  const isEntrusted = row?.state === 'entrusted' && threadNetwork !== null;
  return {
    key,
    ...deviceNamed(key),
    uri: known?.uri ?? null,
    makerName: makerName ?? null,
    model: known?.model ?? null,
    types,
    stations: unique(sessions.map(({ place }) => digitsOf(place.station ?? '')).filter((digits) => digits !== '')),
    state: row?.state ?? 'met',
    protocol: threadNetwork !== null || known?.proved === 'code' ? 'thread' : 'brski',
    networks: unique([
      ...sessions.map(({ place }) => place.ssid ?? place.client),
      ...(isEntrusted ? [threadNetwork] : []),
    ]),
    isOnNetwork: isEntrusted || sessions.length > 0,
    decision: decision ?? null,
    isRefused,
    flag: flag ?? null,
    session: row?.session ?? '',
    certificateSerial: row?.certificateSerial ?? null,
    isCertificateRevoked,
    notAfter: row?.notAfter ?? null,
    threadNetwork,
    reason: row?.reason ?? null,
    changedAt: Math.max(row?.changedAt ?? 0, known?.metAt ?? 0, decision?.at ?? 0),
    metAt: known?.metAt ?? null,
  };
}

function unique(values: readonly string[]): readonly string[] {
  return [...new Set(values)].sort();
}
