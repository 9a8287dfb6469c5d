/** What a databot’s own module is written against. It runs in a worker thread; keys and storage stay outside. */

import type { JsonObject, JsonValue } from '@sallyport/core';

export type Scalar = string | number | boolean | null;
export type Bindings = Readonly<Record<string, Scalar>>;

export interface BotAnswers {
  /** By the names of the goal’s variables. */
  readonly answers: readonly Bindings[];
  /** False when there are more answers than a claim holds. */
  readonly isComplete: boolean;
}

/** A claim that the databot makes. The runner signs it. */
export type BotOutput = {
  /** One of the types that the databot declared. */
  readonly type: string;
  readonly subject: JsonObject;
  /** How long the claim is valid from now, in milliseconds; for ever if left out. */
  readonly validFor?: number;
};

export interface BotContext {
  /** When the run began, in milliseconds since 1970. */
  readonly now: number;
  /** As the databot was set up. */
  readonly settings: JsonValue;
  /** Asks the node by a query claim. Rejects when it is refused or fails. */
  query(goal: string): Promise<BotAnswers>;
  /** Bytes of a kind that the runner provides, for example `sbom` by its digest; undefined when there are none. */
  material(kind: string, key: string): Promise<Uint8Array | undefined>;
}

/** What the module exports as `run`: everything that holds now, as a whole. What is left out holds no longer. */
export type BotRun = (context: BotContext) => Promise<readonly BotOutput[]>;
