/**
 * Our client and server with the example programs of Mbed TLS over UDP: EC-JPAKE as Thread uses it.
 *
 * SALLYPORT_TEST_MBEDTLS names a folder with `ssl_client2` and `ssl_server2`, built with
 * MBEDTLS_KEY_EXCHANGE_ECJPAKE_ENABLED, and for the lossy link `udp_proxy`.
 */

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { fromHex, Secret, utf8 } from '@sallyport/core';
import type { DtlsClientCredentials, DtlsLimits } from '../../src/index.ts';
import { type Program, runProgram } from '../support/program.ts';
import { connectTo, freePort, runServer } from '../support/udp.ts';

const folder = process.env['SALLYPORT_TEST_MBEDTLS'] ?? '';
const program = (name: string) => join(folder, name);
const skip =
  folder === '' || !existsSync(program('ssl_server2')) || !existsSync(program('ssl_client2'))
    ? 'SALLYPORT_TEST_MBEDTLS names no folder with ssl_client2 and ssl_server2'
    : false;
const noProxy = skip === false && !existsSync(program('udp_proxy')) ? 'there is no udp_proxy' : skip;

const PASSWORD = 'J01NME';
const ECJPAKE = { type: 'ecjpake', password: Secret.of(PASSWORD) } as const;
const ECJPAKE_ARGS = [`ecjpake_pw=${PASSWORD}`, 'force_ciphersuite=TLS-ECJPAKE-WITH-AES-128-CCM-8'];
const PSK = {
  type: 'psk',
  identity: utf8('device'),
  key: Secret.of(fromHex('00112233445566778899aabbccddeeff')),
} as const;
const PSK_ARGS = [
  'psk=00112233445566778899aabbccddeeff',
  'psk_identity=device',
  'force_ciphersuite=TLS-PSK-WITH-AES-128-CCM-8',
];

/** Their server opens its socket anew after a cookie, and what comes meanwhile is lost. */
const QUICK = { initialTimeout: 100 };

async function serve(t: TestContext, args: readonly string[]): Promise<{ readonly port: number }> {
  const port = await freePort();
  const server = runProgram(t, program('ssl_server2'), [
    'dtls=1',
    'server_addr=127.0.0.1',
    `server_port=${port}`,
    ...args,
  ]);
  await server.until(/Waiting for a remote connection/);
  return { port };
}

function connect(t: TestContext, port: number, args: readonly string[]): Program {
  return runProgram(t, program('ssl_client2'), ['dtls=1', 'server_addr=127.0.0.1', `server_port=${port}`, ...args]);
}

/** Their server answers a request as a web server would. */
async function ask(t: TestContext, port: number, credentials: DtlsClientCredentials, limits: Partial<DtlsLimits> = {}) {
  const ours = await connectTo(t, port, { credentials, limits: { ...QUICK, ...limits } });
  ours.session.send(utf8('GET / HTTP/1.0\r\n\r\n'));
  await ours.until('Successful connection');
  return ours.session;
}

describe('Mbed TLS as server', { skip }, () => {
  const ways: readonly (readonly [how: string, args: readonly string[], limits?: { readonly mtu: number }])[] = [
    ['with a cookie', ['cookies=1']],
    ['without a cookie', ['cookies=0']],
    ['without the extended master secret', ['extended_ms=0']],
    ['with the extended master secret', ['extended_ms=1']],
    ['without renegotiation_info', ['renegotiation=0']],
    ['in small pieces', ['mtu=256'], { mtu: 256 }],
    ['with one record a datagram', ['dgram_packing=0']],
  ];
  for (const [how, args, limits = {}] of ways) {
    it(`takes our client by EC-JPAKE ${how}`, async (t) => {
      const { port } = await serve(t, [...ECJPAKE_ARGS, ...args]);
      const session = await ask(t, port, ECJPAKE, limits);
      assert.equal(session.suite, 'TLS_ECJPAKE_WITH_AES_128_CCM_8');
      assert.equal(session.extendedMasterSecret, !args.includes('extended_ms=0'));
    });
  }

  it('takes our client by a pre-shared key', async (t) => {
    const { port } = await serve(t, PSK_ARGS);
    assert.equal((await ask(t, port, PSK)).suite, 'TLS_PSK_WITH_AES_128_CCM_8');
  });

  it('refuses our client with another password', async (t) => {
    const { port } = await serve(t, ECJPAKE_ARGS);
    const connecting = connectTo(t, port, {
      limits: QUICK,
      credentials: { type: 'ecjpake', password: Secret.of('J01NM3') },
    });
    await assert.rejects(connecting, { code: 'E_DTLS_ALERT', details: { alert: 'bad_record_mac' } });
  });

  it('refuses our client with an identity that it does not know', async (t) => {
    const { port } = await serve(t, PSK_ARGS);
    const connecting = connectTo(t, port, { limits: QUICK, credentials: { ...PSK, identity: utf8('stranger') } });
    await assert.rejects(connecting, { code: 'E_DTLS_ALERT', details: { alert: 'unknown_psk_identity' } });
  });
});

describe('Mbed TLS as client', { skip }, () => {
  const ways: readonly (readonly [how: string, args: readonly string[], limits?: { readonly mtu: number }])[] = [
    ['as it comes', []],
    ['without the extended master secret', ['extended_ms=0']],
    ['in small pieces from us', [], { mtu: 256 }],
    ['with one record a datagram', ['dgram_packing=0']],
  ];
  for (const [how, args, limits = {}] of ways) {
    it(`is taken by our server by EC-JPAKE ${how}`, async (t) => {
      const ours = await runServer(t, ECJPAKE, { limits });
      const client = connect(t, ours.port, [...ECJPAKE_ARGS, ...args]);
      assert.equal(await client.ended(), 0, client.output());
      assert.match(ours.text(), /^GET \//);
      assert.deepEqual(
        ours.sessions.map(({ suite, extendedMasterSecret }) => [suite, extendedMasterSecret]),
        [['TLS_ECJPAKE_WITH_AES_128_CCM_8', !args.includes('extended_ms=0')]],
      );
      assert.deepEqual(ours.errors, []);
    });
  }

  it('is taken by our server by a pre-shared key', async (t) => {
    const ours = await runServer(t, PSK);
    const client = connect(t, ours.port, PSK_ARGS);
    assert.equal(await client.ended(), 0, client.output());
    assert.match(ours.text(), /^GET \//);
  });

  it('is refused by our server with another password', async (t) => {
    const ours = await runServer(t, ECJPAKE);
    const client = connect(t, ours.port, ['ecjpake_pw=J01NM3', 'force_ciphersuite=TLS-ECJPAKE-WITH-AES-128-CCM-8']);
    assert.notEqual(await client.ended(), 0);
    assert.deepEqual(
      ours.errors.map(({ code }) => code),
      ['E_DTLS_KEYS_DIFFER'],
    );
  });

  it('asks to renegotiate in vain', async (t) => {
    const ours = await runServer(t, ECJPAKE);
    const client = connect(t, ours.port, [...ECJPAKE_ARGS, 'renegotiation=1', 'renegotiate=1', 'reconnect=0']);
    await client.ended();
    assert.match(client.output(), /Performing renegotiation/);
    assert.equal(ours.sessions.length, 1);
  });
});

describe('a link that loses, doubles and delays, with Mbed TLS at the other end', { skip: noProxy }, () => {
  const TIMING = 'hs_timeout=250-10000';
  const limits = { initialTimeout: 250, maximumTimeout: 10_000 };

  async function relay(t: TestContext, to: number, seed: number): Promise<{ readonly port: number }> {
    const port = await freePort();
    const proxy = runProgram(t, program('udp_proxy'), [
      'listen_addr=127.0.0.1',
      `listen_port=${port}`,
      'server_addr=127.0.0.1',
      `server_port=${to}`,
      ...['drop=5', 'delay=5', 'duplicate=5', `seed=${seed}`],
    ]);
    await proxy.until(/Bind on|Listening|Connect to server/);
    return { port };
  }

  for (const seed of [1, 2, 3]) {
    it(`is no hindrance to our client (seed ${seed})`, async (t) => {
      const { port } = await serve(t, [...ECJPAKE_ARGS, TIMING, 'mtu=512']);
      const { port: at } = await relay(t, port, seed);
      const ours = await connectTo(t, at, { credentials: ECJPAKE, limits });
      assert.equal(ours.session.isOpen, true);
    });

    it(`is no hindrance to our server (seed ${seed})`, async (t) => {
      const ours = await runServer(t, ECJPAKE, { limits: { ...limits, mtu: 512 } });
      const { port: at } = await relay(t, ours.port, seed);
      const client = connect(t, at, [...ECJPAKE_ARGS, TIMING]);
      await client.until(/Performing the SSL\/TLS handshake\.\.\. ok/);
      assert.equal(ours.sessions.length, 1);
    });
  }
});
