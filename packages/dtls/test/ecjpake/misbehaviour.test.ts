/** One test for each way a peer can break the protocol; the suite of Mbed TLS covers more places of the same. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { concat, fromHex } from '@sallyport/core';
import { addScalars, negateScalar, P256_ORDER, P256Point, randomScalar } from '@sallyport/crypto';
import { withCode } from '@sallyport/testing';
import { proveKey } from '../../src/ecjpake/schnorr.ts';
import { afterRoundOne, ForgingServer, join, pair, party, random, scripted } from './support/parties.ts';

/** Where the parts of the first ECJPAKEKeyKP stand. */
const [KEY, COMMITMENT, RESPONSE] = [0, 66, 132] as const;

const refuses = (roundOne: Uint8Array, code: string): void => {
  const client = party('client');
  client.writeRoundOne();
  assert.throws(() => client.readRoundOne(roundOne), withCode(code));
};

function honest(): Uint8Array {
  return new ForgingServer().roundOne();
}

/** Round one with `length` bytes at an offset put in place of as many as the length before them says. */
function replaced(at: number, content: Uint8Array, bytes: Uint8Array = honest()): Uint8Array {
  const end = at + 1 + (bytes[at] ?? 0);
  return concat(bytes.subarray(0, at), Uint8Array.of(content.length), content, bytes.subarray(end));
}

describe('a peer is refused that sends', () => {
  for (const [what, at] of [
    ['public key', KEY],
    ['commitment', COMMITMENT],
  ] as const) {
    it(`a ${what} off the curve`, () => {
      const point = honest().slice(at + 1, at + 66);
      point[64] = (point[64] ?? 0) ^ 1;
      refuses(replaced(at, point), 'E_DTLS_ECJPAKE_OFF_CURVE');
    });

    it(`the point at infinity as ${what}`, () => {
      refuses(replaced(at, Uint8Array.of(0)), 'E_DTLS_ECJPAKE_IDENTITY');
    });

    it(`a ${what} without bytes`, () => refuses(replaced(at, new Uint8Array(0)), 'E_DTLS_ECJPAKE_POINT_LENGTH'));

    it(`a compressed ${what}`, () => {
      const point = honest().slice(at + 1, at + 34);
      point[0] = 2;
      refuses(replaced(at, point), 'E_DTLS_ECJPAKE_POINT_LENGTH');
    });

    it(`a hybrid ${what}`, () => {
      const point = honest().slice(at + 1, at + 66);
      point[0] = 6 + ((point[64] ?? 0) & 1);
      refuses(replaced(at, point), 'E_DTLS_ECJPAKE_POINT_FORM');
    });

    it(`a ${what} with a wrong length before it`, () => {
      const bytes = honest();
      bytes[at] = 64;
      refuses(bytes, 'E_DTLS_ECJPAKE_POINT_LENGTH');
      bytes[at] = 255;
      refuses(bytes.subarray(0, at + 100), 'E_DTLS_ECJPAKE_TRUNCATED');
    });
  }

  it('r without bytes', () => refuses(replaced(RESPONSE, new Uint8Array(0)), 'E_DTLS_ECJPAKE_SCALAR_LENGTH'));

  it('r = 0', () => {
    refuses(replaced(RESPONSE, Uint8Array.of(0)), 'E_DTLS_ECJPAKE_SCALAR_ZERO');
    refuses(replaced(RESPONSE, new Uint8Array(32)), 'E_DTLS_ECJPAKE_SCALAR_ZERO');
    refuses(replaced(RESPONSE, new Uint8Array(255)), 'E_DTLS_ECJPAKE_SCALAR_ZERO');
  });

  it('r = n, and r + n for the right r', () => {
    refuses(replaced(RESPONSE, fromHex(P256_ORDER.toString(16))), 'E_DTLS_ECJPAKE_SCALAR_RANGE');
    const bytes = honest();
    const length = bytes[RESPONSE] ?? 0;
    const response = BigInt(`0x${Buffer.from(bytes.subarray(133, 133 + length)).toString('hex')}`);
    const more = fromHex((response + P256_ORDER).toString(16).padStart(66, '0'));
    refuses(replaced(RESPONSE, more, bytes), 'E_DTLS_ECJPAKE_SCALAR_RANGE');
  });

  it('a proof that does not hold', () => {
    refuses(replaced(RESPONSE, randomScalar(random)), 'E_DTLS_ECJPAKE_PROOF');
    refuses(replaced(COMMITMENT, P256Point.baseMultiple(randomScalar(random)).toBytes()), 'E_DTLS_ECJPAKE_PROOF');
    refuses(replaced(KEY, P256Point.baseMultiple(randomScalar(random)).toBytes()), 'E_DTLS_ECJPAKE_PROOF');
  });

  it('a proof with the negative of the key, or of the commitment', () => {
    const bytes = honest();
    for (const at of [KEY, COMMITMENT]) {
      const negative = P256Point.fromBytes(bytes.subarray(at + 1, at + 66)).negate();
      refuses(replaced(at, negative.toBytes(), bytes), 'E_DTLS_ECJPAKE_PROOF');
    }
  });

  it('a proof for the other identity', () => {
    const prove = () => proveKey(P256Point.base, randomScalar(random), 'client', random);
    refuses(pair(prove(), prove()), 'E_DTLS_ECJPAKE_PROOF');
  });

  it('a proof of round one in round two, and one for another password’s key', () => {
    const { client, server } = afterRoundOne();
    const roundTwo = server.writeRoundTwo();
    const bytes = honest();
    const other = join(roundTwo.subarray(0, 3), bytes.subarray(0, 133 + (bytes[RESPONSE] ?? 0)));
    assert.throws(() => client.readRoundTwo(other), withCode('E_DTLS_ECJPAKE_PROOF'));
  });

  it('the same key twice, under one proof or two', () => {
    const key = randomScalar(random);
    const [one, two] = [0, 1].map(() => proveKey(P256Point.base, key, 'server', random));
    assert.ok(one && two);
    refuses(pair(one, one), 'E_DTLS_ECJPAKE_REPEATED');
    refuses(pair(one, two), 'E_DTLS_ECJPAKE_REPEATED');
  });

  it('our own round one back, or one proof of it', () => {
    const client = party('client');
    assert.throws(() => client.readRoundOne(client.writeRoundOne()), withCode('E_DTLS_ECJPAKE_REFLECTED'));
    const other = party('client');
    const own = other.writeRoundOne();
    const length = 133 + (own[RESPONSE] ?? 0);
    const theirs = honest();
    const mixed = join(theirs.subarray(0, 133 + (theirs[RESPONSE] ?? 0)), own.subarray(length));
    assert.throws(() => other.readRoundOne(mixed), withCode('E_DTLS_ECJPAKE_REFLECTED'));
  });

  it('our own round two back', () => {
    const { client } = afterRoundOne();
    const own = join(Uint8Array.of(3, 0, 23), client.writeRoundTwo());
    assert.throws(() => client.readRoundTwo(own), withCode('E_DTLS_ECJPAKE_REFLECTED'));
    const { server } = afterRoundOne();
    const curveless = server.writeRoundTwo().subarray(3);
    assert.throws(() => server.readRoundTwo(curveless), withCode('E_DTLS_ECJPAKE_REFLECTED'));
  });

  it('keys that make our generator of round two the point at infinity', () => {
    const [x1, x3] = [randomScalar(random), randomScalar(random)];
    const client = party('client', undefined, scripted(x1));
    client.writeRoundOne();
    client.readRoundOne(new ForgingServer(x3, negateScalar(addScalars(x1, x3))).roundOne());
    assert.throws(() => client.writeRoundTwo(), withCode('E_DTLS_ECJPAKE_GENERATOR'));
  });

  it('a key that makes its own generator of round two the point at infinity', () => {
    const [x1, v1, x2] = [randomScalar(random), randomScalar(random), randomScalar(random)];
    const client = party('client', undefined, scripted(x1, v1, x2));
    client.writeRoundOne();
    client.readRoundOne(new ForgingServer(negateScalar(addScalars(x1, x2))).roundOne());
    assert.throws(() => client.readRoundTwo(honest()), withCode('E_DTLS_ECJPAKE_GENERATOR'));
  });

  it('a key that makes the secret the point at infinity', () => {
    const [x1, v1, x2] = [randomScalar(random), randomScalar(random), randomScalar(random)];
    const client = party('client', undefined, scripted(x1, v1, x2));
    const server = new ForgingServer(negateScalar(x1));
    client.writeRoundOne();
    client.readRoundOne(server.roundOne());
    client.readRoundTwo(server.roundTwo(x1, x2));
    client.writeRoundTwo();
    assert.throws(() => client.premasterSecret(), withCode('E_DTLS_ECJPAKE_SECRET'));
  });

  it('bytes after the structure', () => {
    refuses(join(honest(), Uint8Array.of(0)), 'E_DTLS_ECJPAKE_TRAILING');
    const { client, server } = afterRoundOne();
    const roundTwo = join(server.writeRoundTwo(), Uint8Array.of(0));
    assert.throws(() => client.readRoundTwo(roundTwo), withCode('E_DTLS_ECJPAKE_TRAILING'));
  });

  for (const [what, curve] of [
    ['secp384r1', '030018'],
    ['explicit parameters', '010017'],
    ['no curve at all', ''],
  ] as const) {
    it(`${what} in round two`, () => {
      const { client, server } = afterRoundOne();
      const roundTwo = join(fromHex(curve), server.writeRoundTwo().subarray(3));
      assert.throws(() => client.readRoundTwo(roundTwo), withCode('E_DTLS_ECJPAKE_CURVE'));
    });
  }

  it('a structure cut short anywhere', () => {
    const bytes = honest();
    for (let length = 0; length < bytes.length; length++) {
      assert.throws(
        () => party('client').readRoundOne(bytes.subarray(0, length)),
        withCode('E_DTLS_ECJPAKE_TRUNCATED'),
        `${length} bytes`,
      );
    }
  });
});
