/** What callers may ask for, and what they are told when they may not. */

import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { Secret, seededRandom, utf8, VirtualTime } from '@sallyport/core';
import { generateKeyPair } from '@sallyport/pki';
import { withCode } from '@sallyport/testing';
import { DtlsClient, type DtlsClientOptions, DtlsServer, type DtlsServerOptions } from '../src/index.ts';
import { type Identity, newAuthority, newEndEntity, newRawKey } from './support/identities.ts';
import { ECJPAKE, Pair, PSK, present } from './support/pair.ts';

const time = new VirtualTime();
const ports = { clock: time, timer: time, random: seededRandom('options'), transmit: () => {} };
const trust = () => ({ trusted: true }) as const;

let identity: Identity;
before(async () => {
  identity = await newEndEntity('someone', await newAuthority('authority'));
});

describe('a client is not made', () => {
  const other = newRawKey();
  const wrong: readonly (readonly [why: string, options: () => DtlsClientOptions, code?: string])[] = [
    ['with an empty password', () => ({ credentials: { type: 'ecjpake', password: Secret.of('') } })],
    ['with an empty key', () => ({ credentials: { ...PSK, key: Secret.of('') } })],
    ['with a key of 65 bytes', () => ({ credentials: { ...PSK, key: Secret.of(new Uint8Array(65)) } })],
    ['with an identity of 129 bytes', () => ({ credentials: { ...PSK, identity: new Uint8Array(129) } })],
    ['with suites that do not fit', () => ({ credentials: PSK, suites: ['TLS_ECJPAKE_WITH_AES_128_CCM_8'] })],
    ['with no suites', () => ({ credentials: PSK, suites: [] })],
    [
      'with anonymous key agreement, which is known by name only',
      () => ({ credentials: PSK, suites: ['TLS_ECDH_anon_WITH_AES_128_CBC_SHA256'] }),
      'E_DTLS_NOT_SUPPORTED',
    ],
    ['with a server name that is none', () => ({ credentials: PSK, serverName: 'a name' })],
    ['with an MTU that holds nothing', () => ({ credentials: PSK, limits: { mtu: 127 } })],
    ['with an MTU of half a byte more', () => ({ credentials: PSK, limits: { mtu: 1232.5 } })],
    ['with a time limit of nothing', () => ({ credentials: PSK, limits: { handshakeTimeout: 0 } })],
    ['with a time limit that is none', () => ({ credentials: PSK, limits: { initialTimeout: Number.NaN } })],
    ['with nobody to judge the server', () => ({ credentials: { type: 'certificate', chain: [] } })],
    [
      'with a certificate and no private key',
      () => ({ credentials: { type: 'certificate', chain: [identity.certificate.der], trust } }),
    ],
    [
      'with a private key and no certificate',
      () => ({ credentials: { type: 'certificate', chain: [], privateKey: identity.privateKey, trust } }),
    ],
    [
      'with the private key of another certificate',
      () => ({
        credentials: { type: 'certificate', chain: [identity.certificate.der], privateKey: other.privateKey, trust },
      }),
    ],
    [
      'with a public key for a private one',
      () => ({ credentials: { type: 'raw-public-key', privateKey: other.publicKey, trust } }),
    ],
    [
      'with a key on another curve',
      () => ({ credentials: { type: 'raw-public-key', privateKey: generateKeyPair('P-384').privateKey, trust } }),
    ],
  ];
  for (const [why, options, code = 'E_DTLS_ARGUMENT'] of wrong) {
    it(why, () => assert.throws(() => new DtlsClient(options(), ports), withCode(code)));
  }
});

describe('a server is not made', () => {
  const wrong: readonly (readonly [why: string, options: Partial<DtlsServerOptions>])[] = [
    ['for no sessions', { maxSessions: 0 }],
    ['for one and a half handshakes', { maxHandshakes: 1.5 }],
    ['with cookies that are stale at once', { cookieLifetime: 0 }],
    ['with an MTU beyond that of UDP', { limits: { mtu: 70_000 } }],
  ];
  for (const [why, options] of wrong) {
    it(why, () => {
      const make = () => new DtlsServer({ credentials: () => PSK, accepted: () => ({}), ...options }, ports);
      assert.throws(make, withCode('E_DTLS_ARGUMENT'));
    });
  }
});

describe('a server with credentials that cannot be used says so to its owner', () => {
  const wrong: readonly (readonly [why: string, credentials: () => ReturnType<DtlsServerOptions['credentials']>])[] = [
    ['when it has no private key', () => ({ type: 'raw-public-key' })],
    [
      'when it asks for certificates and has nobody to judge them',
      () => ({ type: 'raw-public-key', privateKey: newRawKey().privateKey, clients: 'ask' }),
    ],
    [
      'when it breaks',
      () => {
        throw new RangeError('broken');
      },
    ],
  ];
  for (const [why, credentials] of wrong) {
    it(why, async () => {
      const pair = new Pair({ serverOptions: { credentials } });
      await pair.handshake();
      assert.equal(pair.serverLog.error?.code, 'E_DTLS_INTERNAL');
      assert.deepEqual(pair.clientLog.error?.details, { alert: 'internal_error' });
    });
  }
});

it('a password that stands for nothing is told when connecting, and leaves nothing behind', async () => {
  const waiting = time.waiting;
  const client = new DtlsClient({ credentials: { type: 'ecjpake', password: Secret.of(new Uint8Array(4)) } }, ports);
  await assert.rejects(client.connect({}), withCode('E_DTLS_ECJPAKE_PASSWORD'));
  assert.equal(time.waiting, waiting);
});

it('a client connects once', async () => {
  const pair = new Pair();
  await pair.handshake();
  await assert.rejects(pair.client.connect({}), withCode('E_DTLS_ARGUMENT'));
});

it('what does not fit into one datagram is not sent', async () => {
  const pair = new Pair({ clientOptions: { limits: { mtu: 200 } } });
  await pair.handshake();
  const session = present(pair.clientLog.session);
  assert.equal(session.maxPlaintext, 200 - 13 - 8 - 16);
  session.send(new Uint8Array(session.maxPlaintext));
  assert.throws(() => session.send(new Uint8Array(session.maxPlaintext + 1)), withCode('E_DTLS_TOO_LARGE'));
  await pair.time.advance(10);
  assert.equal(pair.serverLog.data[0]?.length, session.maxPlaintext);
});

it('a server prefers its own order of suites', async () => {
  const pair = new Pair({
    serverOptions: { suites: ['TLS_PSK_WITH_AES_128_CCM_8', 'TLS_PSK_WITH_AES_128_GCM_SHA256'] },
  });
  await pair.handshake();
  assert.equal(present(pair.clientLog.session).suite, 'TLS_PSK_WITH_AES_128_CCM_8');
});

it('no secret shows in what an error or a session is printed as', async () => {
  const pair = new Pair({ client: ECJPAKE, server: { type: 'ecjpake', password: Secret.of('WR0NG') } });
  await pair.handshake();
  const printed = JSON.stringify([pair.clientLog.error, pair.serverLog.error, ECJPAKE]);
  assert.ok(!printed.includes('J01NME') && !printed.includes('WR0NG'));
  assert.equal(pair.serverLog.error?.code, 'E_DTLS_KEYS_DIFFER');
  assert.deepEqual(pair.clientLog.error?.details, { alert: 'bad_record_mac' });
});

it('the extended master secret is used when both know it', async () => {
  const pair = new Pair({
    clientOptions: { requireExtendedMasterSecret: true },
    serverOptions: { requireExtendedMasterSecret: true },
  });
  await pair.handshake();
  assert.equal(present(pair.serverLog.session).extendedMasterSecret, true);
  assert.equal(pair.clientLog.error, undefined);
});

it('an identity is looked up among many', async () => {
  const keys = new Map([['device-1', PSK.key]]);
  const keyFor = (identity: Uint8Array) => keys.get(new TextDecoder().decode(identity));
  const pair = new Pair({ client: PSK, server: { type: 'psk', keyFor, hint: utf8('hint') } });
  await pair.handshake();
  assert.deepEqual(present(pair.serverLog.session).peerIdentity, { type: 'psk', identity: utf8('device-1') });
});
