/**
 * CoRE Link Format (RFC 6690 §2): what resources an endpoint has, as `/.well-known/core` tells it.
 *
 *     </sensors/temp>;rt="temperature";ct=0;obs,</firmware>;sz=4711
 */

import { fail } from '../errors.ts';

export interface Link {
  /** `/sensors/temp`, or a whole URI. */
  readonly target: string;
  /** Names to values; undefined for an attribute that has none, as `obs`. */
  readonly attributes: ReadonlyMap<string, string | undefined>;
}

export interface LinkLimits {
  readonly maxLinks: number;
  readonly maxAttributes: number;
  /** Characters. */
  readonly maxLength: number;
}

const DEFAULT_LIMITS: LinkLimits = { maxLinks: 256, maxAttributes: 32, maxLength: 65_536 };
const NAME = /[!#$&+\-.^_`|~0-9A-Za-z]+\*?/y;
const TOKEN = /[!#$%&'()*+\-./:<=>?@[\]^_`{|}~0-9A-Za-z]+/y;
const QUOTED = /"((?:[^"\\]|\\.)*)"/sy;
const TARGET = /<([^<>]*)>/y;
/** Written without quotes (§7.2.1, §3.3). */
const NUMBER = /^(?:0|[1-9][0-9]*)$/;

/** @throws E_COAP_ARGUMENT */
export function encodeLinks(links: readonly Link[]): string {
  return links
    .map(({ target, attributes }) => [encodeTarget(target), ...[...attributes].map(encodeAttribute)].join(';'))
    .join(',');
}

/** @throws E_COAP_LINK_FORMAT */
export function decodeLinks(text: string, limits: LinkLimits = DEFAULT_LIMITS): readonly Link[] {
  if (text.length > limits.maxLength) throw fail('E_COAP_LINK_FORMAT', `more than ${limits.maxLength} characters`);
  const cursor = new Cursor(text);
  const links: Link[] = [];
  while (!cursor.isAtEnd) {
    if (links.length > 0) cursor.expect(',');
    if (links.length === limits.maxLinks) throw fail('E_COAP_LINK_FORMAT', `more than ${limits.maxLinks} links`);
    links.push(decodeLink(cursor, limits.maxAttributes));
  }
  return links;
}

/**
 * The links that one `name=value` of a query asks for (§4.1): all without a query. A value ends with `*` to ask for what begins so;
 * a value of several words has a match in any of them.
 */
export function filterLinks(links: readonly Link[], query: string | undefined): readonly Link[] {
  if (query === undefined) return links;
  const [name = '', ...rest] = query.split('=');
  const wanted = rest.join('=');
  const matches = wanted.endsWith('*')
    ? (value: string) => value.startsWith(wanted.slice(0, -1))
    : (value: string) => value === wanted;
  return links.filter(({ target, attributes }) => {
    if (name === 'href') return matches(target);
    const value = attributes.get(name);
    return attributes.has(name) && [value ?? '', ...(value ?? '').split(' ')].some(matches);
  });
}

function encodeTarget(target: string): string {
  if (/[<>]/.test(target)) throw fail('E_COAP_ARGUMENT', 'a target without < and >');
  return `<${target}>`;
}

function encodeAttribute([name, value]: readonly [string, string | undefined]): string {
  NAME.lastIndex = 0;
  if (NAME.exec(name)?.[0] !== name) throw fail('E_COAP_ARGUMENT', `${JSON.stringify(name)} is no attribute name`);
  if (value === undefined) return name;
  return NUMBER.test(value) ? `${name}=${value}` : `${name}="${value.replaceAll(/["\\]/g, '\\$&')}"`;
}

function decodeLink(cursor: Cursor, maxAttributes: number): Link {
  const target = cursor.take(TARGET, 'a target in angle brackets');
  const attributes = new Map<string, string | undefined>();
  while (cursor.skip(';')) {
    if (attributes.size === maxAttributes) throw fail('E_COAP_LINK_FORMAT', `more than ${maxAttributes} attributes`);
    const name = cursor.take(NAME, 'the name of an attribute');
    const value = cursor.skip('=') ? cursor.value() : undefined;
    // RFC 8288 §3: of attributes with the same name, the first one counts.
    if (!attributes.has(name)) attributes.set(name, value);
  }
  return { target, attributes };
}

class Cursor {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  get isAtEnd(): boolean {
    return this.#at === this.#text.length;
  }

  skip(character: string): boolean {
    if (this.#text[this.#at] !== character) return false;
    this.#at++;
    return true;
  }

  expect(character: string): void {
    if (!this.skip(character)) throw this.#expected(character);
  }

  /** What the pattern matches here: its first group where it has one. */
  take(pattern: RegExp, what: string): string {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#text);
    if (match === null) throw this.#expected(what);
    this.#at = pattern.lastIndex;
    return match[1] ?? match[0];
  }

  value(): string {
    if (this.#text[this.#at] !== '"') return this.take(TOKEN, 'a value');
    return this.take(QUOTED, 'the end of a quoted value').replaceAll(/\\(.)/gs, '$1');
  }

  #expected(what: string) {
    return fail('E_COAP_LINK_FORMAT', `${what} is expected at character ${this.#at}`);
  }
}
