/** What policy can oblige a PDU session to, as attributes of Access-Accept and CoA-Request (TS 29.561 §11.3). */

import type { Obligation, ObligationRules } from '@sallyport/onboarding';
import { ATTRIBUTES, type Attribute } from '@sallyport/radius';

const LONGEST_SPAN = 2 ** 31 - 1;
/** RFC 2869 §5.16. */
const SHORTEST_INTERIM = 60;

const isWithin = (least: number, most: number) => (value: string) =>
  /^[1-9]\d{0,9}$/.test(value) && Number(value) >= least && Number(value) <= most;
const isName = (value: string) => /^[\x21-\x7e]{1,253}$/.test(value);

export const OBLIGATIONS = {
  /** Seconds until the device must authenticate again. */
  'session-timeout': isWithin(1, LONGEST_SPAN),
  /** Seconds without traffic. */
  'idle-timeout': isWithin(1, LONGEST_SPAN),
  /** Seconds between accounting records. */
  'interim-interval': isWithin(SHORTEST_INTERIM, LONGEST_SPAN),
  /** A filter that the SMF has, by name. */
  filter: isName,
  /** A pool of addresses that the SMF has, by name. */
  pool: isName,
} as const satisfies ObligationRules;

const WRITERS: Readonly<Record<keyof typeof OBLIGATIONS, (value: string) => readonly Attribute[]>> = {
  // Sent with the least of all that limit the session.
  'session-timeout': () => [],
  'idle-timeout': (value) => ATTRIBUTES['Idle-Timeout'].of(Number(value)),
  'interim-interval': (value) => ATTRIBUTES['Acct-Interim-Interval'].of(Number(value)),
  filter: (value) => ATTRIBUTES['Filter-Id'].of(value),
  pool: (value) => ATTRIBUTES['Framed-Pool'].of(value),
};

const TABLE: ReadonlyMap<string, (value: string) => readonly Attribute[]> = new Map(Object.entries(WRITERS));

/** Of obligations that were checked against the rules. */
export function obligationAttributes(obligations: readonly Obligation[]): readonly Attribute[] {
  return obligations.flatMap(({ type, value }) => TABLE.get(type)?.(value) ?? []);
}
