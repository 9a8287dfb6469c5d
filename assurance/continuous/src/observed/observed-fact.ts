/** What this node saw itself, as facts for its rules. No claim stands behind them: the node believes its own eyes. */

import type { Value } from '@sallyport/assurance-inference';
import { fromHex, toBase64Url } from '@sallyport/core';
import type { IdentityAssurance } from '@sallyport/onboarding';
import { fail } from '../errors.ts';

/** JSON all through, so that it can be written down. */
export type ObservedFact = {
  /** `observed:…`; putting another fact under the same name takes the place of this one. */
  readonly id: string;
  /** The relation as rules name it, for example `contact`. */
  readonly relation: string;
  readonly arguments: readonly Value[];
  /** For people. */
  readonly statement: string;
};

/** One change of what is observed. */
export type Observation = { readonly put: ObservedFact } | { readonly drop: string };

const ID = /^observed:[!-~]{1,4096}$/;
const RELATION = /^[a-z][A-Za-z0-9_]{0,63}$/;
const CONTROL = /\p{Cc}/u;
const MAX_ARGUMENTS = 16;
/** Of all texts of one fact together, in UTF-16 units. */
const MAX_TEXT = 4096;

/** @throws E_ASSURANCE_OBSERVATION */
export function checkObservation(observation: Observation): void {
  checkId('drop' in observation ? observation.drop : observation.put.id);
  if ('drop' in observation) return;
  const { id, relation, arguments: values, statement } = observation.put;
  if (!RELATION.test(relation)) throw fail('E_ASSURANCE_OBSERVATION', 'the relation of an observed fact is no atom');
  const length = [id, statement, ...values].reduce<number>((sum, value) => sum + lengthOf(value), 0);
  if (values.length > MAX_ARGUMENTS || length > MAX_TEXT) {
    throw fail('E_ASSURANCE_OBSERVATION', `an observed ${relation} has too many arguments, or they are too long`);
  }
  if (!values.every(isHoldable)) {
    throw fail('E_ASSURANCE_OBSERVATION', `an observed ${relation} has a control character or no finite number in it`);
  }
}

function checkId(id: string): void {
  if (!ID.test(id)) throw fail('E_ASSURANCE_OBSERVATION', 'an observed fact has no name of the form observed:…');
}

function isHoldable(value: Value): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  return typeof value !== 'string' || !CONTROL.test(value);
}

function lengthOf(value: Value): number {
  return typeof value === 'string' ? value.length : 0;
}

const named = (relation: string, ...parts: readonly string[]): string =>
  `observed:${[relation, ...parts].map((part) => encodeURIComponent(part.toWellFormed())).join('/')}`;

const fact = (
  relation: string,
  name: readonly string[],
  values: readonly Value[],
  statement: string,
): ObservedFact => ({ id: named(relation, ...name), relation, arguments: values, statement });

/** `device(Device, Serial, Model)`: a device that proved who it is. */
export function deviceFact(device: string, serialNumber: string, model: string | null): ObservedFact {
  const called = model === null ? '' : `, model ${model}`;
  return fact(
    'device',
    [device],
    [device, serialNumber, model],
    `${device} has the serial number ${serialNumber}${called}`,
  );
}

/** `made_by(Device, Manufacturer)`: its birth certificate leads to an anchor of this manufacturer. */
export function madeByFact(device: string, manufacturer: string): ObservedFact {
  return fact('made_by', [device], [device, manufacturer], `the birth certificate of ${device} is of ${manufacturer}`);
}

const FINGERPRINT = /^[0-9a-f]{64}$/;

/** The `ni` URI of a manufacturer whose identifier is the SHA-256 of its anchor's key; undefined for others. */
export function manufacturerUri(manufacturer: string | undefined): string | undefined {
  if (manufacturer === undefined || !FINGERPRINT.test(manufacturer)) return undefined;
  return `ni:///sha-256;${toBase64Url(fromHex(manufacturer))}`;
}

const PROVED_AS: Readonly<Record<Exclude<IdentityAssurance, 'claimed'>, 'certificate' | 'code'>> = {
  authenticated: 'certificate',
  code: 'code',
};

/** `proved(Device, certificate)` or `proved(Device, code)`. */
export function provedFact(device: string, assurance: Exclude<IdentityAssurance, 'claimed'>): ObservedFact {
  const how = PROVED_AS[assurance];
  return fact('proved', [device, how], [device, how], `${device} proved itself by its ${how}`);
}

/** `device_key(Device, Key)`: under which key registers hold a device. The newest device under a key is the one. */
export function deviceKeyFact(device: string, key: string): ObservedFact {
  return fact('device_key', [key], [device, key], `registers hold ${device} as ${key}`);
}

/** `listed(List, Match)`: an entry of the owner's accept lists. */
export function listedFact(list: string, match: string, note?: string): ObservedFact {
  const why = note === undefined ? '' : ` (${note})`;
  return fact('listed', [list, match], [list, match], `${match} is on the owner's list of ${list}${why}`);
}
