/**
 * Keeps the world in which is decided. When its engine fails, another is built from what was claimed and observed, so that
 * nothing is ever decided on half of it.
 */

import type { TrustBasis } from '@sallyport/assurance-trust';
import { type Clock, type Milliseconds, SECOND } from '@sallyport/core';
import type { Watched, Watches } from '../decide/watches.ts';
import { type Believed, believe } from './believed.ts';
import { buildWorld } from './build.ts';
import { CatchUp } from './catch-up.ts';
import type { Truth } from './truth.ts';
import type { Turn } from './turn.ts';
import type { WorldOptions, WorldView } from './world.ts';

export interface WorldKeeperOptions {
  readonly clock: Clock;
  readonly truth: Truth;
  readonly watches: Watches;
  readonly start: (options: Pick<WorldOptions, 'basis' | 'at' | 'listener'>) => Promise<WorldView>;
  /** Told after every step, and of what is judged behind it, in their order. Must not throw. */
  readonly turned: (turn: Turn) => void;
  /** Nothing can be decided until further notice. Must not throw. */
  readonly lost: () => void;
  /** Does what no step may be taken beside. */
  readonly inTurn: (work: () => Promise<void>) => Promise<void>;
  readonly onError: (error: unknown) => void;
}

/** Before a world is built anew that could not be built. */
const PAUSE: Milliseconds = 5 * SECOND;

export class WorldKeeper {
  readonly #options: WorldKeeperOptions;
  #basis: TrustBasis;
  /** Undefined while none can be built. */
  #world: WorldView | undefined;
  /** What was watched in a former world is being taken up in this one. */
  #catchUp: CatchUp | undefined;
  #catchingUp: Promise<void> | undefined;
  #isClosed = false;
  /** Before that no world is built anew, in monotonic time. */
  #tryAgainAt = Number.NEGATIVE_INFINITY;

  private constructor(options: WorldKeeperOptions, basis: TrustBasis) {
    this.#options = options;
    this.#basis = basis;
  }

  static async start(options: WorldKeeperOptions, basis: TrustBasis): Promise<WorldKeeper> {
    const keeper = new WorldKeeper(options, basis);
    keeper.#world = await keeper.#start();
    return keeper;
  }

  get world(): WorldView | undefined {
    return this.#world;
  }

  get basis(): TrustBasis {
    return this.#basis;
  }

  /** Takes a step, in turn. */
  async change(change: (world: WorldView, at: Date) => Promise<Turn>): Promise<void> {
    const turn = await this.#attempt(change);
    if (turn !== undefined) this.#options.turned(turn);
    else if (this.#options.clock.monotonic() >= this.#tryAgainAt) await this.#rebuild();
  }

  /** What would be believed on another basis, as far as was claimed until now. Waits for no step, and no step for it. */
  believe(basis: TrustBasis): Promise<Believed> {
    const { truth, clock } = this.#options;
    return believe(basis, truth.claims(), clock.now());
  }

  /** Another basis, in turn, and what is believed on it: what is otherwise then is judged anew. */
  rebase(basis: TrustBasis, believed: Believed): Promise<void> {
    this.#basis = basis;
    // Claims are never forgotten, and stand in the order in which they came.
    const since = [...this.#options.truth.claims()].slice(believed.taken);
    return this.change((world, at) => world.rebase(believed, since, at));
  }

  /** Takes up now what was watched in a former world, if it was not yet. */
  async ahead(watched: Watched): Promise<void> {
    await this.#catchUp?.ahead(watched);
  }

  /** Resolves when all is judged that the steps before concerned. */
  async settled(): Promise<void> {
    while (this.#catchingUp !== undefined) await this.#catchingUp;
    // Closed it has nothing more to judge, and of a failure others are told.
    await this.#world?.settled().catch(() => undefined);
  }

  /** When no step is being taken. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#catchingUp;
    await this.#world?.close();
  }

  /** Undefined when there is no world that could be changed, or none any more. */
  async #attempt(change: (world: WorldView, at: Date) => Promise<Turn>): Promise<Turn | undefined> {
    const world = this.#world;
    if (world === undefined) return undefined;
    try {
      return await change(world, this.#options.clock.now());
    } catch (thrown) {
      this.#options.onError(thrown);
      return undefined;
    }
  }

  /** What was watched is watched on, and what turned meanwhile is told: of the first part at once, of the others behind it. */
  async #rebuild(): Promise<void> {
    const { watches, truth, clock, turned } = this.#options;
    await this.#leave();
    try {
      const world = await buildWorld(() => this.#start(), truth, clock);
      const catchUp = new CatchUp({ world, watches, turned });
      this.#world = world;
      this.#catchUp = catchUp;
      await catchUp.next();
      this.#tryAgainAt = Number.NEGATIVE_INFINITY;
      this.#catchingUp = this.#takeUp(catchUp).finally(() => {
        this.#catchingUp = undefined;
      });
    } catch (thrown) {
      await this.#lose(thrown);
    }
  }

  async #takeUp(catchUp: CatchUp): Promise<void> {
    const isCurrent = () => this.#catchUp === catchUp && !this.#isClosed;
    try {
      while (!catchUp.isDone && isCurrent()) await catchUp.next();
      if (isCurrent()) this.#catchUp = undefined;
    } catch (thrown) {
      void this.#options.inTurn(async () => (isCurrent() ? this.#lose(thrown) : undefined));
    }
  }

  async #leave(): Promise<void> {
    const former = this.#world;
    this.#world = undefined;
    this.#catchUp = undefined;
    await former?.close().catch(this.#options.onError);
  }

  /** Whatever comes meanwhile must not keep the node busy with trying. */
  async #lose(thrown: unknown): Promise<void> {
    const { onError, clock, lost } = this.#options;
    onError(thrown);
    await this.#leave();
    this.#tryAgainAt = clock.monotonic() + PAUSE;
    lost();
  }

  async #start(): Promise<WorldView> {
    const { start, clock, turned, inTurn, onError } = this.#options;
    const isCurrent = () => this.#world === world && !this.#isClosed;
    const world: WorldView = await start({
      basis: this.#basis,
      at: clock.now(),
      listener: {
        turned: (turn) => {
          if (isCurrent()) turned(turn);
        },
        failed: (thrown) => {
          onError(thrown);
          void inTurn(async () => (isCurrent() ? this.#rebuild() : undefined));
        },
      },
    });
    return world;
  }
}
