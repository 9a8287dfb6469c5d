import assert from 'node:assert/strict';
import { it } from 'node:test';
import { concat, seededRandom } from '@sallyport/core';
import { withCode } from '@sallyport/testing';
import { EcdheClient, EcdheServer } from '../../src/key-exchange/ecdhe.ts';
import { newRawKey } from '../support/identities.ts';

const { privateKey, publicKey } = newRawKey();
const randoms = new Uint8Array(64).fill(9);
const SCHEME = 0x0403;

function newPair() {
  return {
    client: new EcdheClient({ random: seededRandom('client'), serverKey: publicKey, randoms }),
    server: new EcdheServer({ random: seededRandom('server'), privateKey, scheme: SCHEME, randoms }),
  };
}

it('both sides get the same secret, of 32 bytes', () => {
  const { client, server } = newPair();
  client.readServer(server.write());
  const ours = server.readClient(client.write());
  assert.equal(ours.length, 32);
  assert.ok(client.premaster().equals(ours));
});

it('keys come from the given randomness, so that a run can be repeated', () => {
  assert.deepEqual(newPair().client.write(), newPair().client.write());
});

it('the signature is over the randoms of this handshake', () => {
  const { server } = newPair();
  const other = new EcdheClient({
    random: seededRandom('other'),
    serverKey: publicKey,
    randoms: randoms.slice().fill(1),
  });
  assert.throws(() => other.readServer(server.write()), withCode('E_DTLS_SIGNATURE'));
});

it('each byte of the signed parameters counts', () => {
  const { client, server } = newPair();
  const body = server.write();
  for (let i = 5; i < 69; i++) {
    const changed = body.map((byte, at) => (at === i ? byte ^ 1 : byte));
    assert.throws(() => client.readServer(changed), withCode('E_DTLS_SIGNATURE'));
  }
});

it('randomness that gives no scalar is refused', () => {
  const random = { bytes: (length: number) => new Uint8Array(length) };
  assert.throws(() => new EcdheClient({ random, serverKey: publicKey, randoms }), withCode('E_DTLS_INTERNAL'));
});

it('a key exchange with bytes after its end is refused', () => {
  const { client, server } = newPair();
  const body = concat(client.write(), Uint8Array.of(0));
  assert.throws(() => server.readClient(body), withCode('E_DTLS_MALFORMED'));
});
