/** A router's agent on a real network: finds its registrar, keeps a session with it, and keeps the ports by it. */

import { join } from 'node:path';
import { type RouterEvent, RouterSide, type RouterStatus } from '@sallyport/assurance-ca-commands';
import { connectToRegistrar, type RegistrarConnection } from '@sallyport/assurance-ca-commands/tls';
import { isSallyportError, SECOND, systemClock, systemRandom, systemTimer, type Timer } from '@sallyport/core';
import type { RegistrarAddress } from './discovery/sources.ts';
import { fail } from './errors.ts';
import { fileStore } from './file-store.ts';
import { STATE } from './identity.ts';
import type { RouterAgentOptions, RunningRouterAgent } from './options.ts';
import { Rounds } from './rounds.ts';

const FIRST_PAUSE = SECOND;
const LONGEST_PAUSE = 60 * SECOND;

/**
 * Has the ports let through who was let through before, and then follows the registrar. When it cannot start, the ports are
 * shut to everybody.
 * @throws E_ROUTER_ARGUMENT, E_CA_COMMANDS_ARGUMENT, E_CA_COMMANDS_OWN_CLAIM, E_CA_COMMANDS_STATE, and what the sources throw
 */
export async function startRouterAgent(options: RouterAgentOptions): Promise<RunningRouterAgent> {
  const { registrars = [], discovery = [], identity, firstPause, longestPause, random, ...more } = options;
  if (registrars.length === 0 && discovery.length === 0) {
    throw fail('E_ROUTER_ARGUMENT', 'name a registrar, or a way to find one');
  }
  const rounds = new Rounds({
    named: registrars,
    firstPause: firstPause ?? FIRST_PAUSE,
    longestPause: longestPause ?? LONGEST_PAUSE,
    random: random ?? systemRandom,
  });
  const timer = options.timer ?? systemTimer;
  const onEvent = (event: RouterEvent) => {
    if (event.type === 'synced') rounds.succeeded();
    options.onEvent?.(event);
  };
  const opened = RouterSide.open({
    ...more,
    certificate: identity.certificate,
    store: fileStore(join(identity.directory, STATE)),
    clock: options.clock ?? systemClock,
    timer,
    onEvent,
  });
  // Whoever cannot know whom to let through lets nobody through.
  const side = await opened.catch(async (thrown: unknown) => {
    await options.enforcer.replace([]).catch((error: unknown) => {
      if (isSallyportError(error)) onEvent({ type: 'trouble', error });
    });
    throw thrown;
  });
  const agent = new RouterAgent(options, side, rounds, timer);
  try {
    for (const source of discovery) agent.add(await source(rounds));
  } catch (thrown) {
    await agent.close();
    throw thrown;
  }
  agent.run();
  return agent;
}

class RouterAgent implements RunningRouterAgent {
  readonly #options: RouterAgentOptions;
  readonly #side: RouterSide;
  readonly #rounds: Rounds;
  readonly #timer: Timer;
  readonly #sources: { close(): Promise<void> }[] = [];
  #connection: RegistrarConnection | undefined;
  #wake = () => {};
  #isClosed = false;
  #running: Promise<void> = Promise.resolve();

  constructor(options: RouterAgentOptions, side: RouterSide, rounds: Rounds, timer: Timer) {
    this.#options = options;
    this.#side = side;
    this.#rounds = rounds;
    this.#timer = timer;
    rounds.onFound(() => this.#wake());
  }

  get status(): RouterStatus {
    return this.#side.status;
  }

  /** Closes this with the agent. */
  add(source: { close(): Promise<void> }): void {
    this.#sources.push(source);
  }

  run(): void {
    this.#running = this.#follow();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#wake();
    this.#connection?.close();
    await this.#running;
    for (const source of this.#sources) await source.close();
    await this.#side.close();
  }

  async #follow(): Promise<void> {
    while (!this.#isClosed) {
      const to = this.#rounds.next();
      if (to === undefined) await this.#wait();
      else await this.#keepSession(to);
    }
  }

  /** One session, to its end. */
  async #keepSession(to: RegistrarAddress): Promise<void> {
    const { identity, onEvent } = this.#options;
    onEvent?.({ type: 'connecting', to });
    try {
      this.#connection = await connectToRegistrar({
        side: this.#side,
        identity: identity.tls,
        ...to,
        timer: this.#timer,
      });
    } catch (error) {
      if (!isSallyportError(error)) throw error;
      onEvent?.({ type: 'unreachable', to, error });
      return;
    }
    if (this.#isClosed) this.#connection.close();
    await this.#connection.over;
    this.#connection = undefined;
  }

  #wait(): Promise<void> {
    const ms = this.#rounds.nextPause();
    this.#options.onEvent?.(this.#rounds.isEmpty ? { type: 'searching' } : { type: 'waiting', ms });
    return new Promise((resolve) => {
      const cancel = this.#timer.after(ms, resolve);
      this.#wake = () => {
        cancel();
        resolve();
      };
    });
  }
}
