/** What the protocol bounds, the same on both sides. */

import { MINUTE, type Milliseconds, SECOND } from '@sallyport/core';

/** Version of the wire format. */
export const VERSION = 1;
/** Octets of a frame's content. */
export const MAX_FRAME = 65_536;
/** Letters of a claim in a message. */
export const MAX_CLAIM = 16_384;
/** Commands in one part of a set. */
export const MAX_PART_ENTRIES = 32;
/** Octets of the claims in one part of a set, together; the rest of a frame is room for stations and JSON. */
export const MAX_PART_OCTETS = 40_960;
/** Addresses told for one device. */
export const MAX_STATIONS = 8;
/** Commands on their way to a router that it has not acknowledged. */
export const WINDOW = 32;
/** Commands that wait for the window or for the end of a set. */
export const MAX_WAITING = 1024;
/** Refused entries that are named in the answer to a set. */
export const MAX_REFUSED_NAMED = 32;

/** How often both sides say that they are alive: default and bounds of what a registrar may ask. */
export const HEARTBEAT: Milliseconds = 10 * SECOND;
export const MIN_HEARTBEAT: Milliseconds = SECOND;
export const MAX_HEARTBEAT: Milliseconds = MINUTE;
/** So many heartbeats without a word, and the other side is taken for dead. */
export const MISSED_HEARTBEATS = 3;
/** From the end of the TLS handshake until the other side is known. */
export const HANDSHAKE_TIMEOUT: Milliseconds = 10 * SECOND;
/** How far the registrar's clock may be ahead of the router's when a command begins. */
export const CLOCK_SKEW: Milliseconds = 5 * MINUTE;
