/** Databots: analyses that run on declared inputs in worker threads, read by query claims and answer by claims. */

export type { DatabotNode } from './ask.ts';
export type { Bindings, BotAnswers, BotContext, BotOutput, BotRun, Scalar } from './bot-module.ts';
export type { Databot, DatabotOutputType, DatabotTrigger } from './databot.ts';
export {
  DENYLIST_CONTACTS_SCHEMA,
  type DenylistContactsOptions,
  denylistContacts,
} from './denylist-contacts/databot.ts';
export { DATABOT_ERRORS, type DatabotErrorCode } from './errors.ts';
export { DATABOT_LIMITS, type DatabotLimits } from './limits.ts';
export { type DatabotRun, Databots, type DatabotsOptions } from './runner/databots.ts';
export type { SaidClaim } from './runner/statements.ts';
export { SBOM_FEEDS, type SbomScoringOptions, sbomScoring } from './sbom-scoring/databot.ts';
export type { BotEars, BotProcess, StartBot } from './worker/bot-process.ts';
export type { BotJob, ToWorker } from './worker/messages.ts';
export { startThread } from './worker/thread.ts';
