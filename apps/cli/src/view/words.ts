/** Names and simple values as people read them. */

import type { JsonValue } from '@sallyport/core';
import { printable } from '../terminal.ts';

/** `serialNumber` reads as `serial number`, `idevidAnchors` as `IDevID anchors`. Names may come from a peer. */
export function wordsOf(name: string): string {
  return printable(name)
    .replace(/([a-z])([A-Z])/g, (_, before: string, after: string) => `${before} ${after.toLowerCase()}`)
    .split(' ')
    .map((word) => SPELLINGS.get(word) ?? word)
    .join(' ');
}

const SPELLINGS: ReadonlyMap<string, string> = new Map([
  ['ca', 'CA'],
  ['cms', 'CMS'],
  ['crl', 'CRL'],
  ['id', 'ID'],
  ['idevid', 'IDevID'],
  ['masa', 'MASA'],
  ['pan', 'PAN'],
  ['pskc', 'PSKc'],
  ['tls', 'TLS'],
  ['url', 'URL'],
]);

/** A value in one line. */
export function scalarText(value: JsonValue): string {
  if (value === null) return '–';
  if (value === true) return 'yes';
  if (value === false) return 'no';
  if (typeof value === 'string') return printable(value.replaceAll('\n', ' '));
  if (Array.isArray(value)) return value.map(scalarText).join(', ');
  return typeof value === 'object' ? printable(JSON.stringify(value)) : String(value);
}

/** A moment in UTC, to the second. */
export function timeText(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/\.\d{3}Z$/, 'Z');
}

const LONG_IDENTIFIER = /^[0-9a-f]{24,}$|^[A-Za-z0-9+/]{22,}={0,2}$/;
const SHORT = 12;

/** The beginning of a fingerprint or another long identifier, enough to tell it from others; other text whole. */
export function shortened(text: string): string {
  return LONG_IDENTIFIER.test(text) ? `${text.slice(0, SHORT)}…` : text;
}
