/**
 * What devices did lately, in bounded memory: of each device the destinations it had to do with, and when last.
 *
 * Whoever floods it pushes out what is its own: a device that has its fill loses what it did longest ago, and when all
 * together are too many the device with the most gives way.
 */

export interface Sighting<Data> {
  readonly device: string;
  readonly destination: string;
  /** Seconds since 1970. */
  readonly at: number;
  readonly data: Data;
}

export interface WindowLimits {
  /** Of one device. */
  readonly maxPerDevice: number;
  /** Of all devices. */
  readonly maxTotal: number;
}

export interface Put<Data> {
  /** What stood there before, when the new one takes its place. */
  readonly replaced: Sighting<Data> | undefined;
  /** What had to go. */
  readonly evicted: readonly Sighting<Data>[];
}

export class SlidingWindow<Data> {
  readonly #limits: WindowLimits;
  /** Of each device those seen longest ago first. */
  readonly #devices = new Map<string, Map<string, Sighting<Data>>>();
  /** By their second, for what falls due. There are no more seconds than the window is long. */
  readonly #seconds = new Map<number, Set<Sighting<Data>>>();
  #size = 0;

  constructor(limits: WindowLimits) {
    this.#limits = limits;
  }

  get size(): number {
    return this.#size;
  }

  get(device: string, destination: string): Sighting<Data> | undefined {
    return this.#devices.get(device)?.get(destination);
  }

  /** The earliest second of all. */
  get earliest(): number | undefined {
    let earliest: number | undefined;
    for (const second of this.#seconds.keys()) if (earliest === undefined || second < earliest) earliest = second;
    return earliest;
  }

  put(sighting: Sighting<Data>): Put<Data> {
    const replaced = this.get(sighting.device, sighting.destination);
    if (replaced !== undefined) this.delete(replaced);
    const own = this.#devices.get(sighting.device) ?? new Map<string, Sighting<Data>>();
    this.#devices.set(sighting.device, own);
    own.set(sighting.destination, sighting);
    const second = this.#seconds.get(sighting.at) ?? new Set();
    this.#seconds.set(sighting.at, second.add(sighting));
    this.#size++;
    const evicted: Sighting<Data>[] = [];
    if (own.size > this.#limits.maxPerDevice) evicted.push(...this.#evictFrom(own));
    if (this.#size > this.#limits.maxTotal) evicted.push(...this.#evictFrom(this.#fullest(own)));
    return { replaced, evicted };
  }

  delete(sighting: Sighting<Data>): void {
    const own = this.#devices.get(sighting.device);
    if (own?.get(sighting.destination) !== sighting) return;
    own.delete(sighting.destination);
    if (own.size === 0) this.#devices.delete(sighting.device);
    const second = this.#seconds.get(sighting.at);
    second?.delete(sighting);
    if (second?.size === 0) this.#seconds.delete(sighting.at);
    this.#size--;
  }

  /** Takes out all that is from before a second. */
  expire(before: number): readonly Sighting<Data>[] {
    const expired: Sighting<Data>[] = [];
    for (const [second, sightings] of this.#seconds) if (second < before) expired.push(...sightings);
    for (const sighting of expired) this.delete(sighting);
    return expired;
  }

  *[Symbol.iterator](): Generator<Sighting<Data>, undefined> {
    for (const own of this.#devices.values()) yield* own.values();
    return undefined;
  }

  #evictFrom(own: ReadonlyMap<string, Sighting<Data>>): readonly Sighting<Data>[] {
    const [oldest] = own.values();
    if (oldest === undefined) return [];
    this.delete(oldest);
    return [oldest];
  }

  /** The device at hand when it has more than its share, which spares looking at all of them. */
  #fullest(own: ReadonlyMap<string, Sighting<Data>>): ReadonlyMap<string, Sighting<Data>> {
    if (own.size * this.#devices.size > this.#limits.maxTotal) return own;
    let fullest = own;
    for (const other of this.#devices.values()) if (other.size > fullest.size) fullest = other;
    return fullest;
  }
}
