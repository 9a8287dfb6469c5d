/** What people call whoever claims name by URIs. Nothing is decided by it. */

import { keyUriOf } from '@sallyport/assurance-claims';
import type { ManufacturerBook } from '../manufacturer-book.ts';
import type { ClaimKeyHolder, ClaimKeys } from './claim-keys.ts';
import type { DeviceBook } from './device-book.ts';
import { manufacturerUri } from './device-uri.ts';

export interface PartyNamesOptions {
  readonly keys: ClaimKeys;
  readonly manufacturers: ManufacturerBook;
  readonly devices: Pick<DeviceBook, 'byUri' | 'bySerialNumber' | 'find'>;
  /** A router by its key. */
  readonly router: (key: string) => Promise<{ readonly name: string | null } | undefined>;
}

const HOUSE: readonly (readonly [ClaimKeyHolder, string])[] = [
  ['owner', 'the owner'],
  ['node', 'this domain'],
  ['databot', 'the databots of this domain'],
  ['authentication-server', 'the authentication server of this domain'],
];

const MAILTO = 'mailto:';
/** Makers whose name a text is found in. */
const MOST_FOUND = 16;
/** How claims name keys, and with them devices, makers and people. */
const NAMED =
  /did:key:z[1-9A-HJ-NP-Za-km-z]+|ni:\/\/\/sha-256;[A-Za-z0-9_-]{43}|urn:dev:mac:[0-9a-f]{16}|mailto:[!-~]*[A-Za-z0-9]/g;
/** Names that are looked for in one sentence. */
const MOST_IN_SENTENCE = 16;

/** What somebody is called who is named by a URI. */
export type NameOf = (uri: string) => Promise<string | undefined>;

/** For one answer, in which the same few are named again and again: each is looked up once. */
export function lookedUpOnce(nameOf: NameOf): NameOf {
  const known = new Map<string, Promise<string | undefined>>();
  return (uri) => {
    const found = known.get(uri) ?? nameOf(uri);
    known.set(uri, found);
    return found;
  };
}

export class PartyNames {
  readonly #options: PartyNamesOptions;
  /** Makers' names by URI, as they were in the book that is named with them. */
  #makers: { readonly known: ManufacturerBook['known']; readonly names: ReadonlyMap<string, string> } | undefined;
  #house: Promise<ReadonlyMap<string, string>> | undefined;

  constructor(options: PartyNamesOptions) {
    this.#options = options;
  }

  /** Undefined for somebody of whom no name is known. @throws E_STORE_…, E_KEYSTORE_… */
  async nameOf(uri: string): Promise<string | undefined> {
    if (uri.startsWith(MAILTO)) return decoded(uri.slice(MAILTO.length));
    const key = canonical(uri);
    return (
      (await this.#houseNames()).get(key) ??
      this.#makerName(key) ??
      (await this.#routerName(key)) ??
      this.#deviceName(uri)
    );
  }

  /** The names of all of these that have one. */
  namesOf(uris: Iterable<string>): Promise<ReadonlyMap<string, string>> {
    return namesOf(uris, (uri) => this.nameOf(uri));
  }

  /** A sentence for people, with names where it has URIs. @throws E_STORE_…, E_KEYSTORE_… */
  async readable(sentence: string, nameOf: NameOf = (uri) => this.nameOf(uri)): Promise<string> {
    const found = sentence.match(NAMED);
    if (found === null) return sentence;
    const names = await namesOf(found.slice(0, MOST_IN_SENTENCE), nameOf);
    return sentence.replaceAll(NAMED, (uri) => names.get(uri) ?? uri);
  }

  /** The one device that is called so, by serial number or key. */
  async deviceOf(text: string): Promise<string | undefined> {
    const { devices } = this.#options;
    const named = await devices.find(text);
    if (named !== undefined) return named.uri;
    const [device, ...others] = await devices.bySerialNumber(text);
    return others.length === 0 ? device?.uri : undefined;
  }

  /** Who is called so: devices by serial number or key, makers by a part of their name, people by mail address. */
  async urisOf(text: string): Promise<ReadonlySet<string>> {
    const { devices, manufacturers } = this.#options;
    await manufacturers.refresh();
    const wanted = text.toLowerCase();
    const makers = manufacturers.known.filter(
      ({ id, trust }) => id === text || trust.name.toLowerCase().includes(wanted),
    );
    const found = [await devices.find(text), ...(await devices.bySerialNumber(text))];
    return new Set([
      ...makers.slice(0, MOST_FOUND).flatMap(({ id }) => manufacturerUri(id) ?? []),
      ...found.flatMap((device) => device?.uri ?? []),
      ...[...(await this.#houseNames())].flatMap(([uri, name]) => (name === wanted ? [uri] : [])),
    ]);
  }

  #houseNames(): Promise<ReadonlyMap<string, string>> {
    this.#house ??= this.#readHouse();
    this.#house.catch(() => {
      this.#house = undefined;
    });
    return this.#house;
  }

  async #readHouse(): Promise<ReadonlyMap<string, string>> {
    const { keys } = this.#options;
    const names = new Map<string, string>();
    for (const [holder, name] of HOUSE) {
      const uri = holder === 'owner' ? await keys.owner() : (await keys.signerOf(holder)).issuer;
      names.set(uri, name).set(canonical(uri), name);
    }
    return names;
  }

  #makerName(key: string): string | undefined {
    const { known } = this.#options.manufacturers;
    if (this.#makers?.known !== known) this.#makers = { known, names: makersByUri(known) };
    return this.#makers.names.get(key);
  }

  async #routerName(key: string): Promise<string | undefined> {
    return (await this.#options.router(key))?.name ?? undefined;
  }

  async #deviceName(uri: string): Promise<string | undefined> {
    return (await this.#options.devices.byUri(uri))?.serialNumber;
  }
}

async function namesOf(uris: Iterable<string>, nameOf: NameOf): Promise<ReadonlyMap<string, string>> {
  const names = new Map<string, string>();
  for (const uri of new Set(uris)) {
    const name = await nameOf(uri);
    if (name !== undefined) names.set(uri, name);
  }
  return names;
}

/** The first of the book, where two are one. */
function makersByUri(known: ManufacturerBook['known']): ReadonlyMap<string, string> {
  const named = known.map(({ id, trust }) => [manufacturerUri(id) ?? '', trust.name] as const);
  return new Map(named.reverse());
}

/** A key has several names; its hash is one of them. */
function canonical(uri: string): string {
  return keyUriOf(uri) ?? uri;
}

function decoded(address: string): string {
  try {
    return decodeURIComponent(address);
  } catch {
    // Not every `%` that a stranger writes begins an octet.
    return address;
  }
}
