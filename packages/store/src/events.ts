/** What the log is made of. */

import type { JsonValue } from '@sallyport/core';

/** Where an event stands in the log: 1, 2, 3, … without gaps. 0 is before the first event. */
export type Position = number;

/** An event to be appended. */
export interface NewEvent<Data extends JsonValue = JsonValue> {
  /** What the event is about, for example `device/4711`. Events of one stream are numbered 1, 2, 3, … */
  readonly stream: string;
  readonly type: string;
  readonly data: Data;
  /** When it happened, kept to the millisecond; the store's clock if left out. */
  readonly at?: Date;
  /**
   * Taken for ever by the first event that carries it, across all streams; prefix it with its kind, for example
   * `certificate-serial/1f…`. Shown in error details: never a secret.
   */
  readonly uniqueKey?: string;
}

/** An event of the log, as it will be read for ever. */
export interface StoredEvent<Data extends JsonValue = JsonValue> {
  readonly position: Position;
  readonly stream: string;
  /** Number of the event within its stream, from 1. */
  readonly version: number;
  readonly type: string;
  readonly data: Data;
  readonly at: Date;
  readonly uniqueKey?: string;
}

/** A type of event together with the shape of its data; made by {@link eventType}. */
export interface EventType<Data extends JsonValue> {
  readonly type: string;
  /** An event of this type, ready to append. */
  create(stream: string, data: Data, extra?: { readonly at?: Date; readonly uniqueKey?: string }): NewEvent<Data>;
  /** True for stored events of this type; the shape of the data is what this program wrote and is not checked again. */
  is(event: StoredEvent): event is StoredEvent<Data>;
}

/**
 * Names a type of event and fixes the shape of its data at compile time.
 *
 * @example
 * const DEVICE_MADE = eventType<{ readonly serialNumber: string }>('device.made');
 * await store.append([DEVICE_MADE.create('device/4711', { serialNumber: '4711' })]);
 * if (DEVICE_MADE.is(event)) event.data.serialNumber;
 */
export function eventType<Data extends JsonValue>(type: string): EventType<Data> {
  return {
    type,
    create: (stream, data, extra) => ({ stream, type, data, ...extra }),
    is: (event): event is StoredEvent<Data> => event.type === type,
  };
}
