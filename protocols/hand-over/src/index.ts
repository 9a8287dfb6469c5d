/** The supply-chain hand-over file, from a manufacturer to an owner. */

export { HAND_OVER_ERRORS } from './errors.ts';
export {
  type HandOver,
  type HandOverDevice,
  openHandOver,
  type SignedHandOver,
  sealHandOver,
} from './hand-over.ts';
