/** Which devices lately did what their MUD profile does not allow. */

import { type Clock, MINUTE, type Milliseconds } from '@sallyport/core';
import { type FactChange, violationFact } from './facts.ts';
import { SlidingWindow, type WindowLimits } from './sliding-window.ts';

export interface ViolationWindowOptions {
  readonly clock: Clock;
  /** How long a violation is held against a device. Default two minutes. */
  readonly lookBack?: Milliseconds;
  /** Default 64 destinations of a device, 100 000 of all. */
  readonly limits?: Partial<WindowLimits>;
}

const DEFAULT_LOOK_BACK = 2 * MINUTE;

export class ViolationWindow {
  readonly #clock: Clock;
  readonly #lookBackSeconds: number;
  readonly #window: SlidingWindow<undefined>;

  constructor({ clock, lookBack = DEFAULT_LOOK_BACK, limits }: ViolationWindowOptions) {
    this.#clock = clock;
    this.#lookBackSeconds = Math.ceil(lookBack / 1000);
    this.#window = new SlidingWindow({ maxPerDevice: 64, maxTotal: 100_000, ...limits });
  }

  get size(): number {
    return this.#window.size;
  }

  get nextDueAt(): Date | undefined {
    const { earliest } = this.#window;
    return earliest === undefined ? undefined : new Date((earliest + this.#lookBackSeconds + 1) * 1000);
  }

  observe(device: string, destination: string, at: Date): readonly FactChange[] {
    const now = this.#clock.now().getTime();
    const second = Math.floor(Math.min(at.getTime(), now) / 1000);
    const known = this.#window.get(device, destination);
    if (!(second >= this.#oldest(now)) || (known !== undefined && known.at >= second)) return [];
    const { replaced, evicted } = this.#window.put({ device, destination, at: second, data: undefined });
    const gone = replaced === undefined ? evicted : [replaced, ...evicted];
    return [
      { add: violationFact(device, destination, second) },
      ...gone.map((each) => ({ remove: violationFact(each.device, each.destination, each.at) })),
    ];
  }

  advance(): readonly FactChange[] {
    const expired = this.#window.expire(this.#oldest(this.#clock.now().getTime()));
    return expired.map(({ device, destination, at }) => ({ remove: violationFact(device, destination, at) }));
  }

  #oldest(now: number): number {
    return Math.floor(now / 1000) - this.#lookBackSeconds;
  }
}
