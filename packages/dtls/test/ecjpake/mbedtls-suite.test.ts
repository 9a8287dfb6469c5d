/** What Mbed TLS's own suite takes and refuses is taken and refused here, each refusal with its own code. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fromHex } from '@sallyport/core';
import { withCode } from '@sallyport/testing';
import { EcJpake } from '../../src/ecjpake/index.ts';
import type { Identity } from '../../src/ecjpake/schnorr.ts';
import { scripted } from './support/parties.ts';
import { REFERENCE, rows } from './support/reference.ts';

const { client, server, password } = REFERENCE;

/** By how the name of a case ends; the first that fits counts. */
const CODES: readonly (readonly [RegExp, string])[] = [
  [/trailing byte$/, 'TRAILING'],
  // Its second half is missing as well, and here the whole structure is read before any proof is checked.
  [/KKP1: corrupted r$/, 'TRUNCATED'],
  [/ECParams not named curve$|wrong curve$/, 'CURVE'],
  [/length of (first|second) point too small$|no (first |second )?point data$/, 'POINT_LENGTH'],
  [/first point is zero$/, 'IDENTITY'],
  [/unknown (first|second) point format$/, 'POINT_FORM'],
  [/zero-length r$/, 'SCALAR_LENGTH'],
  [/corrupted r$|role mismatch$/, 'PROOF'],
  [/X not on (the )?curve$/, 'OFF_CURVE'],
  [/no data|nothing after|too big$|too short$/, 'TRUNCATED'],
];

/** One side of the reference handshake that has reached the given step. */
function sideAt(step: string, role: Identity): EcJpake {
  const [own, peer] = role === 'client' ? [client, server] : [server, client];
  const nonce = new Uint8Array(32).fill(7);
  const random = scripted(own.first, nonce, own.second, nonce);
  const side = new EcJpake({ role, password, random });
  if (step === 'read_round_two') {
    side.writeRoundOne();
    side.readRoundOne(peer.one);
  }
  return side;
}

function sideRole(role: string): Identity {
  assert.ok(role === 'client' || role === 'server');
  return role;
}

describe('the suite of Mbed TLS', () => {
  for (const [step = '', role = '', name = '', hex = '', result] of rows('mbedtls-suite')) {
    it(`${name}: ${result}`, () => {
      const side = sideAt(step, sideRole(role));
      const read = () =>
        step === 'read_round_one' ? side.readRoundOne(fromHex(hex)) : side.readRoundTwo(fromHex(hex));
      if (result === 'ok') return read();
      const code = CODES.find(([ending]) => ending.test(name))?.[1];
      assert.throws(read, withCode(`E_DTLS_ECJPAKE_${code}`));
    });
  }
});
