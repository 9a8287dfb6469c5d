/** Events between what callers hold and what is stored. */

import type { Clock, JsonValue } from '@sallyport/core';
import { fail } from '../errors.ts';
import type { NewEvent, StoredEvent } from '../events.ts';
import { checkKey, documentText, MAX_EVENTS } from '../limits.ts';
import type { EventRow } from './backend.ts';

/** An event checked and turned into text, before it has a position. */
export type PreparedEvent = Omit<EventRow, 'position' | 'version'>;

/** @throws E_STORE_ARGUMENT */
export function prepareEvents(events: readonly NewEvent[], clock: Clock): readonly PreparedEvent[] {
  if (events.length > MAX_EVENTS) {
    throw fail('E_STORE_ARGUMENT', `${events.length} events in one append are more than ${MAX_EVENTS}`);
  }
  return events.map(({ stream, type, data, at, uniqueKey }) => {
    const time = (at ?? clock.now()).getTime();
    if (Number.isNaN(time)) throw fail('E_STORE_ARGUMENT', 'time of the event is not a valid date');
    return {
      stream: checkKey('stream', stream),
      type: checkKey('type of the event', type),
      at: time,
      data: documentText('data of the event', data),
      uniqueKey: uniqueKey === undefined ? undefined : checkKey('unique key', uniqueKey),
    };
  });
}

/** The event as readers see it: always parsed from its text, so that a live event and a replayed one are the same. */
export function toStoredEvent(row: EventRow): StoredEvent {
  return {
    position: row.position,
    stream: row.stream,
    version: row.version,
    type: row.type,
    data: parseStored(row.data, `event ${row.position}`),
    at: new Date(row.at),
    ...(row.uniqueKey === undefined ? {} : { uniqueKey: row.uniqueKey }),
  };
}

/** @throws E_STORE_CORRUPT */
export function parseStored<Value extends JsonValue>(text: string, what: string): Value {
  try {
    const value: Value = JSON.parse(text);
    return value;
  } catch (cause) {
    throw fail('E_STORE_CORRUPT', `${what} is not JSON any more`, { cause });
  }
}
