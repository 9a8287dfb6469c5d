/** What a network may send: a question about a device, or word that a session is over. */

import { isJsonObject, type JsonObject, type JsonValue, parseJson } from '@sallyport/core';
import type { Facts } from '@sallyport/onboarding';
import { fail } from '../errors.ts';

/** A device as the network names it: proved by the network, or only claimed; the house’s directory says which. */
export interface DeviceClaim {
  readonly serialNumber: string;
  readonly manufacturer: string | undefined;
}

export type NetworkMessage =
  | {
      readonly type: 'admission.question';
      /** Of the network, for logs on both sides. */
      readonly id: string;
      readonly device: DeviceClaim;
      /** Where there can be one session only: a terminal, a line, a subscription. */
      readonly place: string;
      readonly facts: Facts;
    }
  | { readonly type: 'session.ended'; readonly session: string };

const LIMITS = { maxBytes: 16 * 1024, maxDepth: 4 } as const;
const MAX_TEXT = 256;
const MAX_FACTS = 32;

/** @throws E_WEBHOOK_QUESTION, E_JSON_TOO_LARGE, E_JSON_TOO_DEEP, E_JSON_SYNTAX, E_BYTES_UTF8 */
export function readNetworkMessage(body: Uint8Array): NetworkMessage {
  const value = parseJson(body, LIMITS);
  if (!isJsonObject(value)) throw fail('E_WEBHOOK_QUESTION', 'a message is an object');
  const type = textIn(value, 'type');
  switch (type) {
    case 'session.ended':
      return { type, session: textIn(value, 'session') };
    case 'admission.question': {
      const device = value['device'];
      if (!isJsonObject(device)) throw fail('E_WEBHOOK_QUESTION', 'device is missing');
      const serialNumber = textIn(device, 'serialNumber');
      const manufacturer = Object.hasOwn(device, 'manufacturer') ? textIn(device, 'manufacturer') : undefined;
      const place = Object.hasOwn(value, 'place') ? textIn(value, 'place') : serialNumber;
      return { type, id: textIn(value, 'id'), device: { serialNumber, manufacturer }, place, facts: factsIn(value) };
    }
    default:
      throw fail('E_WEBHOOK_QUESTION', 'a type of message that there is not');
  }
}

function textIn(object: JsonObject, name: string): string {
  const value: JsonValue | undefined = Object.hasOwn(object, name) ? object[name] : undefined;
  if (typeof value !== 'string' || value.length === 0 || value.length > MAX_TEXT || !value.isWellFormed()) {
    throw fail('E_WEBHOOK_QUESTION', `${name} is no text of 1 to ${MAX_TEXT} characters`);
  }
  return value;
}

function factsIn(message: JsonObject): Facts {
  const facts = Object.hasOwn(message, 'facts') ? message['facts'] : {};
  if (!isJsonObject(facts) || Object.keys(facts).length > MAX_FACTS) {
    throw fail('E_WEBHOOK_QUESTION', `facts is no object of ${MAX_FACTS} members at most`);
  }
  return Object.fromEntries(Object.entries(facts).map(([name, value]) => [checkName(name), factIn(value)]));
}

function checkName(name: string): string {
  if (/^[A-Za-z][A-Za-z0-9_.-]{0,63}$/.test(name)) return name;
  throw fail('E_WEBHOOK_QUESTION', 'the name of a fact is letters, digits, dots and dashes');
}

function factIn(value: JsonValue): string | number | boolean | null {
  if (value === null || typeof value === 'boolean' || typeof value === 'number') return value;
  if (typeof value === 'string' && value.length <= MAX_TEXT) return value;
  throw fail('E_WEBHOOK_QUESTION', 'a fact is a short text, a number, true, false or null');
}
