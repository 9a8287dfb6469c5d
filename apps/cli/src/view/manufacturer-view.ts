/** What the manufacturer's people are shown of its answers. */

import { isJsonObject, type JsonObject, type JsonValue } from '@sallyport/core';
import { moreText, numberIn, objectsIn, textIn } from './members.ts';
import { timeText } from './words.ts';

export function madeDevicesForPeople(answer: JsonValue): JsonValue {
  const rows = objectsIn(answer, 'devices');
  if (rows.length === 0) return 'no device was made';
  const devices = rows.map((row) => ({
    serialNumber: textIn(row, 'serialNumber') ?? '',
    model: textIn(row, 'model') ?? null,
    made: timeIn(row, 'certifiedAt'),
    owner: ownerText(row),
    ...(rows.some((each) => textIn(each, 'blocked') !== undefined) ? { blocked: textIn(row, 'blocked') ?? null } : {}),
  }));
  return moreText(answer, devices, 'devices');
}

export function madeDeviceForPeople(answer: JsonValue): JsonValue {
  if (!isJsonObject(answer)) return answer;
  const vouchers = objectsIn(answer, 'vouchers').map((row) => ({
    at: timeIn(row, 'at'),
    assertion: textIn(row, 'assertion') ?? null,
    nonce: textIn(row, 'nonce') !== undefined,
    expires: timeIn(row, 'expiresOn'),
    domain: textIn(row, 'domainId') ?? null,
  }));
  return {
    serialNumber: textIn(answer, 'serialNumber') ?? null,
    model: textIn(answer, 'model') ?? null,
    made: timeIn(answer, 'certifiedAt'),
    owner: ownerText(answer),
    domainKey: textIn(answer, 'domainKey') ?? null,
    blocked: textIn(answer, 'blocked') ?? 'no',
    vouchers,
    idevid: textIn(answer, 'idevid') ?? null,
  };
}

function ownerText(row: JsonObject): string {
  const name = textIn(row, 'ownerName');
  const how = textIn(row, 'ownedBy');
  if (how === 'sold') return name === undefined ? 'sold' : `${name} (sold)`;
  return how === 'claimed' ? 'claimed on first use' : 'nobody yet';
}

function timeIn(row: JsonObject, name: string): string | null {
  const value = numberIn(row, name);
  return value === undefined ? null : timeText(value);
}
