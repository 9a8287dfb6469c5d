/** Carries out what a pledge's session asks for, on real sockets: one attempt through one candidate. */

import type { Origin, PledgeAction, PledgeInput, PledgeResult, PledgeSession } from '@sallyport/brski';
import { type Milliseconds, reasonOf, type SallyportError } from '@sallyport/core';
import { PersistentConnection, type TlsIdentity, type TlsTuning } from '@sallyport/http';
import { sleep } from '../sleep.ts';

export interface AttemptOptions extends TlsTuning {
  readonly session: PledgeSession;
  /** The IDevID. */
  readonly identity: TlsIdentity;
  /** For the TCP connection and for the TLS handshake, each. */
  readonly connectTimeout: Milliseconds;
  readonly signal: AbortSignal;
  /** The registrar took a step. */
  readonly onProgress: () => void;
  /** The registrar, or the device's policy, wants time. */
  readonly onParked: () => void;
}

export type AttemptOutcome =
  | { readonly type: 'done'; readonly result: PledgeResult; readonly connection: PersistentConnection }
  | { readonly type: 'failed'; readonly error: SallyportError; readonly returnLater: boolean };

/** Runs to the end: an authenticated connection, left open, or a failure, with nothing left open. */
export async function runAttempt(options: AttemptOptions): Promise<AttemptOutcome> {
  const driver = new Driver(options);
  try {
    return await driver.run();
  } catch (error) {
    driver.close();
    throw error;
  }
}

class Driver {
  readonly #options: AttemptOptions;
  #connection: PersistentConnection | undefined;

  constructor(options: AttemptOptions) {
    this.#options = options;
  }

  async run(): Promise<AttemptOutcome> {
    const { session, signal } = this.#options;
    let actions = session.start();
    for (;;) {
      let input: PledgeInput | undefined;
      for (const action of actions) {
        if (action.type === 'failed') return action;
        if (action.type === 'done') return await this.#handOver(action.result);
        input = (await this.#perform(action)) ?? input;
      }
      // A session that is over or waits for nothing would otherwise keep this attempt for ever.
      actions = await session.handle(signal.aborted || input === undefined ? { type: 'abort' } : input);
    }
  }

  close(): void {
    this.#connection?.close();
  }

  async #perform(action: Exclude<PledgeAction, { type: 'done' | 'failed' }>): Promise<PledgeInput | undefined> {
    switch (action.type) {
      case 'connect':
        return this.#connect(action.to);
      case 'request':
        return this.#send(action);
      case 'wait':
        return this.#wait(action);
      case 'close':
        this.close();
        return undefined;
    }
  }

  async #connect(to: Origin): Promise<PledgeInput> {
    const { identity, connectTimeout, signal, minVersion, maxVersion, groups } = this.#options;
    this.close();
    this.#connection = undefined;
    try {
      this.#connection = await PersistentConnection.open({
        ...to,
        identity,
        connectTimeout,
        signal,
        trust: { mode: 'provisional' },
        ...(minVersion === undefined ? {} : { minVersion }),
        ...(maxVersion === undefined ? {} : { maxVersion }),
        ...(groups === undefined ? {} : { groups }),
      });
    } catch (error) {
      return { type: 'lost', reason: reasonOf(error) };
    }
    this.#options.onProgress();
    return { type: 'connected', serverChain: this.#connection.serverChain };
  }

  async #send({ request, timeout, maxBodyBytes }: Extract<PledgeAction, { type: 'request' }>): Promise<PledgeInput> {
    const { signal } = this.#options;
    if (this.#connection?.isOpen !== true) return { type: 'lost', reason: 'the connection has ended' };
    try {
      const response = await this.#connection.request(request, { timeout, bodyTimeout: timeout, maxBodyBytes, signal });
      this.#options.onProgress();
      return { type: 'response', response };
    } catch (error) {
      return { type: 'lost', reason: reasonOf(error) };
    }
  }

  async #wait({ ms, reason }: Extract<PledgeAction, { type: 'wait' }>): Promise<PledgeInput> {
    const { session, signal } = this.#options;
    if (reason !== 'reconnect') this.#options.onParked();
    await sleep(ms, signal);
    if (this.#connection?.isOpen !== true) await session.handle({ type: 'lost', reason: 'the connection has ended' });
    this.#options.onProgress();
    return { type: 'timer' };
  }

  /** EST goes on over the very same connection; where it broke at the last moment, over one to the same certificates. */
  async #handOver(result: PledgeResult): Promise<AttemptOutcome> {
    const connection = this.#connection;
    if (connection === undefined) throw new TypeError('a voucher came without a connection');
    return { type: 'done', result, connection };
  }
}
