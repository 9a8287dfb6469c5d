/** The `sb` key of `_meshcop._udp`: what state a Border Agent is in, 32 bits (the later ones as OpenThread sets them). */

/** How a Commissioner may connect. */
export type ConnectionMode = 'disabled' | 'pskc' | 'pskd' | 'vendor' | 'x509';
export type ThreadInterfaceStatus = 'not-initialized' | 'initialized' | 'active';
export type Availability = 'infrequent' | 'high';
export type ThreadRole = 'disabled-or-detached' | 'child' | 'router' | 'leader';
/** Whether border routers of one mesh were seen on different infrastructure links. */
export type MultiAilState = 'disabled' | 'not-detected' | 'detected';

export interface StateBitmap {
  /** Undefined for a number without a meaning here, like the other enumerations. */
  readonly connectionMode: ConnectionMode | undefined;
  readonly threadInterface: ThreadInterfaceStatus | undefined;
  readonly availability: Availability | undefined;
  /** The Backbone Border Router function is on. */
  readonly bbrActive: boolean;
  readonly bbrPrimary: boolean;
  /** Since Thread 1.4, as everything below; what older ones announce reads as the first of each. */
  readonly threadRole: ThreadRole | undefined;
  /** Credentials can be shared by one-time passcode. */
  readonly epskcSupported: boolean;
  readonly multiAil: MultiAilState | undefined;
  /** OpenThread's Border Admitter is there. */
  readonly admitterSupported: boolean;
  /** All 32 bits as they were announced. */
  readonly bits: number;
}

const CONNECTION_MODES = ['disabled', 'pskc', 'pskd', 'vendor', 'x509'] as const;
const INTERFACE_STATUSES = ['not-initialized', 'initialized', 'active'] as const;
const AVAILABILITIES = ['infrequent', 'high'] as const;
const ROLES = ['disabled-or-detached', 'child', 'router', 'leader'] as const;
const MULTI_AIL_STATES = ['disabled', 'not-detected', 'detected'] as const;

/** Offset and width of each field. */
const FIELDS = {
  connectionMode: [0, 3],
  threadInterface: [3, 2],
  availability: [5, 2],
  bbrActive: [7, 1],
  bbrPrimary: [8, 1],
  threadRole: [9, 2],
  epskcSupported: [11, 1],
  multiAil: [12, 2],
  admitterSupported: [14, 1],
} as const;

export function decodeStateBitmap(bits: number): StateBitmap {
  const field = ([offset, width]: readonly [number, number]): number => (bits >>> offset) & (2 ** width - 1);
  return {
    connectionMode: CONNECTION_MODES[field(FIELDS.connectionMode)],
    threadInterface: INTERFACE_STATUSES[field(FIELDS.threadInterface)],
    availability: AVAILABILITIES[field(FIELDS.availability)],
    bbrActive: field(FIELDS.bbrActive) === 1,
    bbrPrimary: field(FIELDS.bbrPrimary) === 1,
    threadRole: ROLES[field(FIELDS.threadRole)],
    epskcSupported: field(FIELDS.epskcSupported) === 1,
    multiAil: MULTI_AIL_STATES[field(FIELDS.multiAil)],
    admitterSupported: field(FIELDS.admitterSupported) === 1,
    bits,
  };
}

/** What to announce; what is left out is zero. */
export type StateBitmapValues = Partial<Omit<StateBitmap, 'bits'>>;

/** The bits, as a number. */
export function encodeStateBitmap(state: StateBitmapValues): number {
  const at = ([offset]: readonly [number, number], value: number): number => value << offset;
  return (
    at(FIELDS.connectionMode, indexIn(CONNECTION_MODES, state.connectionMode)) |
    at(FIELDS.threadInterface, indexIn(INTERFACE_STATUSES, state.threadInterface)) |
    at(FIELDS.availability, indexIn(AVAILABILITIES, state.availability)) |
    at(FIELDS.bbrActive, state.bbrActive === true ? 1 : 0) |
    at(FIELDS.bbrPrimary, state.bbrPrimary === true ? 1 : 0) |
    at(FIELDS.threadRole, indexIn(ROLES, state.threadRole)) |
    at(FIELDS.epskcSupported, state.epskcSupported === true ? 1 : 0) |
    at(FIELDS.multiAil, indexIn(MULTI_AIL_STATES, state.multiAil)) |
    at(FIELDS.admitterSupported, state.admitterSupported === true ? 1 : 0)
  );
}

function indexIn<Value>(values: readonly Value[], value: Value | undefined): number {
  return value === undefined ? 0 : Math.max(0, values.indexOf(value));
}
