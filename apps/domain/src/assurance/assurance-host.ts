/** The assurance of a domain, started when it is first needed: a domain whose lists decide runs no inference. */

import type { Assurance, Observation } from '@sallyport/assurance-continuous';
import { News } from '@sallyport/core';
import type { TrustChange, TrustChanges, TrustListener } from '@sallyport/onboarding';
import { fail } from '../errors.ts';
import type { KnownDevice } from './register.ts';
import type { AssuranceHostOptions, RunningAssurance } from './start-assurance.ts';

export class AssuranceHost implements TrustChanges {
  readonly #options: AssuranceHostOptions;
  readonly #news: News<TrustChange>;
  #running: Promise<RunningAssurance> | undefined;
  #isClosed = false;

  constructor(options: AssuranceHostOptions) {
    this.#options = options;
    this.#news = new News(options.onError);
  }

  /** Whether it was started. */
  get isRunning(): boolean {
    return this.#running !== undefined;
  }

  /** Started now if it was not; one that could not start is tried again at the next call. @throws what starting throws */
  async assurance(): Promise<Assurance> {
    return (await this.#start()).assurance;
  }

  /** The one that runs already; undefined where none does, or none could be started. */
  async running(): Promise<Assurance | undefined> {
    return (await this.#running?.catch(() => undefined))?.assurance;
  }

  /** The same, with what the book says of the device that is to be judged. */
  async assuranceAbout(device: KnownDevice): Promise<Assurance> {
    const { assurance, observations } = await this.#start();
    observations.see(device);
    return assurance;
  }

  /** A Thread joiner was accepted. */
  entrusted(deviceKey: string): void {
    this.#running?.then(
      ({ observations }) => observations.entrust(deviceKey),
      // Whoever starts it anew reads of the joiner in the register.
      () => undefined,
    );
  }

  /** Durable when it resolves, and then decisions show it. Where nothing runs, nobody decides by it. @throws E_STORE_… */
  async observe(observations: readonly Observation[]): Promise<void> {
    await (await this.running())?.observe(observations);
  }

  /** Decisions that became others, from now on. */
  onTrustChanged(listener: TrustListener): () => void {
    return this.#news.listen(listener);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    const running = this.#running;
    this.#running = undefined;
    const ended = await running?.catch(() => undefined);
    await ended?.close();
  }

  async #start(): Promise<RunningAssurance> {
    if (this.#isClosed) throw fail('E_DOMAIN_CLOSED', 'the domain is closed');
    const running = this.#running ?? this.#open();
    this.#running = running;
    try {
      return await running;
    } catch (thrown) {
      if (this.#running === running) this.#running = undefined;
      throw thrown;
    }
  }

  async #open(): Promise<RunningAssurance> {
    // A domain whose lists decide loads nothing of inference.
    const { startAssurance } = await import('./start-assurance.ts');
    const running = await startAssurance(this.#options);
    running.assurance.onTrustChanged((change) => this.#news.tell(change));
    return running;
  }
}
