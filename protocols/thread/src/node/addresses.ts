/** The addresses and ports by which the nodes of a Thread network reach each other. */

import { bytesEqual, type Milliseconds, SECOND } from '@sallyport/core';
import { addressIn, ipv6Bytes, linkLocalAddress as linkLocalOfInterface, locatorIid } from '../network/ipv6.ts';
import { fail } from './errors.ts';

/** The Thread Management Framework's port inside the mesh. */
export const TMF_PORT = 61_631;
/** Where Joiner Routers await joiners, and from where joiners speak, unless the Commissioner says otherwise. */
export const DEFAULT_JOINER_UDP_PORT = 1000;
/** Largest DTLS datagram over the radio: it goes in frames of 127 bytes, and is lost with any of them. */
export const RADIO_MTU = 512;
/** MLE's port. */
export const MLE_PORT = 19_788;
/** Where a Border Agent awaits external Commissioners, unless it announces another. */
export const DEFAULT_BORDER_AGENT_PORT = 49_191;

/** Whoever is the Leader. */
export const LEADER_ALOC16 = 0xfc00;
/** How long the Leader may take to answer: long enough for three retransmissions, and less than a Commissioner has left. */
export const LEADER_PATIENCE: Milliseconds = 20 * SECOND;
const COMMISSIONER_ALOC16 = 0xfc30;
const COMMISSIONER_ALOCS = 8;

/** All nodes of the mesh but sleepy ones. */
export const REALM_LOCAL_ALL_NODES = 'ff03::1';
export const REALM_LOCAL_ALL_ROUTERS = 'ff03::2';
export const LINK_LOCAL_ALL_NODES = 'ff02::1';

/** The anycast locator of the Commissioner of session `sessionId`, or of the Border Agent in its place. */
export function commissionerAloc16(sessionId: number): number {
  return COMMISSIONER_ALOC16 + (sessionId % COMMISSIONER_ALOCS);
}

/** Whether a locator is that of one node, and not of whoever has a part in the mesh. */
export function isRoutingLocator(locator: number): boolean {
  return locator < LEADER_ALOC16;
}

/**
 * The address of a routing or anycast locator.
 * @throws E_THREAD_ADDRESS when the prefix is not of eight bytes or the locator not of sixteen bits
 */
export function locatorAddress(meshLocalPrefix: Uint8Array, locator: number): string {
  if (!Number.isInteger(locator) || locator < 0 || locator > 0xffff) {
    throw fail('E_THREAD_ADDRESS', 'a locator is a number of 16 bits');
  }
  return addressIn(requireEight('a mesh-local prefix', meshLocalPrefix), locatorIid(locator));
}

/** The locator in an address of the mesh, or undefined when the address is of another mesh or holds no locator. */
export function locatorOf(meshLocalPrefix: Uint8Array, address: string): number | undefined {
  const bytes = ipv6Bytes(address);
  const locator = ((bytes[14] ?? 0) << 8) | (bytes[15] ?? 0);
  const isLocator = bytesEqual(bytes.subarray(8), locatorIid(locator));
  return isLocator && isMeshLocal(meshLocalPrefix, address) ? locator : undefined;
}

/**
 * The interface identifier of an extended address: its universal/local bit turned (RFC 4291 appendix A).
 * Turning it once more gives the extended address back.
 */
export function interfaceIdOf(extendedAddress: Uint8Array): Uint8Array {
  const identifier = Uint8Array.from(requireEight('an extended address', extendedAddress));
  identifier[0] = (identifier[0] ?? 0) ^ 0x02;
  return identifier;
}

/** The link-local address of a node by its extended address. */
export function linkLocalAddress(extendedAddress: Uint8Array): string {
  return linkLocalOfInterface(interfaceIdOf(extendedAddress));
}

/** The link-local address of an interface identifier of eight bytes. */
export function linkLocalAddressOf(interfaceId: Uint8Array): string {
  return linkLocalOfInterface(requireEight('an interface identifier', interfaceId));
}

/** The last eight bytes of an address. */
export function interfaceIdOfAddress(address: string): Uint8Array {
  return ipv6Bytes(address).subarray(8);
}

export function isLinkLocal(address: string): boolean {
  const [first = 0, second = 0] = ipv6Bytes(address);
  return first === 0xfe && (second & 0xc0) === 0x80;
}

export function isMulticast(address: string): boolean {
  return ipv6Bytes(address)[0] === 0xff;
}

/** True for a unicast or anycast address under the mesh-local prefix. */
export function isMeshLocal(meshLocalPrefix: Uint8Array, address: string): boolean {
  return bytesEqual(ipv6Bytes(address).subarray(0, 8), meshLocalPrefix);
}

function requireEight(what: string, bytes: Uint8Array): Uint8Array {
  if (bytes.length !== 8) throw fail('E_THREAD_ADDRESS', `${what} has 8 bytes`);
  return bytes;
}
