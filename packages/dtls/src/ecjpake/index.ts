export { EcJpake, type EcJpakeOptions } from './ecjpake.ts';
export { ECJPAKE_ERRORS } from './errors.ts';
