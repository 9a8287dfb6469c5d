/** What the owner's people are shown of the domain's answers: the useful columns first, identifiers shortened. */

import { isJsonObject, type JsonObject, type JsonValue } from '@sallyport/core';
import { arrayIn, moreText, numberIn, objectsIn, textIn } from './members.ts';
import { shortened, timeText } from './words.ts';

/** Manufacturers by identifier, to show their names. */
export type ManufacturerNames = ReadonlyMap<string, string>;

/** From the answer of `manufacturers.list`. */
export function manufacturerNames(answer: JsonValue): ManufacturerNames {
  const rows = Array.isArray(answer) ? answer : [];
  return new Map(rows.filter(isJsonObject).map((row) => [textIn(row, 'id') ?? '', textIn(row, 'name') ?? '']));
}

export function devicesForPeople(answer: JsonValue, names: ManufacturerNames): JsonValue {
  const rows = objectsIn(answer, 'devices');
  if (rows.length === 0) return 'no device';
  const isAnyFailed = rows.some((row) => textIn(row, 'reason') !== undefined);
  const devices = rows.map((row) => ({
    serialNumber: textIn(row, 'serialNumber') ?? '',
    state: stateWords(row),
    since: timeIn(row, 'changedAt'),
    validUntil: timeIn(row, 'notAfter')?.slice(0, 10) ?? null,
    manufacturer: plainNameOf(textIn(row, 'manufacturer') ?? '', names),
    ...(isAnyFailed ? { reason: textIn(row, 'reason') ?? null } : {}),
  }));
  return moreText(answer, devices, 'devices');
}

export function deviceForPeople(answer: JsonValue, names: ManufacturerNames): JsonValue {
  if (!isJsonObject(answer)) return answer;
  const manufacturer = textIn(answer, 'manufacturer') ?? '';
  return {
    serialNumber: textIn(answer, 'serialNumber') ?? null,
    manufacturer: names.get(manufacturer) ?? null,
    manufacturerId: manufacturer,
    state: stateWords(answer),
    since: timeIn(answer, 'changedAt'),
    ...(textIn(answer, 'reason') === undefined ? {} : { reason: textIn(answer, 'reason') ?? null }),
    objection: textIn(answer, 'refused') ?? 'none',
    session: textIn(answer, 'session') ?? null,
    certificateSerial: textIn(answer, 'certificateSerial') ?? null,
    certificateUntil: timeIn(answer, 'notAfter'),
    ...(textIn(answer, 'certificateRevoked') === undefined
      ? {}
      : { certificateRevoked: textIn(answer, 'certificateRevoked') ?? null }),
    certificate: textIn(answer, 'certificate') ?? null,
  };
}

const STATES: Readonly<Record<string, string>> = {
  met: 'not aboard yet',
  voucher: 'was given a voucher',
  imprinted: 'accepted this domain',
  certified: 'was given a certificate',
  aboard: 'aboard',
  entrusted: 'aboard by Thread',
  failed: 'failed',
};

/** How far it came, and what stands against it. */
function stateWords(row: JsonObject): string {
  const { decision = null } = row;
  const isDenied = isJsonObject(decision) && decision['outcome'] === 'deny';
  const state = textIn(row, 'state') ?? '';
  const words = state === 'met' && isDenied ? 'turned away' : (STATES[state] ?? state);
  if (row['isRefused'] === true) return `${words}, refused by the owner`;
  return row['isCertificateRevoked'] === true ? `${words}, certificate revoked` : words;
}

const LISTS_BESIDE_CLAIMS =
  'Of these lists, that of refused devices counts as before, and the others as far as a rule asks for them.';

/** @param policy by which claims decide, when they do */
export function listsForPeople(answer: JsonValue, names: ManufacturerNames, policy?: string): JsonValue {
  if (!isJsonObject(answer)) return answer;
  const named = (name: string) =>
    objectsIn(answer, name).map((row) => ({
      entry: entryText(textIn(row, 'match') ?? '', names),
      note: textIn(row, 'note') ?? null,
    }));
  const narrowing = (name: string, open: string) =>
    arrayIn(answer, name) === undefined
      ? open
      : orWhenEmpty(named(name), 'none: the list narrows and is empty, so no device comes aboard');
  return {
    ...(policy === undefined ? {} : { decidedBy: `claims, by the policy ${policy}. ${LISTS_BESIDE_CLAIMS}` }),
    manufacturers: orWhenEmpty(named('manufacturers'), 'none, so no device comes aboard'),
    models: narrowing('models', 'all of these manufacturers'),
    devices: narrowing('devices', 'all of these manufacturers and models'),
    codes: orWhenEmpty(named('codes'), 'none'),
    refused: orWhenEmpty(named('refused'), 'none'),
  };
}

export function manufacturersForPeople(answer: JsonValue): JsonValue {
  const rows = Array.isArray(answer) ? answer.filter(isJsonObject) : [];
  if (rows.length === 0) return 'no manufacturer was introduced';
  return rows.map((row) => ({
    name: textIn(row, 'name') ?? null,
    id: textIn(row, 'id') ?? null,
    accepted: row['accepted'] === true,
    masaUrl: textIn(row, 'masaUrl') ?? 'as each IDevID says',
    idevidAnchors: arrayIn(row, 'idevidAnchors') ?? [],
    masaTlsAnchors: arrayIn(row, 'masaTlsAnchors') ?? [],
  }));
}

/** `MANUFACTURER/SERIAL`, a manufacturer, or a model. */
function entryText(match: string, names: ManufacturerNames): string {
  const slash = match.indexOf('/');
  const [manufacturer, rest] = slash < 0 ? [match, ''] : [match.slice(0, slash), match.slice(slash)];
  return names.has(manufacturer) || slash >= 0 ? `${nameOf(manufacturer, names)}${rest}` : match;
}

function nameOf(manufacturer: string, names: ManufacturerNames): string {
  const name = names.get(manufacturer);
  return name === undefined ? shortened(manufacturer) : `${name} (${shortened(manufacturer)})`;
}

/** The name alone where no other manufacturer bears it. */
function plainNameOf(manufacturer: string, names: ManufacturerNames): string {
  const name = names.get(manufacturer);
  const isShared = [...names.values()].filter((each) => each === name).length > 1;
  return name === undefined || isShared ? nameOf(manufacturer, names) : name;
}

function timeIn(row: JsonObject, name: string): string | null {
  const value = numberIn(row, name);
  return value === undefined ? null : timeText(value);
}

function orWhenEmpty(rows: readonly JsonObject[], text: string): JsonValue {
  return rows.length === 0 ? text : rows;
}
