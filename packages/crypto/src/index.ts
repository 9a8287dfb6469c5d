/** What node:crypto has no call for: AES-CMAC, one-call AES-CCM, and P-256 point arithmetic on its multiplication. */

export { type CcmTagLength, openCcm, sealCcm } from './ccm.ts';
export { AesCmac, aesCmac, cmacPrf128 } from './cmac.ts';
export { CRYPTO_ERRORS } from './errors.ts';
export { P256Point, POINT_LENGTH } from './p256/point.ts';
export {
  addScalars,
  isScalar,
  isZero,
  multiplyScalars,
  negateScalar,
  P256_ORDER,
  randomScalar,
  reduceScalar,
  SCALAR_LENGTH,
  subtractScalars,
} from './p256/scalar.ts';
export { pbkdf2AesCmacPrf128 } from './pbkdf2.ts';
