/** Which MUD file is whose: what devices' own certificates say, and what is claimed of their types. */

import type { Assurance } from '@sallyport/assurance-continuous';
import type { DeviceBook } from '../device-book.ts';

/** Facts whose coming and going changes what is found here. */
const RELATIONS: ReadonlySet<string> = new Set(['mud', 'device_type', 'declared_type', 'purchase']);

export interface ClaimedMud {
  readonly url: string;
  /** The claim. */
  readonly uri: string;
  readonly by: string;
}

type Claims = Pick<Assurance, 'claims' | 'idsOf' | 'outcomeOf'>;

export class MudIndex {
  readonly #devices: DeviceBook;
  #isCurrent = false;
  #types = new Map<string, Set<string>>();
  #files = new Map<string, ClaimedMud[]>();

  constructor(devices: DeviceBook) {
    this.#devices = devices;
  }

  relationsChanged(relations: ReadonlySet<string>): void {
    if ([...RELATIONS].some((relation) => relations.has(relation))) this.#isCurrent = false;
  }

  /** What is claimed of a type, as far as it counts; in the order of the log. */
  filesOf(type: string, claims: Claims): readonly ClaimedMud[] {
    this.#read(claims);
    return this.#files.get(type) ?? [];
  }

  /** The URL in the device's birth certificate, else the newest that is claimed of a type of it. */
  async urlOf(device: string, claims: Claims): Promise<string | undefined> {
    const own = (await this.#devices.byUri(device))?.mud?.url;
    if (own !== undefined) return own;
    this.#read(claims);
    const types = [...(this.#types.get(device) ?? [])];
    return types.map((type) => this.#files.get(type)?.at(-1)?.url).find((url) => url !== undefined);
  }

  /** Once for all that asks until the claims change. */
  #read(claims: Claims): void {
    if (this.#isCurrent) return;
    this.#isCurrent = true;
    this.#types = new Map();
    this.#files = new Map();
    for (const { claim, uri } of claims.claims()) {
      const isOfInterest =
        claim.type === 'Mud' ||
        claim.type === 'DeviceType' ||
        claim.type === 'OwnerDeclaration' ||
        claim.type === 'Purchase';
      if (!isOfInterest) continue;
      const { id, deviceType } = claim.subject;
      const outcome = claims.outcomeOf(claims.idsOf(uri)[0] ?? '');
      if (outcome.state !== 'judged' || !outcome.standing.counts || deviceType === undefined) continue;
      if (claim.type === 'Mud') {
        const files = this.#files.get(deviceType) ?? [];
        this.#files.set(deviceType, [...files, { url: claim.subject.mud.url, uri, by: outcome.standing.by }]);
      } else if (id !== undefined) {
        this.#types.set(id, (this.#types.get(id) ?? new Set()).add(deviceType));
      }
    }
  }
}
