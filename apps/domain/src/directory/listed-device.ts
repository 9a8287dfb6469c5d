/** A device as the directory lists it: what people look for, sort by and count. */

import type { DeviceState } from '../register.ts';

/** `met`: it proved who it is, and was given nothing yet. */
export const LISTED_STATES = ['met', 'voucher', 'imprinted', 'certified', 'aboard', 'entrusted', 'failed'] as const;
export type ListedState = (typeof LISTED_STATES)[number] & ('met' | DeviceState);

export const LISTED_PROTOCOLS = ['brski', 'thread'] as const;
export type ListedProtocol = (typeof LISTED_PROTOCOLS)[number];

/** What the domain last decided of a device, as far as this is known. */
export type LastDecision = {
  readonly outcome: 'permit' | 'deny';
  readonly reason: string;
  /** Where it was asked, for example `E.2`. */
  readonly point: string;
  /** Milliseconds since 1970. */
  readonly at: number;
};

export interface ListedDevice {
  /** `manufacturer/serialNumber`, as registers hold it. */
  readonly key: string;
  readonly manufacturer: string;
  readonly serialNumber: string;
  /** How claims name it; null for one that was never met with its birth key. */
  readonly uri: string | null;
  /** What the owner was told the maker is called; null for one that was not introduced. */
  readonly makerName: string | null;
  readonly model: string | null;
  /** As counting claims say. */
  readonly types: readonly string[];
  /** Addresses that it is on networks by: digits in lower case, without what stands between them. */
  readonly stations: readonly string[];
  readonly state: ListedState;
  readonly protocol: ListedProtocol;
  /** Where it has a session, and the Thread network whose key it was given. */
  readonly networks: readonly string[];
  /** A network has it: a session is open, or a Thread network entrusted it with its key. */
  readonly isOnNetwork: boolean;
  readonly decision: LastDecision | null;
  /** The owner turned it away. */
  readonly isRefused: boolean;
  /** Why its history was found wanting (RFC 8995 §5.8.3), or null. */
  readonly flag: string | null;
  /** Of the onboarding session that brought it where it is. */
  readonly session: string;
  readonly certificateSerial: string | null;
  readonly isCertificateRevoked: boolean;
  /** End of the newest LDevID, milliseconds since 1970. */
  readonly notAfter: number | null;
  readonly threadNetwork: string | null;
  /** What the device said when it failed. */
  readonly reason: string | null;
  /** When anything of its way aboard changed, milliseconds since 1970. */
  readonly changedAt: number;
  /** When it was first known by its birth key, milliseconds since 1970. */
  readonly metAt: number | null;
}

/** What is counted and filtered by. Names are those of the operation's input. */
export const FACETS = ['state', 'protocol', 'network', 'maker', 'type', 'presence', 'standing'] as const;
export type Facet = (typeof FACETS)[number];

/** How the domain stands to a device: the owner's refusal before its history, and both before what was decided. */
export const STANDINGS = ['refused', 'wanting', 'permit', 'deny', 'unknown'] as const;

/** By facet, the values that a device is counted under. */
export const FACET_VALUES: Readonly<Record<Facet, (device: ListedDevice) => readonly string[]>> = {
  state: ({ state }) => [state],
  protocol: ({ protocol }) => [protocol],
  network: ({ networks }) => networks,
  maker: ({ manufacturer }) => [manufacturer],
  // Those that nobody said a type of can be asked for, too.
  type: ({ types }) => (types.length === 0 ? [''] : types),
  presence: ({ isOnNetwork }) => [isOnNetwork ? 'on' : 'off'],
  standing: (device) => [standingOf(device)],
};

function standingOf({ isRefused, flag, decision }: ListedDevice): (typeof STANDINGS)[number] {
  if (isRefused) return 'refused';
  if (flag !== null) return 'wanting';
  return decision?.outcome ?? 'unknown';
}

/** What devices are sorted by; behind equal values, by key. */
export const SORTS = {
  key: ({ key }) => key,
  changed: ({ changedAt }) => changedAt,
  serialNumber: ({ serialNumber }) => serialNumber.toLowerCase(),
  maker: ({ makerName, manufacturer }) => (makerName ?? manufacturer).toLowerCase(),
  model: ({ model }) => (model ?? '').toLowerCase(),
  type: ({ types }) => (types[0] ?? '').toLowerCase(),
  state: ({ state }) => state,
  notAfter: ({ notAfter }) => notAfter ?? 0,
} as const satisfies Readonly<Record<string, (device: ListedDevice) => string | number>>;

export type Sort = keyof typeof SORTS;
export const SORT_NAMES = ['key', 'changed', 'serialNumber', 'maker', 'model', 'type', 'state', 'notAfter'] as const;
