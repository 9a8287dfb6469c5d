/** What the owner's people are shown of networks: NASes, and the devices that are on them. */

import { isJsonObject, type JsonValue } from '@sallyport/core';
import { arrayIn, moreText, numberIn, objectsIn, textIn } from './members.ts';
import { shortened, timeText } from './words.ts';

export function clientsForPeople(answer: JsonValue): JsonValue {
  const rows = Array.isArray(answer) ? answer.filter(isJsonObject) : [];
  if (rows.length === 0) return 'none: `sallyport radius clients add` makes one known';
  return rows.map((row) => ({
    name: textIn(row, 'name') ?? '',
    addresses: (arrayIn(row, 'addresses') ?? []).join(', '),
    disconnect: disconnectText(row['dynamicAuthorization']),
    messageAuthenticator: row['requireMessageAuthenticator'] === false ? 'not demanded' : 'demanded',
  }));
}

function disconnectText(given: JsonValue | undefined): string {
  if (!isJsonObject(given)) return 'not taken';
  const port = numberIn(given, 'port') ?? 0;
  const address = textIn(given, 'address');
  return address === undefined ? `port ${port}` : `${address} port ${port}`;
}

export function sessionsForPeople(answer: JsonValue): JsonValue {
  const rows = objectsIn(answer, 'sessions');
  if (rows.length === 0) return 'no device is on the networks';
  const sessions = rows.map((row) => {
    const device = textIn(row, 'device') ?? '';
    const since = numberIn(row, 'admittedAt');
    return {
      device: device.slice(device.indexOf('/') + 1),
      state: textIn(row, 'state') ?? '',
      where: [textIn(row, 'client'), textIn(row, 'ssid')].filter((each) => each !== undefined).join(' '),
      station: textIn(row, 'station') ?? null,
      terms: (arrayIn(row, 'terms') ?? []).join(', '),
      since: since === undefined ? null : timeText(since),
      id: textIn(row, 'id') ?? shortened(device),
    };
  });
  return moreText(answer, sessions, 'sessions');
}
