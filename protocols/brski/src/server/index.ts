/** Ports and helpers that the two answering roles, registrar and MASA, share. */

export { sessionOf } from './fingerprint.ts';
export type { RateLimit } from './rate-limiter.ts';
export { memoryReplayGuard, type ReplayGuard } from './replay-guard.ts';
export type { SerialNumberField } from './serial-number.ts';
