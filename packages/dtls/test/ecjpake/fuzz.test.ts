/**
 * Damaged messages: typed errors only, and no other key than the one that was proved.
 *
 * A short run goes with the tests; `SALLYPORT_FUZZ_RUNS=1000000` makes a long one, `SALLYPORT_FUZZ_SEED` another one.
 */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isSallyportError, toHex } from '@sallyport/core';
import { P256Point, randomScalar } from '@sallyport/crypto';
import fc from 'fast-check';
import { proveKey, verifyKey } from '../../src/ecjpake/schnorr.ts';
import {
  CURVE_PARAMETERS,
  type KeyProof,
  readKeyProofPair,
  readParams,
  writeKeyProof,
} from '../../src/ecjpake/structures.ts';
import { join, pair, party, random } from './support/parties.ts';

const RUNS = Number(process.env['SALLYPORT_FUZZ_RUNS'] ?? 3000);
const SEED = Number(process.env['SALLYPORT_FUZZ_SEED'] ?? 1);
const LIMIT = { numRuns: Math.ceil(RUNS / 2), seed: SEED };

const generator = P256Point.baseMultiple(randomScalar(random));
const prove = (over: P256Point) => proveKey(over, randomScalar(random), 'server', random);
const proofs = [prove(P256Point.base), prove(P256Point.base)] as const;
const proofTwo = prove(generator);
const ROUND_ONE = pair(...proofs);
const ROUND_TWO = join(CURVE_PARAMETERS, writeKeyProof(proofTwo));

/** Flip, overwrite, insert, delete and cut, a few at a time. */
type Change = readonly ['flip' | 'set' | 'insert' | 'delete' | 'cut', number, number];
const changes = fc.array(
  fc.tuple(fc.constantFrom<Change[0]>('flip', 'set', 'insert', 'delete', 'cut'), fc.nat(0xffff), fc.nat(255)),
  { minLength: 1, maxLength: 4 },
);

function changed(bytes: Uint8Array, list: readonly Change[]): Uint8Array {
  const out = [...bytes];
  for (const [how, where, value] of list) {
    const at = where % (out.length + 1);
    if (how === 'flip') out[at] = (out[at] ?? 0) ^ (1 << (value % 8));
    else if (how === 'set') out[at] = value;
    else if (how === 'insert') out.splice(at, 0, value % 2 === 0 ? 0 : value);
    else if (how === 'delete') out.splice(at, 1);
    else if (value < 16) out.length = at;
  }
  return Uint8Array.from(out);
}

/** Runs `read`: it may refuse with a typed error, or give keys that are the ones that were proved. */
function check(read: () => readonly KeyProof[], truth: readonly KeyProof[]): void {
  let result: readonly KeyProof[];
  try {
    result = read();
  } catch (error) {
    assert.ok(isSallyportError(error), `not a typed error: ${String(error)}`);
    assert.match(error.code, /^E_DTLS_ECJPAKE_/);
    assert.equal(error.fault, 'peer');
    return;
  }
  assert.deepEqual(
    result.map(({ publicKey }) => toHex(publicKey.toBytes())),
    truth.map(({ publicKey }) => toHex(publicKey.toBytes())),
  );
}

describe('damage', () => {
  it('to round one is told from the truth', () => {
    fc.assert(
      fc.property(changes, (list) => {
        const bytes = changed(ROUND_ONE, list);
        check(() => {
          party('client').readRoundOne(bytes);
          return readKeyProofPair(bytes);
        }, proofs);
      }),
      LIMIT,
    );
  });

  it('to round two is told from the truth', () => {
    fc.assert(
      fc.property(changes, (list) => {
        const bytes = changed(ROUND_TWO, list);
        check(() => {
          const proof = readParams(bytes, 'server');
          verifyKey(generator, proof, 'server');
          return [proof];
        }, [proofTwo]);
      }),
      LIMIT,
    );
  });
});
