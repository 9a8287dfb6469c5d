/** Names for attributes by where they stand, and a packet as lines for people: no hidden value, and no key, is ever in them. */

import { toHex } from '@sallyport/core';
import { AttributeDefinition, TaggedDefinition } from '../attributes/definition.ts';
import { VENDOR_SPECIFIC } from '../attributes/envelope.ts';
import { codeName } from '../packet/codes.ts';
import type { Attribute, Packet } from '../packet/packet.ts';
import { ATTRIBUTES } from './standard.ts';
import { VENDOR_ATTRIBUTES } from './vendors.ts';

type AnyDefinition =
  | (typeof ATTRIBUTES)[keyof typeof ATTRIBUTES]
  | (typeof VENDOR_ATTRIBUTES)[keyof typeof VENDOR_ATTRIBUTES];

const ROWS: readonly (readonly [string, AnyDefinition])[] = [
  ...Object.entries(ATTRIBUTES),
  ...Object.entries(VENDOR_ATTRIBUTES),
];
const NAMES = new Map(ROWS.map(([name, { path }]) => [path.join('.'), name]));

/** What proves or opens something, beside what is hidden anyway. */
const SENSITIVE: ReadonlySet<string> = new Set([
  'CHAP-Password',
  'CHAP-Challenge',
  'ARAP-Password',
  'EAP-Message',
  'State',
  'MS-CHAP-Challenge',
  'MS-CHAP2-Response',
  'MS-CHAP2-Success',
]);

/** `User-Name`, `MS-MPPE-Send-Key`, or the path itself, such as `26.9.250`. */
export function attributeName(path: string): string {
  return NAMES.get(path) ?? path;
}

/** Whether the attribute of a bare type number is in the dictionary. */
export function isKnownType(type: number): boolean {
  return NAMES.has(String(type)) || type === VENDOR_SPECIFIC;
}

export interface DescribedAttribute {
  readonly name: string;
  /** `[hidden]` where it is a secret or proves one. */
  readonly value: string;
}

export interface DescribedPacket {
  readonly code: string;
  readonly identifier: number;
  readonly attributes: readonly DescribedAttribute[];
}

export function describePacket({ code, identifier, attributes }: Packet): DescribedPacket {
  return { code: codeName(code), identifier, attributes: describeAttributes(attributes) };
}

export function describeAttributes(attributes: readonly Attribute[]): DescribedAttribute[] {
  const known = ROWS.flatMap(([name, definition]) => describedBy(name, definition, attributes));
  const unknown = attributes
    .filter(({ type }) => !isKnownType(type) && !isExtended(type))
    .map(({ type, value }) => ({ name: String(type), value: `0x${toHex(value)}` }));
  return [...known, ...unknown];
}

function describedBy(name: string, definition: AnyDefinition, attributes: readonly Attribute[]): DescribedAttribute[] {
  if (!definition.isIn(attributes)) return [];
  if (SENSITIVE.has(name)) return [{ name, value: '[hidden]' }];
  if (definition instanceof AttributeDefinition) {
    const values: readonly unknown[] = definition.all(attributes);
    return values.map((value) => ({ name, value: shown(value) }));
  }
  if (definition instanceof TaggedDefinition) {
    const values: readonly { tag: number; value: unknown }[] = definition.all(attributes);
    return values.map(({ tag, value }) => ({ name: tag === 0 ? name : `${name}:${tag}`, value: shown(value) }));
  }
  return [{ name, value: '[hidden]' }];
}

function isExtended(type: number): boolean {
  return type >= 241 && type <= 246;
}

function shown(value: unknown): string {
  if (value instanceof Uint8Array) return `0x${toHex(value)}`;
  if (value instanceof Date) return value.toISOString();
  // What a stranger sent does not get to write control characters into a log.
  return String(value).replace(
    /[\p{Cc}\p{Zl}\p{Zp}]/gu,
    (found) => `\\u${found.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
