import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fromHex, Secret, toHex, utf8 } from '@sallyport/core';
import { withCode } from '@sallyport/testing';
import { KeySchedule, prf } from '../src/key-schedule.ts';
import { CIPHER_SUITES } from '../src/suites.ts';

/**
 * P_SHA256 test vector posted to the IETF TLS list by Nikos Mavrogiannopoulos (2009), which libraries test themselves
 * with.
 */
const PRF_VECTOR = {
  secret: '9bbe436ba940f017b17652849a71db35',
  seed: 'a0ba9f936cda311827a6f796ffd5198c',
  label: 'test label',
  output:
    'e3f229ba727be17b8d122620557cd453c2aab21d07c3d495329b52d4e61edb5a6b301791e90d35c9c9a46b4e14baf9af0fa022f7077def17' +
    'abfd3797c0564bab4fbc91666e9def9b97fce34f796789baa48082d122ee42c5a72e5a5110fff70187347b66',
};

it('the PRF gives the known output', () => {
  const { secret, seed, label, output } = PRF_VECTOR;
  assert.equal(toHex(prf(fromHex(secret), label, fromHex(seed), output.length / 2)), output);
});

function newSchedule(sessionHash?: Uint8Array): KeySchedule {
  return new KeySchedule({
    suite: CIPHER_SUITES.TLS_PSK_WITH_AES_128_CCM_8,
    premaster: Secret.of(new Uint8Array(20).fill(1)),
    clientRandom: new Uint8Array(32).fill(2),
    serverRandom: new Uint8Array(32).fill(3),
    sessionHash,
  });
}

describe('keys', () => {
  it('are the parts of the key block in their order (RFC 5246 §6.3)', () => {
    const schedule = newSchedule();
    const block = toHex(schedule.keyBlock().expose());
    assert.equal(block.length, 80);
    const client = schedule.recordKeys('client');
    const server = schedule.recordKeys('server');
    const parts = [client.key.export(), server.key.export(), client.fixedIv, server.fixedIv];
    assert.equal(parts.map((part) => toHex(part)).join(''), block);
  });

  it('depend on the handshake with the extended master secret, and not without', () => {
    const plain = newSchedule().keyBlock();
    assert.ok(newSchedule().keyBlock().equals(plain));
    const bound = newSchedule(new Uint8Array(32).fill(4)).keyBlock();
    assert.ok(!bound.equals(plain));
    assert.ok(!newSchedule(new Uint8Array(32).fill(5)).keyBlock().equals(bound));
  });

  it('leave no premaster secret behind', () => {
    const premaster = Secret.of('premaster');
    new KeySchedule({
      suite: CIPHER_SUITES.TLS_PSK_WITH_AES_128_CCM_8,
      premaster,
      clientRandom: new Uint8Array(32),
      serverRandom: new Uint8Array(32),
      sessionHash: undefined,
    });
    assert.deepEqual(premaster.expose(), new Uint8Array(9));
  });
});

describe('exported keying material', () => {
  it('is of the length asked for, and longer is not a continuation of another label', () => {
    const schedule = newSchedule();
    assert.equal(schedule.export('EXPORTER-a', 77, undefined).length, 77);
    assert.ok(!schedule.export('EXPORTER-a', 32, undefined).equals(schedule.export('EXPORTER-b', 32, undefined)));
  });

  it('tells an empty context from none (RFC 5705 §4)', () => {
    const schedule = newSchedule();
    const none = schedule.export('EXPORTER-a', 32, undefined);
    assert.ok(!schedule.export('EXPORTER-a', 32, new Uint8Array(0)).equals(none));
    assert.ok(!schedule.export('EXPORTER-a', 32, utf8('context')).equals(none));
  });

  const refused: readonly (readonly [why: string, label: string, length: number, context?: Uint8Array])[] = [
    ['a label of TLS itself', 'key expansion', 40],
    ['no bytes', 'EXPORTER-a', 0],
    ['half a byte', 'EXPORTER-a', 0.5],
    ['too many bytes', 'EXPORTER-a', 8193],
    ['a context that is too long', 'EXPORTER-a', 16, new Uint8Array(0x10000)],
  ];
  for (const [why, label, length, context] of refused) {
    it(`is refused for ${why}`, () => {
      assert.throws(() => newSchedule().export(label, length, context), withCode('E_DTLS_ARGUMENT'));
    });
  }
});
