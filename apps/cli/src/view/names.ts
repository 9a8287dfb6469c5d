/** What people call those who are named by keys in claims, proofs and reasons. */

import { fromHex, isJsonObject, type JsonValue, toBase64Url } from '@sallyport/core';
import type { DomainAsk } from '../services/ask.ts';
import { jsonOf } from './json-of.ts';
import { objectsIn, textIn } from './members.ts';

/** By URI. */
export type Names = ReadonlyMap<string, string>;

/** A page: who has more devices sees the others by their keys. */
const MOST_DEVICES = 1000;
const FINGERPRINT = /^[0-9a-f]{64}$/;

/** The owner and this domain, the manufacturers that were introduced, and the devices that were met. */
export async function namesOf(ask: DomainAsk): Promise<Names> {
  const names = new Map<string, string>();
  const bearers = new Map<string, number>();
  const add = (uri: string | undefined, name: string | undefined) => {
    if (uri === undefined || name === undefined || names.has(uri)) return;
    names.set(uri, name);
    bearers.set(name, (bearers.get(name) ?? 0) + 1);
  };
  const house = jsonOf(await ask('assurance.owner', {}));
  add(textOf(house, 'owner'), 'the owner');
  add(textOf(house, 'node'), 'this domain');
  add(textOf(house, 'databot'), 'a databot of this domain');
  const manufacturers = jsonOf(await ask('manufacturers.list', {}));
  for (const row of Array.isArray(manufacturers) ? manufacturers.filter(isJsonObject) : []) {
    const id = textIn(row, 'id') ?? '';
    if (FINGERPRINT.test(id)) add(`ni:///sha-256;${toBase64Url(fromHex(id))}`, textIn(row, 'name'));
  }
  const devices = jsonOf(await ask('assurance.devices', { limit: MOST_DEVICES }));
  for (const row of objectsIn(devices, 'devices')) add(textIn(row, 'uri'), textIn(row, 'serialNumber'));
  // Who bears a name that another has, too, would be taken for the other.
  return new Map([...names].filter(([, name]) => bearers.get(name) === 1));
}

const KEY_NAME = /(?:ni:\/\/\/sha-256;|did:[a-z]+:)[A-Za-z0-9_.:%-]*[A-Za-z0-9_]|urn:dev:mac:[0-9a-f]{16}/g;
/** A mailbox is read without its scheme. */
const MAILBOX = /mailto:(?=[^\s@]+@)/g;
const KEPT = 12;

/** A text with names in the place of keys; keys that nobody has a name for are shortened. */
export function named(text: string, names: Names): string {
  return text.replace(MAILBOX, '').replace(KEY_NAME, (uri) => names.get(uri) ?? shortenedKey(uri));
}

/** Enough of a key to tell it from others: the end, since keys of a kind begin alike. */
export function shortenedKey(uri: string): string {
  const at = Math.max(uri.lastIndexOf(':'), uri.lastIndexOf(';')) + 1;
  const key = uri.slice(at);
  return uri.startsWith('urn:') || key.length <= KEPT + 2 ? uri : `${uri.slice(0, at)}…${key.slice(-KEPT)}`;
}

function textOf(answer: JsonValue, name: string): string | undefined {
  return isJsonObject(answer) ? textIn(answer, name) : undefined;
}
