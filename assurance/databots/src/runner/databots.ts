/** Runs databots when their triggers say so, one run of each at a time, and lets what they say into the log. */

import type { ControllerResolver } from '@sallyport/assurance-claims';
import { type Clock, type Milliseconds, type Random, SECOND, type Timer } from '@sallyport/core';
import { ask, type DatabotNode } from '../ask.ts';
import { checkDatabot, type Databot } from '../databot.ts';
import { fail } from '../errors.ts';
import { DATABOT_LIMITS, type DatabotLimits } from '../limits.ts';
import type { StartBot } from '../worker/bot-process.ts';
import { runOnce } from './run-once.ts';
import { type SaidClaim, Statements } from './statements.ts';

export interface DatabotsOptions {
  readonly node: DatabotNode;
  /** What a key said earlier that still stands, the older before the newer; without it databots repeat themselves after a restart. */
  readonly said?: (issuer: string) => AsyncIterable<SaidClaim> | Iterable<SaidClaim>;
  readonly resolve: ControllerResolver;
  readonly clock: Clock;
  readonly timer: Timer;
  readonly random: Random;
  readonly start: StartBot;
  readonly onRun?: (run: DatabotRun) => void;
}

/** What became of a run, for people. */
export interface DatabotRun {
  readonly databot: string;
  readonly began: Date;
  readonly ended: Date;
  /** Claims that it made; none when it had nothing new to say. */
  readonly claims: number;
  /** What it failed by. Nothing that it said before is changed then. */
  readonly error: unknown;
}

interface Held {
  readonly bot: Databot;
  readonly limits: DatabotLimits;
  readonly statements: Statements;
  /** Until what it said earlier is known. */
  ready: Promise<void> | undefined;
  running: Promise<DatabotRun> | undefined;
  /** Something changed since the run under way began. */
  isDue: boolean;
  lastRun: DatabotRun | undefined;
  lastSuccess: Date | undefined;
  cancelQuiet: (() => void) | undefined;
  cancelSchedule: () => void;
}

const QUIET: Milliseconds = SECOND;
const WORD = /[a-z][A-Za-z0-9_]*/g;

export class Databots {
  readonly #options: DatabotsOptions;
  readonly #held = new Map<string, Held>();
  readonly #abort = new AbortController();

  constructor(options: DatabotsOptions) {
    this.#options = options;
  }

  /** Runs it as soon as possible for the first time, where it runs on change or on schedule. @throws E_DATABOT_DECLARATION */
  add(bot: Databot): void {
    checkDatabot(bot);
    if (this.#held.has(bot.name)) throw fail('E_DATABOT_DECLARATION', `there are two databots named ${bot.name}`);
    const held: Held = {
      bot,
      limits: { ...DATABOT_LIMITS, ...bot.limits },
      statements: new Statements(bot, this.#options.clock),
      ready: undefined,
      running: undefined,
      isDue: false,
      lastRun: undefined,
      lastSuccess: undefined,
      cancelQuiet: undefined,
      cancelSchedule: () => undefined,
    };
    this.#held.set(bot.name, held);
    const { onChange = [], every } = bot.trigger;
    if (onChange.length > 0 || every !== undefined) this.#runSoon(held);
    if (every !== undefined) this.#schedule(held, every);
  }

  /** Tells that facts of these relations came or went. Never blocks. */
  relationsChanged(relations: ReadonlySet<string>): void {
    for (const held of this.#held.values()) {
      if (held.bot.trigger.onChange?.some((relation) => relations.has(relation))) this.#runSoon(held);
    }
  }

  /**
   * Before a query of somebody is answered: runs the databots that work out what it asks for, where what they last said is
   * missing or stale, and waits for them. The queries of databots themselves wait for none.
   */
  async freshen(goal: string, by: string): Promise<void> {
    const relations = new Set(goal.match(WORD));
    const held = [...this.#held.values()];
    if (held.some(({ bot }) => bot.signer.issuer === by)) return;
    await Promise.all(held.filter((one) => this.#isStaleFor(one, relations)).map((one) => this.#run(one)));
  }

  /** Runs it now, or waits for the run under way. Never rejects for what the databot does. @throws E_DATABOT_UNKNOWN, E_DATABOT_CLOSED */
  run(name: string): Promise<DatabotRun> {
    const held = this.#held.get(name);
    if (held === undefined) throw fail('E_DATABOT_UNKNOWN', 'no databot of this name');
    return this.#run(held);
  }

  list(): readonly { readonly databot: Databot; readonly lastRun: DatabotRun | undefined }[] {
    return [...this.#held.values()].map(({ bot, lastRun }) => ({ databot: bot, lastRun }));
  }

  /** Resolves when no run is under way or due. */
  async settled(): Promise<void> {
    for (const held of this.#held.values()) {
      while (held.running !== undefined || held.isDue) {
        if (held.running === undefined) await this.#run(held);
        else await held.running;
      }
    }
  }

  /** Ends whatever runs. */
  async close(): Promise<void> {
    this.#abort.abort();
    for (const held of this.#held.values()) {
      held.cancelQuiet?.();
      held.cancelSchedule();
      held.isDue = false;
      await held.running;
    }
  }

  #schedule(held: Held, every: Milliseconds): void {
    held.cancelSchedule = this.#options.timer.after(every, () => {
      this.#schedule(held, every);
      this.#runSoon(held);
    });
  }

  #isStaleFor({ bot, lastSuccess }: Held, relations: ReadonlySet<string>): boolean {
    const { staleAfter } = bot.trigger;
    if (staleAfter === undefined || !bot.outputs.some(({ relation }) => relations.has(relation))) return false;
    return lastSuccess === undefined || this.#options.clock.now().getTime() - lastSuccess.getTime() > staleAfter;
  }

  /** Changes that come close together lead to one run. */
  #runSoon(held: Held): void {
    held.isDue = true;
    if (held.running !== undefined || held.cancelQuiet !== undefined || this.#abort.signal.aborted) return;
    held.cancelQuiet = this.#options.timer.after(held.bot.quiet ?? QUIET, () => void this.#run(held));
  }

  #run(held: Held): Promise<DatabotRun> {
    held.cancelQuiet?.();
    held.cancelQuiet = undefined;
    held.running ??= this.#work(held).finally(() => {
      held.running = undefined;
      if (held.isDue) this.#runSoon(held);
    });
    return held.running;
  }

  async #work(held: Held): Promise<DatabotRun> {
    const { clock, onRun } = this.#options;
    const began = clock.now();
    // What changes from here on the run may have missed.
    held.isDue = false;
    let claims = 0;
    let error: unknown;
    try {
      claims = await this.#analyse(held, began);
      held.lastSuccess = began;
    } catch (thrown) {
      error = thrown;
    }
    const run = { databot: held.bot.name, began, ended: clock.now(), claims, error };
    held.lastRun = run;
    onRun?.(run);
    return run;
  }

  async #analyse(held: Held, now: Date): Promise<number> {
    const { bot, limits, statements } = held;
    const { node, start, timer } = this.#options;
    const { signal } = this.#abort;
    if (signal.aborted) throw fail('E_DATABOT_CLOSED', 'databots are closed');
    held.ready ??= this.#recall(held);
    await held.ready;
    const outputs = await runOnce(
      { module: bot.module.href, settings: bot.settings, now, limits, signal },
      {
        start,
        timer,
        query: (goal) => ask(goal, bot.signer, this.#options),
        material: async (kind, key) => bot.materials?.[kind]?.(key),
      },
    );
    const news = await statements.toSay(outputs);
    for (const { bytes, said } of news) {
      await node.submit(bytes);
      said();
    }
    return news.length;
  }

  async #recall({ bot, statements }: Held): Promise<void> {
    for await (const claim of this.#options.said?.(bot.signer.issuer) ?? []) statements.remember(claim);
  }
}
