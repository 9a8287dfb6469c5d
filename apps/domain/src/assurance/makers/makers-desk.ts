/** The makers of devices: those that were introduced, and those of whom claims speak. */

import { toHex } from '@sallyport/core';
import type { AcceptRegister } from '../../accept-register.ts';
import { fail } from '../../errors.ts';
import type { ManufacturerBook } from '../../manufacturer-book.ts';
import type { AssuranceHost } from '../assurance-host.ts';
import { manufacturerUri } from '../device-uri.ts';
import type { Names } from '../names.ts';
import type { PartyNames } from '../party-names.ts';
import type { MakerAnswer, WholeMakerAnswer } from './answers.ts';
import type { ClaimedIndex, SaidOfMaker } from './claimed-index.ts';

export interface MakersDeskOptions {
  readonly host: AssuranceHost;
  readonly index: ClaimedIndex;
  readonly manufacturers: ManufacturerBook;
  readonly lists: AcceptRegister;
  readonly names: Names;
  readonly partyNames: PartyNames;
}

/** How many devices there are by the identifiers of their makers, and of one maker's by their types. */
export interface DeviceCounts {
  ofMakers(): Promise<ReadonlyMap<string, number>>;
  ofTypes(maker: string): Promise<ReadonlyMap<string, number>>;
}

const NOTHING: SaidOfMaker = { trusted: [], distrusted: [] };
const MAKER_URI = /^ni:\/\/\/sha-256;([A-Za-z0-9_-]{43})$/;

export class MakersDesk {
  readonly #options: MakersDeskOptions;

  constructor(options: MakersDeskOptions) {
    this.#options = options;
  }

  /** Those that were introduced first, in the order of their names. @throws E_STORE_…, what starting assurance throws */
  async list(counts: DeviceCounts): Promise<readonly MakerAnswer[]> {
    const { manufacturers, host, index } = this.#options;
    await manufacturers.refresh();
    const said = await index.makers(await host.assurance());
    const introduced = manufacturers.known.flatMap(({ id }) => manufacturerUri(id) ?? []);
    const uris = [...new Set([...introduced, ...said.keys()])];
    const devices = await counts.ofMakers();
    const makers = await Promise.all(uris.map((uri) => this.#maker(uri, said.get(uri), devices)));
    return makers.sort(
      (a, b) => Number(b.isIntroduced) - Number(a.isIntroduced) || compare(a.name ?? a.uri, b.name ?? b.uri),
    );
  }

  /** @throws E_DOMAIN_NAME */
  async show(name: string, counts: DeviceCounts): Promise<WholeMakerAnswer> {
    const { names, index, host, manufacturers } = this.#options;
    const uri = await names.manufacturerUri(name);
    const said = await index.makers(await host.assurance());
    const maker = await this.#maker(uri, said.get(uri), await counts.ofMakers());
    if (!maker.isIntroduced && !said.has(uri)) throw fail('E_DOMAIN_NAME', 'no maker is known by that name');
    const trust = manufacturers.known.find(({ id }) => id === maker.id)?.trust;
    const types = maker.id === null ? [] : [...(await counts.ofTypes(maker.id))];
    return {
      ...maker,
      masaUrl: trust?.masaUrl ?? null,
      anchors: trust?.anchors.map((anchor) => anchor.fingerprint()) ?? [],
      types: types.map(([type, devices]) => ({ type, devices })).sort((a, b) => compare(a.type, b.type)),
    };
  }

  async #maker(
    uri: string,
    { trusted, distrusted }: SaidOfMaker = NOTHING,
    devices: ReadonlyMap<string, number>,
  ): Promise<MakerAnswer> {
    const { manufacturers, lists, partyNames } = this.#options;
    const id = identifierIn(uri);
    const known = manufacturers.known.find((each) => each.id === id);
    const names = await partyNames.namesOf([...trusted, ...distrusted].map(({ by }) => by));
    const named = <Said extends { readonly by: string }>(said: Said) => ({
      ...said,
      byName: names.get(said.by) ?? null,
    });
    return {
      uri,
      id,
      name: known?.trust.name ?? (await partyNames.nameOf(uri)) ?? null,
      isIntroduced: known !== undefined,
      isListed: id !== null && (await lists.upToDate()).manufacturers.has(id),
      standing: distrusted.length > 0 ? 'distrusted' : trusted.length > 0 ? 'trusted' : 'unknown',
      trustedBy: trusted.map(named),
      distrustedBy: distrusted.map(named),
      devices: id === null ? 0 : (devices.get(id) ?? 0),
    };
  }
}

/** As registers name a maker whose claims bear this URI. */
function identifierIn(uri: string): string | null {
  const [, digest] = MAKER_URI.exec(uri) ?? [];
  return digest === undefined ? null : toHex(Buffer.from(digest, 'base64url'));
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
