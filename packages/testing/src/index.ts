/** What the tests of several packages share. */

export { refuses, withCode } from './codes.ts';
export { Damage, fuzzRuns } from './damage.ts';
