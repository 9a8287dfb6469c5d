/** What policy obliges the network to, as attributes: one table, and what is not in it is not promised. */

import { utf8 } from '@sallyport/core';
import type { Obligation } from '@sallyport/onboarding';
import { ATTRIBUTES, type Attribute, TUNNEL_MEDIUM_TYPES, TUNNEL_TYPES } from '@sallyport/radius';
import { fail } from '../errors.ts';

interface ObligationDefinition {
  readonly title: string;
  readonly reference: string;
  /** What a value looks like, for the sentence that refuses another. */
  readonly form: string;
  readonly isValid: (value: string) => boolean;
  /** Whether it can be given more than once. */
  readonly isList: boolean;
  readonly attributes: (values: readonly string[]) => readonly Attribute[];
}

const MAX_ATTRIBUTE = 253;
const MAX_VLAN = 4094;
const NAS_FILTER_RULE = 92;
/** RFC 2869 §5.16: not less than 60 s. */
const SHORTEST_INTERIM = 60;
const LONGEST_SPAN = 2 ** 31 - 1;

export const OBLIGATIONS = {
  vlan: {
    title: 'the VLAN that the station is put into, untagged',
    reference: 'RFC 3580 §3.31',
    form: `a number from 1 to ${MAX_VLAN}`,
    isValid: isWithin(1, MAX_VLAN),
    isList: false,
    attributes: ([value = '']) => [
      ...ATTRIBUTES['Tunnel-Type'].of(TUNNEL_TYPES.VLAN),
      ...ATTRIBUTES['Tunnel-Medium-Type'].of(TUNNEL_MEDIUM_TYPES.IEEE_802),
      ...ATTRIBUTES['Tunnel-Private-Group-ID'].of(value),
    ],
  },
  filter: {
    title: 'a filter or ACL that the NAS has, by name',
    reference: 'RFC 3580 §3.9',
    form: 'a name of 1 to 253 octets',
    isValid: isText,
    isList: true,
    attributes: (values) => values.flatMap((value) => ATTRIBUTES['Filter-Id'].of(value)),
  },
  'filter-rule': {
    title: 'a rule of a filter that the NAS makes for the station',
    reference: 'RFC 4849 §2',
    form: 'a rule that begins with permit or deny',
    isValid: (value) => /^(?:permit|deny) [\x20-\x7e]{1,1000}$/.test(value),
    isList: true,
    attributes: filterRules,
  },
  'session-timeout': {
    title: 'seconds until the station must authenticate again',
    reference: 'RFC 3580 §3.17',
    form: 'a whole number of seconds',
    isValid: isWithin(1, LONGEST_SPAN),
    isList: false,
    // The engine sends the least of all that limit the session.
    attributes: () => [],
  },
  'idle-timeout': {
    title: 'seconds without traffic after which the session ends',
    reference: 'RFC 3580 §3.18',
    form: 'a whole number of seconds',
    isValid: isWithin(1, LONGEST_SPAN),
    isList: false,
    attributes: ([value = '']) => ATTRIBUTES['Idle-Timeout'].of(Number(value)),
  },
  'interim-interval': {
    title: 'seconds between interim accounting records',
    reference: 'RFC 2869 §5.16',
    form: `a whole number of seconds from ${SHORTEST_INTERIM}`,
    isValid: isWithin(SHORTEST_INTERIM, LONGEST_SPAN),
    isList: false,
    attributes: ([value = '']) => ATTRIBUTES['Acct-Interim-Interval'].of(Number(value)),
  },
} as const satisfies Readonly<Record<string, ObligationDefinition>>;

const TABLE: ReadonlyMap<string, ObligationDefinition> = new Map(Object.entries(OBLIGATIONS));

/**
 * The attributes that meet all the obligations. What cannot be met is no access: a permission that was given under a
 * condition must not become one without.
 * @throws E_ADMISSION_OBLIGATION
 */
export function obligationAttributes(obligations: readonly Obligation[]): readonly Attribute[] {
  const values = new Map<string, string[]>();
  for (const { type, value } of obligations) {
    const row = TABLE.get(type);
    if (row === undefined) throw fail('E_ADMISSION_OBLIGATION', `this network cannot be obliged to ${type}`);
    if (!row.isValid(value)) throw fail('E_ADMISSION_OBLIGATION', `the obligation ${type} is ${row.form}`);
    const given = values.get(type) ?? [];
    if (!row.isList && given.some((other) => other !== value)) {
      throw fail('E_ADMISSION_OBLIGATION', `two obligations ${type} differ`);
    }
    if (!given.includes(value)) values.set(type, [...given, value]);
  }
  return [...values].flatMap(([type, given]) => TABLE.get(type)?.attributes(given) ?? []);
}

/** The value of an obligation that stands once, or undefined. */
export function obligationValue(
  obligations: readonly Obligation[],
  type: keyof typeof OBLIGATIONS,
): string | undefined {
  return obligations.find((each) => each.type === type)?.value;
}

/** RFC 4849 §2: rules end with a zero octet, and all of them together are cut into attributes wherever they are full. */
function filterRules(rules: readonly string[]): readonly Attribute[] {
  const octets = utf8(rules.join('\0'));
  const attributes: Attribute[] = [];
  for (let at = 0; at < octets.length; at += MAX_ATTRIBUTE) {
    attributes.push({ type: NAS_FILTER_RULE, value: octets.subarray(at, at + MAX_ATTRIBUTE) });
  }
  return attributes;
}

function isWithin(least: number, most: number): (value: string) => boolean {
  return (value) => /^[1-9]\d{0,9}$/.test(value) && Number(value) >= least && Number(value) <= most;
}

function isText(value: string): boolean {
  const { length } = utf8(value);
  return length > 0 && length <= MAX_ATTRIBUTE && value.isWellFormed();
}
