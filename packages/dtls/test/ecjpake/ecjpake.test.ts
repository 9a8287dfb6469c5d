import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { inspect } from 'node:util';
import { concat, fromHex, Secret, toHex } from '@sallyport/core';
import { P256_ORDER } from '@sallyport/crypto';
import { withCode } from '@sallyport/testing';
import fc from 'fast-check';
import { afterRoundOne, PASSWORD, party } from './support/parties.ts';

/** A whole exchange: what either side ends with. */
function agree(clientPassword: Secret, serverPassword: Secret): { client: Secret; server: Secret } {
  const { client, server } = afterRoundOne(party('client', clientPassword), party('server', serverPassword));
  client.readRoundTwo(server.writeRoundTwo());
  server.readRoundTwo(client.writeRoundTwo());
  return { client: client.premasterSecret(), server: server.premasterSecret() };
}

/** Anything that does not stand for 0 modulo n. */
const passwords = fc
  .uint8Array({ minLength: 1, maxLength: 80 })
  .filter((bytes) => bytes.some((byte) => byte !== 0))
  .map((bytes) => Secret.of(bytes));

describe('an exchange', () => {
  it('ends in the same secret of 32 bytes when the passwords are the same', () => {
    fc.assert(
      fc.property(passwords, (password) => {
        const { client, server } = agree(password, password);
        assert.equal(client.length, 32);
        assert.equal(client.equals(server), true);
      }),
      { numRuns: 25 },
    );
  });

  it('ends in different secrets when the passwords differ, and nobody is told so before', () => {
    fc.assert(
      fc.property(passwords, passwords, (one, other) => {
        fc.pre(!one.equals(other));
        const { client, server } = agree(one, other);
        assert.equal(client.equals(server), false);
      }),
      { numRuns: 25 },
    );
  });

  it('ends in another secret every time', () => {
    assert.equal(agree(PASSWORD, PASSWORD).client.equals(agree(PASSWORD, PASSWORD).client), false);
  });

  it('reads passwords as numbers modulo n: leading zeros and multiples of n make no difference', () => {
    const order = fromHex(P256_ORDER.toString(16));
    const plusOrder = fromHex((P256_ORDER + 0x4a30314e4d45n).toString(16).padStart(64, '0'));
    for (const same of [concat(new Uint8Array(3), PASSWORD.expose()), plusOrder]) {
      const { client, server } = agree(PASSWORD, Secret.of(same));
      assert.equal(client.equals(server), true);
    }
    assert.throws(() => party('client', Secret.of(order)), withCode('E_DTLS_ECJPAKE_PASSWORD'));
  });

  it('works in any order that the data allows', () => {
    const { client, server } = afterRoundOne();
    const [fromClient, fromServer] = [client.writeRoundTwo(), server.writeRoundTwo()];
    server.readRoundTwo(fromClient);
    client.readRoundTwo(fromServer);
    assert.equal(client.premasterSecret().equals(server.premasterSecret()), true);
  });

  it('takes r however long its sender wrote it', () => {
    const server = party('server');
    const bytes = party('client').writeRoundOne();
    const length = bytes[132] ?? 0;
    const longer = concat(bytes.subarray(0, 132), Uint8Array.of(length + 9), new Uint8Array(9), bytes.subarray(133));
    server.readRoundOne(longer);
  });

  it('shows nothing secret when it is printed', () => {
    const { client } = afterRoundOne();
    for (const shown of [inspect(client, { depth: 9, showHidden: true }), JSON.stringify(client)]) {
      assert.equal(shown.includes('J01NME') || shown.includes(toHex(PASSWORD.expose())), false);
      assert.match(shown, /^(EcJpake )?\{\}$/);
    }
  });
});

describe('a password', () => {
  for (const [what, bytes] of [
    ['is empty', ''],
    ['is all zeros', '000000'],
    ['is the order of P-256', P256_ORDER.toString(16)],
    ['is a multiple of the order', (5n * P256_ORDER).toString(16).padStart(66, '0')],
  ] as const) {
    it(`is refused when it ${what.slice(3)}`, () => {
      assert.throws(() => party('server', Secret.of(fromHex(bytes))), withCode('E_DTLS_ECJPAKE_PASSWORD'));
    });
  }
});

describe('steps out of order are the caller’s fault:', () => {
  const order = withCode('E_DTLS_ECJPAKE_ORDER');

  it('round two before round one', () => {
    assert.throws(() => party('client').writeRoundTwo(), order);
    assert.throws(() => party('client').readRoundTwo(new Uint8Array(0)), order);
    const written = party('client');
    written.writeRoundOne();
    assert.throws(() => written.writeRoundTwo(), order);
    const read = party('server');
    read.readRoundOne(party('client').writeRoundOne());
    assert.throws(() => read.writeRoundTwo(), order);
  });

  it('the secret before both rounds', () => {
    assert.throws(() => party('client').premasterSecret(), order);
    const { client, server } = afterRoundOne();
    client.readRoundTwo(server.writeRoundTwo());
    assert.throws(() => client.premasterSecret(), order);
    assert.throws(() => server.premasterSecret(), order);
  });

  it('anything twice', () => {
    const { client, server } = afterRoundOne();
    assert.throws(() => client.writeRoundOne(), order);
    assert.throws(() => client.readRoundOne(new Uint8Array(0)), order);
    const fromServer = server.writeRoundTwo();
    assert.throws(() => server.writeRoundTwo(), order);
    client.readRoundTwo(fromServer);
    assert.throws(() => client.readRoundTwo(fromServer), order);
    server.readRoundTwo(client.writeRoundTwo());
    const secret = client.premasterSecret();
    assert.throws(() => client.premasterSecret(), order);
    // A caller's mistake costs nothing: the exchange goes on.
    assert.equal(server.premasterSecret().equals(secret), true);
  });

  it('anything after the peer has failed', () => {
    const { client, server } = afterRoundOne();
    assert.throws(() => client.readRoundTwo(new Uint8Array(0)), withCode('E_DTLS_ECJPAKE_TRUNCATED'));
    assert.throws(() => client.readRoundTwo(server.writeRoundTwo()), order);
    assert.throws(() => client.writeRoundTwo(), order);
    assert.throws(() => client.premasterSecret(), order);
  });
});
