/** What a databot is (CAHN, Databots): what it reads, when it runs, what it may cost, and what it may say. */

import { CLAIM_TYPES, type ClaimSigner, type ClaimTypeName, isClaimTypeName } from '@sallyport/assurance-claims';
import type { JsonObject, JsonValue, Milliseconds } from '@sallyport/core';
import { fail } from './errors.ts';
import type { DatabotLimits } from './limits.ts';

export interface DatabotTrigger {
  /** When facts of one of these relations came or went. */
  readonly onChange?: readonly string[];
  /** On schedule. */
  readonly every?: Milliseconds;
  /** When somebody asks for what it works out and it last did longer ago than this, or never. */
  readonly staleAfter?: Milliseconds;
}

export interface Databot {
  /** Unique at its node. */
  readonly name: string;
  /** One sentence for people. */
  readonly about: string;
  /** Of the module that exports `run`; see `BotRun`. */
  readonly module: URL;
  readonly settings: JsonValue;
  /** The questions it asks, for people; `{…}` stands for what it puts in. */
  readonly inputs: readonly string[];
  readonly trigger: DatabotTrigger;
  /** Changes that come within this time lead to one run. Default 1 s. */
  readonly quiet?: Milliseconds;
  readonly limits?: Partial<DatabotLimits>;
  readonly outputs: readonly DatabotOutputType[];
  /** Signs its queries and its answers. */
  readonly signer: ClaimSigner;
  /** Bytes that it may ask for besides, by kind. */
  readonly materials?: Readonly<Record<string, (key: string) => Promise<Uint8Array | undefined>>>;
}

/** A type of claim by which it answers. */
export interface DatabotOutputType {
  readonly type: ClaimTypeName;
  /** The relation of the facts that come of it, by which questions for them are known. */
  readonly relation: string;
  /** What a claim is about: of several about the same, the newest is the one that stands. */
  readonly about: (subject: JsonObject) => JsonValue;
  /** What of it matters: a claim that says the same of the same is not made again. */
  readonly content: (subject: JsonObject) => JsonValue;
  /**
   * What to do when something that was said holds no longer: take it back, say something else instead, or let it lapse.
   */
  readonly ended: 'retract' | 'lapse' | ((subject: JsonObject, at: Date) => JsonObject);
}

const NAME = /^[a-z][a-z0-9-]{0,63}$/;

/** @throws E_DATABOT_DECLARATION */
export function checkDatabot({ name, outputs, trigger, module }: Databot): void {
  if (!NAME.test(name)) throw wrong('its name is not of small letters, digits and hyphens');
  if (new Set(outputs.map(({ type }) => type)).size !== outputs.length) throw wrong('it has two outputs of one type');
  if (outputs.some(({ type }) => CLAIM_TYPES[type].kind !== 'fact')) throw wrong('it may only state facts');
  if (module.protocol !== 'file:') throw wrong('its module is no file');
  for (const span of [trigger.every, trigger.staleAfter]) {
    if (span !== undefined && !(span >= 1000)) throw wrong('it would run more often than once a second');
  }
}

/** The output type of what it gave. @throws E_DATABOT_OUTPUT */
export function outputTypeOf(bot: Databot, type: string): DatabotOutputType {
  const output = bot.outputs.find((one) => one.type === type);
  if (output === undefined || !isClaimTypeName(type)) {
    throw fail('E_DATABOT_OUTPUT', `databot ${bot.name} does not declare claims of the type it gave`);
  }
  return output;
}

function wrong(what: string) {
  return fail('E_DATABOT_DECLARATION', `a databot is not declared well: ${what}`);
}
