/** What people are shown of feeds, denylists and flows. */

import { isJsonObject, type JsonObject, type JsonValue } from '@sallyport/core';
import { arrayIn, numberIn, objectsIn, textIn } from './members.ts';
import { shortened } from './words.ts';

export function importForPeople(answer: JsonValue): JsonValue {
  if (!isJsonObject(answer)) return answer;
  const { records = {}, passedOver = {} } = answer;
  const counts = isJsonObject(records) ? records : {};
  const over = isJsonObject(passedOver) ? Object.entries(passedOver) : [];
  return {
    kind: textIn(answer, 'kind') ?? null,
    ...Object.fromEntries(Object.entries(counts).filter(([, count]) => count !== 0)),
    ...(over.length === 0
      ? {}
      : { notMatchedHere: over.map(([name, count]) => `${name} (${String(count)})`).join(', ') }),
  };
}

export function feedsForPeople(answer: JsonValue): JsonValue {
  if (!isJsonObject(answer)) return answer;
  const { feeds = null } = answer;
  const databots = objectsIn(answer, 'databots').map((row) => ({
    databot: textIn(row, 'name') ?? '',
    ...lastRun(row),
  }));
  if (!isJsonObject(feeds)) return { feeds: 'none: `sallyport feeds import` takes one in', databots };
  return {
    advisories: numberIn(feeds, 'advisories') ?? 0,
    knownExploited: numberIn(feeds, 'exploited') ?? 0,
    covered: (arrayIn(feeds, 'covered') ?? []).join(', '),
    imports: objectsIn(feeds, 'imports').map((row) => ({
      kind: textIn(row, 'kind') ?? '',
      at: secondsOf(textIn(row, 'at')),
      digest: shortened(textIn(row, 'digest') ?? ''),
    })),
    databots,
  };
}

function lastRun({ lastRun: run = null }: JsonObject): JsonObject {
  if (!isJsonObject(run)) return { ran: 'not yet', claims: null, error: null };
  const { error = null, claims = null } = run;
  return { ran: secondsOf(textIn(run, 'ended')), claims, error };
}

/** A time without its milliseconds. */
function secondsOf(time: string | undefined): string {
  return time?.replace(/\.\d{3}Z$/, 'Z') ?? '–';
}

export function denylistsForPeople(answer: JsonValue): JsonValue {
  const lists = objectsIn(answer, 'lists');
  return lists.length === 0 ? 'none: `sallyport denylist import` puts one in force' : [...lists];
}

/** How many lines were taken, and which were not. */
export function takenForPeople(answer: JsonValue): JsonValue {
  if (!isJsonObject(answer)) return answer;
  const { refusedLines: _, ...counts } = answer;
  const refused = objectsIn(answer, 'refusedLines').map((row) => ({
    line: numberIn(row, 'line') ?? null,
    why: textIn(row, 'message') ?? '',
  }));
  return refused.length === 0 ? counts : { ...counts, refusedLines: refused };
}

export function addressesForPeople(answer: JsonValue): JsonValue {
  const rows = objectsIn(answer, 'addresses');
  if (rows.length === 0) return 'none were said; a NAS may tell them in its accounting';
  return rows.map((row) => {
    const device = textIn(row, 'device') ?? '';
    return { address: textIn(row, 'address') ?? '', device: device.slice(device.indexOf('/') + 1) };
  });
}
