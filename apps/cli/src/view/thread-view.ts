/** What people are shown of Thread networks. Keys never get here. */

import { isJsonObject, type JsonObject, type JsonValue, SECOND } from '@sallyport/core';
import type { OperationalDataset } from '@sallyport/thread';
import { printable } from '../terminal.ts';
import { arrayIn, numberIn, textIn } from './members.ts';
import { timeText } from './words.ts';

/** A dataset as `--json` prints it: without its keys, and without what it lacks. */
export function datasetJson(dataset: OperationalDataset): JsonObject {
  const json: Record<string, JsonValue> = {};
  for (const [name, value] of Object.entries(dataset.redact())) {
    if (value === undefined) continue;
    json[name] = Array.isArray(value) ? [...value] : value;
  }
  return json;
}

export function datasetForPeople(dataset: JsonObject): JsonValue {
  const rows: Record<string, JsonValue> = {};
  for (const [name, value] of Object.entries(dataset)) {
    if (Array.isArray(value)) rows[name] = rangesText(value.filter((each) => typeof each === 'number'));
    else if (isJsonObject(value) && 'seconds' in value) rows[name] = timestampText(value);
    else rows[name] = name === 'delayTimer' && typeof value === 'number' ? `${Math.round(value / SECOND)} s` : value;
  }
  return rows;
}

/** `11, 15, 20–26` */
export function rangesText(numbers: readonly number[]): string {
  const ranges: [number, number][] = [];
  for (const number of numbers) {
    const last = ranges.at(-1);
    if (last !== undefined && last[1] === number - 1) last[1] = number;
    else ranges.push([number, number]);
  }
  return ranges.map(([first, last]) => (first === last ? `${first}` : `${first}–${last}`)).join(', ');
}

function timestampText(timestamp: JsonObject): string {
  const ticks = numberIn(timestamp, 'ticks') ?? 0;
  return `${numberIn(timestamp, 'seconds') ?? 0}${ticks === 0 ? '' : ` and ${ticks} ticks`}`;
}

export function borderAgentsForPeople(answer: JsonValue): JsonValue {
  const rows = Array.isArray(answer) ? answer.filter(isJsonObject) : [];
  if (rows.length === 0) return 'no border agent announces itself here';
  return rows.map((row) => {
    const state = row['state'];
    const said = isJsonObject(state) ? state : {};
    return {
      name: textIn(row, 'name') ?? '',
      network: textIn(row, 'networkName') ?? null,
      extendedPanId: textIn(row, 'extendedPanId') ?? null,
      address: addressText(row),
      connect: textIn(said, 'connectionMode') ?? textIn(row, 'problem') ?? null,
      role: textIn(said, 'threadRole') ?? null,
      version: textIn(row, 'threadVersion') ?? null,
    };
  });
}

/** As `thread connect --border-agent` takes it. */
function addressText(row: JsonObject): string {
  const [first] = arrayIn(row, 'addresses') ?? [];
  const host = typeof first === 'string' ? first : (textIn(row, 'host') ?? '');
  return `${host.includes(':') ? `[${host}]` : host}:${numberIn(row, 'port') ?? 0}`;
}

/** What these mean where a person stands before a device with a code on it. */
const IN_PLAIN_WORDS: Readonly<Record<string, string>> = {
  E_DTLS_KEYS_DIFFER: 'it knows another code than the one that was given',
};

/** Why a joiner did not get in, as the domain told it. */
export function failureText(failure: JsonObject): string {
  const code = textIn(failure, 'code');
  const message = IN_PLAIN_WORDS[code ?? ''] ?? textIn(failure, 'message') ?? '';
  const what = `${textIn(failure, 'step') ?? ''}: ${message}`;
  return printable(code === undefined ? what : `${what} (${code})`);
}

export function joinersForPeople(answer: JsonValue): JsonValue {
  const rows = Array.isArray(answer) ? answer.filter(isJsonObject) : [];
  if (rows.length === 0) return 'no device may join';
  return rows.map((row) => {
    const { failure = null } = row;
    return {
      joiner: textIn(row, 'joiner') ?? '',
      state: textIn(row, 'state') ?? '',
      attempts: numberIn(row, 'attempts') ?? 0,
      until: timeText(numberIn(row, 'expiresOn') ?? 0),
      note: textIn(row, 'note') ?? null,
      failure: isJsonObject(failure) ? failureText(failure) : null,
    };
  });
}
