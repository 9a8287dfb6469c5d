/** The manufacturers the owner introduced: whose IDevIDs count, where their MASAs are, what those must prove. */

import { type ManufacturerTrust, spkiFingerprint } from '@sallyport/brski';
import { fromBase64, toBase64, toHex } from '@sallyport/core';
import type { HandOver } from '@sallyport/hand-over';
import { Certificate } from '@sallyport/pki';
import type { LogStore } from '@sallyport/store';
import { fail } from './errors.ts';
import { MANUFACTURER_INTRODUCED } from './events.ts';
import { MANUFACTURERS, type ManufacturerRow } from './register.ts';

/** A manufacturer as the registrar and its MASA client need it. */
export interface KnownManufacturer {
  /** Hex SHA-256 of the first IDevID anchor's SubjectPublicKeyInfo. */
  readonly id: string;
  readonly trust: ManufacturerTrust;
  readonly masaTlsAnchors: readonly Certificate[];
}

export type Introduction = Pick<HandOver, 'manufacturer' | 'idevidAnchors' | 'masaTlsAnchors' | 'voucherAnchors'> & {
  /** Where the IDevIDs do not say, or to override what they say. */
  readonly masaUrl?: string;
};

export class ManufacturerBook {
  readonly #store: LogStore;
  /** By their text, to tell what changed. */
  #rows: ReadonlyMap<string, KnownManufacturer> = new Map();
  #known: readonly KnownManufacturer[] = [];
  #trust: readonly ManufacturerTrust[] = [];

  private constructor(store: LogStore) {
    this.#store = store;
  }

  static async open(store: LogStore): Promise<ManufacturerBook> {
    const book = new ManufacturerBook(store);
    await book.refresh();
    return book;
  }

  /** For the registrar: the same array while nothing changed. */
  get trust(): readonly ManufacturerTrust[] {
    return this.#trust;
  }

  get known(): readonly KnownManufacturer[] {
    return this.#known;
  }

  /** What is known now of a manufacturer that was trusted so at some time. */
  find(trust: ManufacturerTrust): KnownManufacturer | undefined {
    const [first] = trust.anchors;
    const id = first === undefined ? undefined : idOf(first);
    return this.#known.find((each) => each.id === id);
  }

  /**
   * Makes a manufacturer known, or replaces what was known of it. It is not accepted by that: see the accept lists.
   * @throws E_DOMAIN_MANUFACTURER
   */
  async introduce(introduction: Introduction): Promise<string> {
    const [first] = introduction.idevidAnchors;
    if (first === undefined) throw fail('E_DOMAIN_MANUFACTURER', 'a manufacturer is known by its IDevID anchors');
    const { masaUrl } = introduction;
    if (masaUrl !== undefined && !masaUrl.startsWith('https://')) {
      throw fail('E_DOMAIN_MANUFACTURER', `${masaUrl} is not an https URL`);
    }
    await this.refresh();
    const id = idOf(first);
    this.#checkApart(id, introduction.idevidAnchors);
    const encoded = (certificates: readonly Certificate[]) => certificates.map(({ der }) => toBase64(der));
    await this.#store.append([
      MANUFACTURER_INTRODUCED.create(`manufacturer/${id}`, {
        manufacturer: id,
        name: introduction.manufacturer,
        idevidAnchors: encoded(introduction.idevidAnchors),
        masaUrl: masaUrl ?? null,
        masaTlsAnchors: encoded(introduction.masaTlsAnchors),
        voucherAnchors: encoded(introduction.voucherAnchors),
      }),
    ]);
    await this.refresh();
    return id;
  }

  /**
   * Reads the book again, for example after another replica wrote in it. What did not change stays the very same object:
   * work under way refers to it.
   */
  async refresh(): Promise<void> {
    const rows = new Map<string, KnownManufacturer>();
    for await (const { row } of this.#store.table(MANUFACTURERS).scan()) {
      const text = JSON.stringify(row);
      rows.set(text, this.#rows.get(text) ?? knownManufacturer(row));
    }
    if (rows.size === this.#rows.size && [...rows.keys()].every((text) => this.#rows.has(text))) return;
    this.#rows = rows;
    this.#known = [...rows.values()];
    this.#trust = this.#known.map(({ trust }) => trust);
  }

  /** One maker's delivery must not speak for another maker's devices: that would send them to another MASA. */
  #checkApart(id: string, anchors: readonly Certificate[]): void {
    const ids = new Set(anchors.map(idOf));
    const other = this.#known.find(
      (each) => each.id !== id && each.trust.anchors.some((anchor) => ids.has(idOf(anchor))),
    );
    if (other === undefined) return;
    throw fail('E_DOMAIN_MANUFACTURER', `an IDevID anchor is already known as one of ${other.trust.name}`);
  }
}

function idOf(anchor: Certificate): string {
  return toHex(spkiFingerprint(anchor));
}

function knownManufacturer(row: ManufacturerRow): KnownManufacturer {
  const voucherAnchors = row.voucherAnchors.map(parse);
  return {
    id: row.manufacturer,
    masaTlsAnchors: row.masaTlsAnchors.map(parse),
    trust: {
      name: row.name,
      anchors: row.idevidAnchors.map(parse),
      ...(row.masaUrl === null ? {} : { masaUrl: row.masaUrl }),
      ...(voucherAnchors.length === 0 ? {} : { voucherAnchors }),
    },
  };
}

function parse(base64: string): Certificate {
  return Certificate.parse(fromBase64(base64));
}
