/** IEEE 802.15.4 MAC frames: codec, CCM* protection, replay guard, check sequence. */

export { ADDRESSING, type PanIds, panIdsFor } from './addressing.ts';
export * from './constants.ts';
export { decodeFrame } from './decode.ts';
export { encodeFrame, headerSizeOf } from './encode.ts';
export { IEEE802154_ERRORS } from './errors.ts';
export * from './fcs.ts';
export * from './frame.ts';
export { openPayloadSize } from './open-payload.ts';
export {
  AuthenticFrame,
  decryptUnproven,
  micSizeOf,
  NONCE_SIZE,
  nonceFor,
  protectFrame,
  unprotectFrame,
} from './protection.ts';
export { DEFAULT_SENDERS, ReplayGuard } from './replay-guard.ts';
