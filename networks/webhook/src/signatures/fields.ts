/**
 * The little of Structured Fields (RFC 9651) that signatures need: a dictionary of inner lists (Signature-Input), and one of byte
 * sequences (Signature). Strict and bounded; what is unusual is refused, since a signature must have one reading.
 */

import { fromBase64, isSallyportError } from '@sallyport/core';
import { fail } from '../errors.ts';

/** `"signature";req;key="sig"` */
export interface Component {
  /** Lower case. */
  readonly name: string;
  /** Comes from the request that the message answers. */
  readonly req: boolean;
  /** The member of a dictionary field. */
  readonly key: string | undefined;
}

export interface SignatureInput {
  readonly label: string;
  readonly components: readonly Component[];
  readonly parameters: ReadonlyMap<string, string | number>;
  /** As sent, which is what `@signature-params` covers (RFC 9421 §2.3). */
  readonly text: string;
}

const MAX_LENGTH = 4096;
const MAX_LABELS = 4;
const MAX_COMPONENTS = 32;
const MAX_PARAMETERS = 16;
const LABEL = /[a-z*][a-z0-9_.*-]{0,63}/y;
/** Without escapes: no name, key identifier or nonce needs one. */
const STRING = /"([\x20-\x21\x23-\x5b\x5d-\x7e]{0,512})"/y;
const INTEGER = /-?\d{1,15}/y;
const BYTES = /:([A-Za-z0-9+/=]{0,1024}):/y;

class Cursor {
  readonly #text: string;
  at = 0;

  constructor(text: string) {
    if (text.length > MAX_LENGTH) throw fail('E_WEBHOOK_SIGNATURE_SYNTAX', 'a field that is too long');
    this.#text = text;
  }

  get isAtEnd(): boolean {
    return this.at === this.#text.length;
  }

  /** What `pattern` (sticky) finds here, or undefined. */
  match(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.#text);
    if (found === null) return undefined;
    this.at = pattern.lastIndex;
    return found;
  }

  take(text: string): boolean {
    const isHere = this.#text.startsWith(text, this.at);
    if (isHere) this.at += text.length;
    return isHere;
  }

  since(start: number): string {
    return this.#text.slice(start, this.at);
  }

  need<T>(value: T | undefined | false, what: string): T {
    if (value === undefined || value === false) {
      throw fail('E_WEBHOOK_SIGNATURE_SYNTAX', `${what} is missing`, { details: { at: this.at } });
    }
    return value;
  }
}

/** @throws E_WEBHOOK_SIGNATURE_SYNTAX */
export function readSignatureInput(field: string): ReadonlyMap<string, SignatureInput> {
  return readDictionary(field, (cursor, label) => {
    const start = cursor.at;
    const components = readComponents(cursor);
    const parameters = readParameters(cursor);
    return { label, components, parameters, text: cursor.since(start) };
  });
}

/** @throws E_WEBHOOK_SIGNATURE_SYNTAX */
export function readSignatures(field: string): ReadonlyMap<string, Uint8Array> {
  return readDictionary(field, (cursor) => {
    const [, text = ''] = cursor.need(cursor.match(BYTES), 'a byte sequence');
    return base64(text);
  });
}

export function writeComponent({ name, req, key }: Component): string {
  return `"${name}"${req ? ';req' : ''}${key === undefined ? '' : `;key="${key}"`}`;
}

function readDictionary<T>(field: string, readMember: (cursor: Cursor, label: string) => T): ReadonlyMap<string, T> {
  const cursor = new Cursor(field);
  const members = new Map<string, T>();
  do {
    cursor.match(/[ \t]*/y);
    const [label] = cursor.need(cursor.match(LABEL), 'a label');
    cursor.need(cursor.take('='), '=');
    if (members.has(label) || members.size === MAX_LABELS) {
      throw fail('E_WEBHOOK_SIGNATURE_SYNTAX', 'a label twice, or too many');
    }
    members.set(label, readMember(cursor, label));
    cursor.match(/[ \t]*/y);
  } while (cursor.take(','));
  if (!cursor.isAtEnd)
    throw fail('E_WEBHOOK_SIGNATURE_SYNTAX', 'something after the end', { details: { at: cursor.at } });
  return members;
}

function readComponents(cursor: Cursor): readonly Component[] {
  cursor.need(cursor.take('('), '(');
  const components: Component[] = [];
  while (!cursor.take(')')) {
    if (components.length > 0) cursor.need(cursor.match(/ +/y), 'a space');
    if (components.length > 0 && cursor.take(')')) break;
    const [, name = ''] = cursor.need(cursor.match(STRING), 'a component');
    const parameters = readParameters(cursor);
    const key = parameters.get('key');
    const isKnown = [...parameters.keys()].every((each) => each === 'req' || each === 'key');
    if (!isKnown || typeof key === 'number' || name !== name.toLowerCase() || components.length === MAX_COMPONENTS) {
      throw fail('E_WEBHOOK_SIGNATURE_SYNTAX', 'a component of a kind that is not used here, or too many');
    }
    components.push({ name, req: parameters.has('req'), key });
  }
  if (new Set(components.map(writeComponent)).size < components.length) {
    throw fail('E_WEBHOOK_SIGNATURE_SYNTAX', 'a component twice');
  }
  return components;
}

function readParameters(cursor: Cursor): ReadonlyMap<string, string | number> {
  const parameters = new Map<string, string | number>();
  while (cursor.take(';')) {
    const [name] = cursor.need(cursor.match(LABEL), 'a parameter');
    if (parameters.has(name) || parameters.size === MAX_PARAMETERS) {
      throw fail('E_WEBHOOK_SIGNATURE_SYNTAX', 'a parameter twice, or too many');
    }
    // A parameter without a value is true; no other use is made of one here.
    parameters.set(name, cursor.take('=') ? readValue(cursor) : 1);
  }
  return parameters;
}

function readValue(cursor: Cursor): string | number {
  const text = cursor.match(STRING);
  if (text !== undefined) return text[1] ?? '';
  return Number(cursor.need(cursor.match(INTEGER), 'a value')[0]);
}

function base64(text: string): Uint8Array {
  try {
    return fromBase64(text);
  } catch (cause) {
    if (!isSallyportError(cause)) throw cause;
    throw fail('E_WEBHOOK_SIGNATURE_SYNTAX', 'no base64', { cause });
  }
}
