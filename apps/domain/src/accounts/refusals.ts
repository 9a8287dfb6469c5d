/** Tries at the door that failed, written down within bounds: a stranger can fail as often as it likes. */

import type { Clock } from '@sallyport/core';
import type { LogStore } from '@sallyport/store';
import type { Client } from './client.ts';
import { SIGN_IN_REFUSED, SIGN_INS_STREAM, type SignInWay } from './events.ts';
import { WorthALine } from './worth-a-line.ts';

export interface RefusalsOptions {
  readonly store: LogStore;
  readonly clock: Clock;
  readonly onError: (error: unknown) => void;
}

export class Refusals {
  readonly #options: RefusalsOptions;
  readonly #digest: WorthALine;

  constructor(options: RefusalsOptions) {
    this.#options = options;
    this.#digest = new WorthALine(options.clock);
  }

  /** Does not wait for the disk: a refusal promises nothing. */
  tell(way: SignInWay | 'token', code: string, client: Client, account: string | null): void {
    const { store, onError } = this.#options;
    if (!this.#digest.isNews(`${way} ${code} ${client.address} ${account}`, true)) return;
    const data = { way, account, code, client: client.name, address: client.address };
    store.append([SIGN_IN_REFUSED.create(SIGN_INS_STREAM, data)]).catch(onError);
  }
}
