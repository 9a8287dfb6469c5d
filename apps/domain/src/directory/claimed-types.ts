/** Of which types devices are, as far as claims that count say; followed while assurance runs. */

import type { Assurance } from '@sallyport/assurance-continuous';
import { News } from '@sallyport/core';
import { breath } from './breath.ts';

/** Facts whose coming and going changes what is found here. */
const RELATIONS = ['device_type', 'declared_type', 'purchase'] as const;
/** Claims looked at before others have their turn. */
const AT_ONCE = 1024;
/** Devices that are told of at once, each of which whoever listens enters anew. */
const TOLD_TOGETHER = 256;

/** By URI of the device. */
type Types = ReadonlyMap<string, readonly string[]>;
type Claims = Pick<Assurance, 'claims' | 'standingOf' | 'onRelationsChanged'>;

export class ClaimedTypes {
  readonly #news: News<ReadonlySet<string>>;
  readonly #onError: (error: unknown) => void;
  #types: Types = new Map();
  #reading: Promise<void> | undefined;
  #isStale = false;
  #claims: Claims | undefined;

  constructor(onError: (error: unknown) => void) {
    this.#news = new News(onError);
    this.#onError = onError;
  }

  /** Tells of devices, by URI, that are of other types now, some at a time. Gives the way to stop. */
  onChanged(listener: (devices: ReadonlySet<string>) => void): () => void {
    return this.#news.listen(listener);
  }

  /** The newest claimed first, as they stood when claims were last read. */
  of(uri: string): readonly string[] {
    return this.#types.get(uri) ?? [];
  }

  /** Follows an assurance that was started. Gives the way to stop. */
  follow(claims: Claims): () => void {
    this.#claims = claims;
    this.#look();
    const stop = claims.onRelationsChanged((relations) => {
      if (RELATIONS.some((relation) => relations.has(relation))) this.#look();
    });
    return () => {
      stop();
      if (this.#claims === claims) this.#claims = undefined;
    };
  }

  /** Resolves when what was claimed and judged before this call is shown. */
  async settled(): Promise<void> {
    while (this.#reading !== undefined) await this.#reading;
  }

  #look(): void {
    this.#isStale = true;
    this.#reading ??= this.#readAll();
  }

  async #readAll(): Promise<void> {
    // So that `#reading` is set before this can unset it.
    await null;
    try {
      while (this.#isStale && this.#claims !== undefined) {
        this.#isStale = false;
        await this.#exchange(await typesIn(this.#claims));
      }
    } catch (thrown) {
      // An assurance that has lost its world tells again when it has another.
      this.#onError(thrown);
    }
    this.#reading = undefined;
  }

  async #exchange(types: Types): Promise<void> {
    const before = this.#types;
    this.#types = types;
    let looked = 0;
    let changed = new Set<string>();
    for (const uri of devicesIn(types, before)) {
      if (++looked % AT_ONCE === 0) await breath();
      if (before.get(uri)?.join('\n') === types.get(uri)?.join('\n')) continue;
      changed.add(uri);
      if (changed.size < TOLD_TOGETHER) continue;
      this.#news.tell(changed);
      changed = new Set();
      await breath();
    }
    if (changed.size > 0) this.#news.tell(changed);
  }
}

function* devicesIn(types: Types, before: Types): Generator<string> {
  yield* types.keys();
  for (const uri of before.keys()) if (!types.has(uri)) yield uri;
}

/** Once for all that changed meanwhile; events of the process are let through between. */
async function typesIn(claims: Claims): Promise<Types> {
  const types = new Map<string, readonly string[]>();
  let looked = 0;
  for (const { claim, uri } of claims.claims()) {
    if (++looked % AT_ONCE === 0) await breath();
    if (claim.type !== 'DeviceType' && claim.type !== 'OwnerDeclaration' && claim.type !== 'Purchase') continue;
    const { id, deviceType } = claim.subject;
    if (id === undefined || deviceType === undefined || claims.standingOf(uri)?.counts !== true) continue;
    types.set(id, [deviceType, ...(types.get(id) ?? []).filter((type) => type !== deviceType)]);
  }
  return types;
}
