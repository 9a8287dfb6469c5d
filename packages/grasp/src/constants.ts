/** Numbers of RFC 8990 §2.6, §2.9 and §4. */

export const MESSAGE_TYPES = {
  M_NOOP: 0,
  M_DISCOVERY: 1,
  M_RESPONSE: 2,
  M_REQ_NEG: 3,
  M_REQ_SYN: 4,
  M_NEGOTIATE: 5,
  M_END: 6,
  M_WAIT: 7,
  M_SYNCH: 8,
  M_FLOOD: 9,
  M_INVALID: 99,
} as const;

export type MessageTypeName = keyof typeof MESSAGE_TYPES;

export const OPTION_TYPES = {
  O_IPv6_LOCATOR: 103,
  O_IPv4_LOCATOR: 104,
  O_FQDN_LOCATOR: 105,
  O_URI_LOCATOR: 106,
} as const;

/** Bits of an objective's flags. */
export const OBJECTIVE_FLAGS = {
  /** Valid for discovery. */
  F_DISC: 1 << 0,
  /** Valid for negotiation. */
  F_NEG: 1 << 1,
  /** Valid for synchronization: what flooding is. */
  F_SYNCH: 1 << 2,
  /** The negotiation is a dry run. */
  F_NEG_DRY: 1 << 3,
} as const;

/** From the IANA protocol registry, as locators name transports. */
export const IPPROTO_TCP = 6;
export const IPPROTO_UDP = 17;

export const ALL_GRASP_NEIGHBORS = { IPv6: 'ff02::13', IPv4: '224.0.0.119' } as const;
export const GRASP_LISTEN_PORT = 7017;
/** Milliseconds. */
export const GRASP_DEF_TIMEOUT = 60_000;
export const GRASP_DEF_LOOPCT = 6;
/** Largest message to be prepared for, in bytes. */
export const GRASP_DEF_MAX_SIZE = 2048;
/** Largest message to send by multicast: an IPv6 packet of 1280 bytes without its headers (RFC 8990 §2.5.3). */
export const MAX_FLOOD_SIZE = 1280 - 40 - 8;
