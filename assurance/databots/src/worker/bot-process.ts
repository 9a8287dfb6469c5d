/** A worker as the runner sees it, so that the runner itself needs no thread. */

import type { BotJob, ToWorker } from './messages.ts';

export interface BotProcess {
  post(message: ToWorker): void;
  /** Ends it whatever it does. Resolves when it is gone. */
  end(): Promise<void>;
}

export interface BotEars {
  /** What it sent, read by nobody yet. */
  readonly message: (message: unknown) => void;
  /** It threw what nobody caught, or used up its memory. */
  readonly error: (thrown: unknown) => void;
  readonly exit: () => void;
}

export type StartBot = (job: BotJob, memory: number, ears: BotEars) => BotProcess;
