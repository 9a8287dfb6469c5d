/**
 * GRASP messages as bytes (RFC 8990 §2.8, §4): M_FLOOD whole, every other type by its name only.
 *
 *     flood-message = [M_FLOOD, session-id, initiator, ttl, +[objective, (locator-option / [])]]
 *     objective = [objective-name, objective-flags, loop-count, ?objective-value]
 *
 * What later documents may add is passed over, as §2.8.2 asks: options after the last objective, and objectives whose locator is of
 * a kind unknown here.
 */

import { ipAddressText } from '@sallyport/core';
import { addressBytes } from './addresses.ts';
import { type CborLimits, type CborValue, decodeCbor, encodeCbor } from './cbor.ts';
import { GRASP_DEF_MAX_SIZE, MAX_FLOOD_SIZE, MESSAGE_TYPES, OPTION_TYPES } from './constants.ts';
import { fail } from './errors.ts';
import type { Flood, FloodedObjective, Locator, Objective } from './flood.ts';

export type GraspMessage =
  | { readonly kind: 'flood'; readonly flood: Flood }
  /** Legal, and nothing for this package: `name` is undefined for a type that RFC 8990 does not know. */
  | { readonly kind: 'not-supported'; readonly type: number; readonly name: string | undefined };

/** For one message from the network. */
export const DEFAULT_CBOR_LIMITS: CborLimits = { maxBytes: GRASP_DEF_MAX_SIZE, maxDepth: 8, maxItems: 512 };

const MAX_UINT32 = 0xffff_ffff;
const MAX_NAME_BYTES = 255;
const MAX_OBJECTIVES = 32;
const TYPE_NAMES = new Map<number, string>(Object.entries(MESSAGE_TYPES).map(([name, type]) => [type, name]));

/** @throws E_GRASP_TOO_LARGE, E_GRASP_TOO_DEEP, E_GRASP_CBOR, E_GRASP_MALFORMED */
export function decodeMessage(bytes: Uint8Array, limits: CborLimits = DEFAULT_CBOR_LIMITS): GraspMessage {
  const message = decodeCbor(bytes, limits);
  if (!isArray(message)) throw malformed('a message is an array');
  const [type] = message;
  if (!isUint(type, 255)) throw malformed('a message begins with its type, a number from 0 to 255');
  if (type !== MESSAGE_TYPES.M_FLOOD) return { kind: 'not-supported', type, name: TYPE_NAMES.get(type) };
  return { kind: 'flood', flood: readFlood(message) };
}

function readFlood([, sessionId, initiator, ttl, ...rest]: readonly CborValue[]): Flood {
  if (!isUint(sessionId, MAX_UINT32)) throw malformed('the session id is a number of 32 bits');
  const address = initiator instanceof Uint8Array ? ipAddressText(initiator) : undefined;
  if (address === undefined) throw malformed('the initiator is an IP address of 4 or 16 bytes');
  if (!isUint(ttl, MAX_UINT32)) throw malformed('the ttl is a number of 32 bits');
  const pairs = rest.filter((element) => !isOption(element));
  if (pairs.length === 0) throw malformed('a flood has at least one objective');
  if (pairs.length > MAX_OBJECTIVES) throw malformed(`a flood has at most ${MAX_OBJECTIVES} objectives here`);
  return { sessionId, initiator: address, ttl, objectives: pairs.flatMap(readPair) };
}

/** Options begin with their number, objectives with a name and pairs with an objective. */
function isOption(element: CborValue): boolean {
  return isArray(element) && typeof element[0] === 'number';
}

function readPair(pair: CborValue): readonly FloodedObjective[] {
  if (!isArray(pair) || pair.length !== 2) throw malformed('an objective and its locator come in an array of two');
  const [first, second] = pair;
  const objective = readObjective(first);
  if (!isArray(second)) throw malformed('a locator is an array');
  if (second.length === 0) return [{ objective }];
  const locator = readLocator(second);
  return locator === undefined ? [] : [{ objective, locator }];
}

function readObjective(value: CborValue | undefined): Objective {
  if (!isArray(value) || value.length < 3 || value.length > 4)
    throw malformed('an objective is an array of three or four');
  const [name, flags, loopCount, objectiveValue] = value;
  if (typeof name !== 'string' || !isObjectiveName(name)) throw malformed('an objective’s name is text');
  if (!isUint(flags, MAX_UINT32)) throw malformed('an objective’s flags are a number');
  if (!isUint(loopCount, 255)) throw malformed('an objective’s loop count is a number from 0 to 255');
  return { name, flags, loopCount, ...(objectiveValue === undefined ? {} : { value: objectiveValue }) };
}

/** Names end up in logs and on terminals, so no control characters. */
function isObjectiveName(name: string): boolean {
  return name.length > 0 && Buffer.byteLength(name) <= MAX_NAME_BYTES && !/\p{Cc}/u.test(name);
}

/** Undefined for a kind of locator that is not known here. */
function readLocator([option, where, protocol, port, ...rest]: readonly CborValue[]): Locator | undefined {
  if (!isUint(option, 255)) throw malformed('a locator begins with the number of its kind');
  const type = LOCATOR_NAMES.get(option);
  if (type === undefined) return undefined;
  if (rest.length > 0 || protocol === undefined || port === undefined) throw malformed('a locator is an array of four');
  if (port !== null && !isUint(port, 0xffff)) throw malformed('a locator’s port is a number of 16 bits');
  const at = port === null ? {} : { port };
  if (type === 'uri') {
    if (protocol !== null && !isUint(protocol, MAX_UINT32)) throw malformed('a locator’s protocol is a number');
    return { type, uri: textOf(where), ...(protocol === null ? {} : { protocol }), ...at };
  }
  // Values above 255 are left for a registry of GRASP's own (§2.9.5.1, note 3).
  if (!isUint(protocol, MAX_UINT32)) throw malformed('a locator’s protocol is a number');
  if (type === 'fqdn') return { type, name: textOf(where), protocol, ...at };
  const bytes = where instanceof Uint8Array && where.length === ADDRESS_LENGTHS[type] ? where : undefined;
  const address = bytes === undefined ? undefined : ipAddressText(bytes);
  if (address === undefined) throw malformed(`a locator of kind ${type} has ${ADDRESS_LENGTHS[type]} bytes`);
  return { type, address, protocol, ...at };
}

const LOCATOR_OPTIONS = {
  ipv6: OPTION_TYPES.O_IPv6_LOCATOR,
  ipv4: OPTION_TYPES.O_IPv4_LOCATOR,
  fqdn: OPTION_TYPES.O_FQDN_LOCATOR,
  uri: OPTION_TYPES.O_URI_LOCATOR,
} as const;
const LOCATOR_NAMES = new Map<number, Locator['type']>([
  [LOCATOR_OPTIONS.ipv6, 'ipv6'],
  [LOCATOR_OPTIONS.ipv4, 'ipv4'],
  [LOCATOR_OPTIONS.fqdn, 'fqdn'],
  [LOCATOR_OPTIONS.uri, 'uri'],
]);
const ADDRESS_LENGTHS = { ipv4: 4, ipv6: 16 } as const;

function textOf(value: CborValue | undefined): string {
  if (typeof value !== 'string' || value === '' || /\p{Cc}/u.test(value)) throw malformed('a locator’s name is text');
  return value;
}

function isArray(value: CborValue | undefined): value is readonly CborValue[] {
  return Array.isArray(value);
}

function isUint(value: CborValue | undefined, max: number): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= max;
}

function malformed(message: string) {
  return fail('E_GRASP_MALFORMED', message);
}

/**
 * The bytes of a flood.
 * @throws E_GRASP_ARGUMENT for values the message cannot carry, E_GRASP_MESSAGE_SIZE when it would be over `maxBytes`
 */
export function encodeFlood(flood: Flood, maxBytes: number = MAX_FLOOD_SIZE): Uint8Array {
  const { sessionId, initiator, ttl, objectives } = flood;
  if (objectives.length === 0 || objectives.length > MAX_OBJECTIVES) {
    throw fail('E_GRASP_ARGUMENT', `a flood has from 1 to ${MAX_OBJECTIVES} objectives`);
  }
  const bytes = encodeCbor([
    MESSAGE_TYPES.M_FLOOD,
    uint('session id', sessionId, MAX_UINT32),
    addressBytes(initiator),
    uint('ttl', ttl, MAX_UINT32),
    ...objectives.map(({ objective, locator }) => [
      writeObjective(objective),
      locator === undefined ? [] : writeLocator(locator),
    ]),
  ]);
  if (bytes.length > maxBytes) {
    throw fail('E_GRASP_MESSAGE_SIZE', `a flood of ${bytes.length} bytes is over the limit of ${maxBytes}`);
  }
  return bytes;
}

function writeObjective({ name, flags, loopCount, value }: Objective): CborValue {
  if (!isObjectiveName(name)) throw fail('E_GRASP_ARGUMENT', `${JSON.stringify(name)} is no objective name`);
  const fields = [name, uint('flags', flags, MAX_UINT32), uint('loop count', loopCount, 255)];
  return value === undefined ? fields : [...fields, value];
}

function writeLocator(locator: Locator): CborValue {
  const { type, protocol, port } = locator;
  const transport = protocol === undefined ? null : uint('protocol', protocol, MAX_UINT32);
  const at = port === undefined ? null : uint('port', port, 0xffff);
  return [LOCATOR_OPTIONS[type], whereOf(locator), transport, at];
}

function whereOf(locator: Locator): CborValue {
  if (locator.type === 'uri') return textArgument(locator.uri);
  if (locator.type === 'fqdn') return textArgument(locator.name);
  const bytes = addressBytes(locator.address);
  if (bytes.length !== ADDRESS_LENGTHS[locator.type]) {
    throw fail('E_GRASP_ARGUMENT', `${locator.address} is no address for a locator of kind ${locator.type}`);
  }
  return bytes;
}

function textArgument(text: string): string {
  if (text === '' || /\p{Cc}/u.test(text)) throw fail('E_GRASP_ARGUMENT', 'a locator’s name is text');
  return text;
}

function uint(what: string, value: number, max: number): number {
  if (!isUint(value, max)) throw fail('E_GRASP_ARGUMENT', `${what} must be a whole number from 0 to ${max}`);
  return value;
}
