/** What one device left in a domain's log, as other devices would have left it. */

import { createHash } from 'node:crypto';
import { isJsonObject, type JsonValue, systemClock, systemRandom, toHex } from '@sallyport/core';
import type { NewEvent, StoredEvent } from '@sallyport/store';

/** The serial number of the one that was there. */
export const TEMPLATE = 'TEMPLATE-00000001';

const MAKERS = 40;
const MODELS = ['pump', 'lamp', 'sensor', 'camera', 'lock', 'meter', 'valve'] as const;
const SESSION_LASTS = 3_600_000;

export interface Original {
  /** Of the device alone, in order. */
  readonly events: readonly StoredEvent[];
  readonly manufacturer: string;
  /** How claims name it. */
  readonly uri: string;
  readonly certificateSerial: string;
  readonly session: string;
}

export function originalIn(log: readonly StoredEvent[]): Original {
  const events = log.filter((event) => JSON.stringify([event.stream, event.data]).includes(TEMPLATE));
  const met = membersOf(events.find(({ type }) => type === 'device.met')?.data);
  const issued = membersOf(events.find(({ type }) => type === 'certificate.issued')?.data);
  const voucher = membersOf(events.find(({ type }) => type === 'voucher.received')?.data);
  const manufacturer = membersOf(met['device'])['manufacturer'];
  return {
    events,
    manufacturer: String(manufacturer),
    uri: String(met['uri']),
    certificateSerial: String(issued['serialNumber']),
    session: String(voucher['session']),
  };
}

/** How claims name the device of this number. */
export function uriOf(number: number): string {
  return `ni:///sha-256;${createHash('sha256').update(`birth ${number}`).digest('base64url')}`;
}

export function serialNumberOf(number: number): string {
  return TEMPLATE.replace('00000001', String(number).padStart(8, '0'));
}

/** The event of the device of this number: its names in place of the template's. What is signed stays as it was. */
export function copyOf(
  { stream, type, data, at, uniqueKey }: StoredEvent,
  original: Original,
  number: number,
): NewEvent {
  const renamed = renaming(original, number);
  const copy = changed(data, renamed);
  return {
    stream: renamed(stream),
    type,
    data: type === 'device.met' && isJsonObject(copy) ? { ...copy, model: modelOf(number) } : copy,
    at: new Date(at.getTime() + number),
    ...(uniqueKey === undefined ? {} : { uniqueKey: renamed(uniqueKey) }),
  };
}

/** A network let the device in, and it is still there. */
export function admittedEvent({ manufacturer }: Original, number: number): NewEvent {
  const id = number.toString(16).padStart(32, '0');
  const station = number.toString(16).padStart(12, '0').match(/../g)?.join('-') ?? null;
  const device = { manufacturer: makerOf(manufacturer, number), serialNumber: serialNumberOf(number) };
  const now = systemClock.now().getTime();
  const place = {
    ...{ client: `access-point-${number % 40}`, address: '10.0.0.1', nasIpAddress: null, nasIpv6Address: null },
    ...{ nasIdentifier: null, station, ssid: `bench-${number % 5}`, port: null, portId: null, medium: 'wifi' },
    ...{ userName: null, accountingSession: null },
  };
  const data = {
    ...{ id, onboardingSession: id, ...device, model: modelOf(number), assurance: 'authenticated', place },
    ...{ state: 'open', credential: 'ldevid', certificateSerial: '01', obligations: [] },
    ...{ reason: 'the maker is accepted', admittedAt: now, endsAt: now + SESSION_LASTS },
  };
  return { stream: `device/${device.manufacturer}/${device.serialNumber}`, type: 'device.admitted', data };
}

/** The other makers, introduced and accepted as the one was. */
export function otherMakers(log: readonly StoredEvent[], { manufacturer }: Original): readonly NewEvent[] {
  const ofMaker = log.filter(({ type }) => type === 'manufacturer.introduced' || type === 'accept-list.added');
  return Array.from({ length: MAKERS - 1 }, (_, index) =>
    ofMaker.map(({ stream, type, data }) => {
      const rename = (text: string) => text.replaceAll(manufacturer, makerOf(manufacturer, index + 1));
      const copy = changed(data, rename);
      const isIntroduced = type === 'manufacturer.introduced' && isJsonObject(copy);
      return {
        stream: rename(stream),
        type,
        data: isIntroduced ? { ...copy, name: `Bench Devices ${index + 1}` } : copy,
      };
    }),
  ).flat();
}

function renaming(original: Original, number: number): (text: string) => string {
  const { manufacturer, uri, certificateSerial, session } = original;
  const names: readonly (readonly [string, string])[] = [
    [TEMPLATE, serialNumberOf(number)],
    [manufacturer, makerOf(manufacturer, number)],
    [certificateSerial, `40${number.toString(16).padStart(32, '0')}`],
  ];
  const fresh = toHex(systemRandom.bytes(16));
  return (text) => {
    if (text === uri) return uriOf(number);
    if (text === session) return fresh;
    // What is longer is signed, and holds no name as text.
    if (text.length > 1000) return text;
    return names.reduce((named, [from, to]) => named.replaceAll(from, to), text);
  };
}

function makerOf(manufacturer: string, number: number): string {
  const maker = number % MAKERS;
  return maker === 0 ? manufacturer : createHash('sha256').update(`maker ${maker}`).digest('hex');
}

function modelOf(number: number): string {
  return `${MODELS[number % MODELS.length]} ${1 + (number % 30)}`;
}

function changed(value: JsonValue, rename: (text: string) => string): JsonValue {
  if (typeof value === 'string') return rename(value);
  if (Array.isArray(value)) return value.map((each: JsonValue) => changed(each, rename));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, changed(member, rename)]));
}

function membersOf(value: JsonValue | undefined): Readonly<Record<string, JsonValue>> {
  return isJsonObject(value) ? value : {};
}
