/** Which radios hear which, and how well. */

/** One direction of a link. */
export interface RadioLink {
  readonly to: string;
  /** Part of the frames that this link loses on top of what the air loses, 0 to 1. */
  readonly loss: number;
  /** dBm at the receiver. */
  readonly rssi: number;
}

export interface Connectivity {
  /** Everybody who may hear `name`. */
  linksFrom(name: string): readonly RadioLink[];
  /** Counts up with every change. */
  readonly version: number;
}

export interface LinkQuality {
  readonly loss?: number;
  readonly rssi?: number;
}

const NO_LINKS: readonly RadioLink[] = [];
const GOOD_RSSI = -50;

/** Links that are named one by one. */
export class LinkGraph implements Connectivity {
  readonly #links = new Map<string, RadioLink[]>();
  #version = 0;

  get version(): number {
    return this.#version;
  }

  linksFrom(name: string): readonly RadioLink[] {
    return this.#links.get(name) ?? NO_LINKS;
  }

  /** Both directions; a link that is there gets this quality. */
  link(a: string, b: string, quality: LinkQuality = {}): void {
    this.#set(a, b, quality);
    this.#set(b, a, quality);
    this.#version++;
  }

  unlink(a: string, b: string): void {
    this.#remove(a, b);
    this.#remove(b, a);
    this.#version++;
  }

  #set(from: string, to: string, { loss = 0, rssi = GOOD_RSSI }: LinkQuality): void {
    this.#remove(from, to);
    const links = this.#links.get(from) ?? [];
    links.push({ to, loss, rssi });
    this.#links.set(from, links);
  }

  #remove(from: string, to: string): void {
    const left = this.linksFrom(from).filter((link) => link.to !== to);
    if (left.length === 0) this.#links.delete(from);
    else this.#links.set(from, left);
  }
}

/** In metres. */
export interface Position {
  readonly x: number;
  readonly y: number;
}

export interface RangeOptions {
  /** How far a frame carries, in metres. */
  readonly range: number;
  /** Loss at the very edge; it grows with the square of the distance. */
  readonly edgeLoss?: number;
}

/** Signal strength at one metre, and how fast it fades: indoors, by ten metres about 30 dB. */
const RSSI_AT_ONE_METRE = -40;
const FADING = 30;

/** Radios at places; whoever is near enough hears. */
export class RadioField implements Connectivity {
  readonly #places = new Map<string, Position>();
  readonly #range: number;
  readonly #edgeLoss: number;
  #cache = new Map<string, readonly RadioLink[]>();
  #version = 0;

  constructor({ range, edgeLoss = 0 }: RangeOptions) {
    this.#range = range;
    this.#edgeLoss = edgeLoss;
  }

  get version(): number {
    return this.#version;
  }

  place(name: string, position: Position): void {
    this.#places.set(name, position);
    this.#changed();
  }

  remove(name: string): void {
    this.#places.delete(name);
    this.#changed();
  }

  linksFrom(name: string): readonly RadioLink[] {
    const known = this.#cache.get(name);
    if (known !== undefined) return known;
    const links = this.#measure(name);
    this.#cache.set(name, links);
    return links;
  }

  #changed(): void {
    this.#cache = new Map();
    this.#version++;
  }

  #measure(name: string): readonly RadioLink[] {
    const here = this.#places.get(name);
    if (here === undefined) return NO_LINKS;
    const links: RadioLink[] = [];
    for (const [to, there] of this.#places) {
      const distance = Math.hypot(here.x - there.x, here.y - there.y);
      if (to === name || distance > this.#range) continue;
      const loss = this.#edgeLoss * (distance / this.#range) ** 2;
      links.push({ to, loss, rssi: RSSI_AT_ONE_METRE - FADING * Math.log10(Math.max(1, distance)) });
    }
    return links;
  }
}
