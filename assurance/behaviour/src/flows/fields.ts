/** Values in lines of logs. Each gives the value or throws E_BEHAVIOUR_LINE; none repeats what the line says. */

import { hostName } from '../addresses/host-name.ts';
import { canonicalAddress } from '../addresses/prefix.ts';
import { fail } from '../errors.ts';
import { PROTOCOLS } from './flow-event.ts';

const MAX_YEAR_MS = 253_402_300_799_999;

export function addressField(text: string | undefined, what: string): string {
  const address = text === undefined ? undefined : canonicalAddress(text);
  if (address === undefined) throw fail('E_BEHAVIOUR_LINE', `${what} is no IP address`);
  return address;
}

export function numberField(text: string | undefined, most: number, what: string): number {
  const value = text !== undefined && /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
  if (!(value <= most)) throw fail('E_BEHAVIOUR_LINE', `${what} is no number from 0 to ${most}`);
  return value;
}

export function portField(text: string | undefined, what: string): number {
  return numberField(text, 65_535, what);
}

/** A name, or a number. */
export function protocolField(text: string | undefined): number {
  const named = PROTOCOLS.get((text ?? '').toLowerCase());
  return named ?? numberField(text, 255, 'the protocol');
}

/** Seconds since 1970, with a fraction. */
export function timestampField(text: string | undefined): Date {
  const value =
    text !== undefined && /^\d{1,12}(?:\.\d{1,9})?$/.test(text) ? Math.round(Number(text) * 1000) : Number.NaN;
  if (!(value <= MAX_YEAR_MS)) throw fail('E_BEHAVIOUR_LINE', 'the time is no number of seconds since 1970');
  return new Date(value);
}

/** RFC 3339. */
export function timeField(text: string): Date {
  const isForm = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)$/.test(text);
  const time = new Date(
    isForm
      ? text
          .replace(' ', 'T')
          .replace(',', '.')
          .replace(/([+-]\d\d)(\d\d)$/, '$1:$2')
      : Number.NaN,
  );
  if (Number.isNaN(time.getTime())) throw fail('E_BEHAVIOUR_LINE', 'the time is none as RFC 3339 has it');
  return time;
}

export function nameField(text: string): string {
  const name = hostName(text);
  if (name === undefined) throw fail('E_BEHAVIOUR_LINE', 'the name is no host name');
  return name;
}
