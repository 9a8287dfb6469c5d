/**
 * Our client and server with GnuTLS over UDP: raw public keys (RFC 7250), which OpenSSL 3.0 does not have, and pre-
 * shared keys.
 */

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it, type TestContext } from 'node:test';
import { fromHex, Secret, utf8 } from '@sallyport/core';
import { CIPHER_SUITES, type CipherSuiteName } from '../../src/index.ts';
import { newRawKey } from '../support/identities.ts';
import { missing, type Program, runProgram } from '../support/program.ts';
import { connectTo, freePort, runServer } from '../support/udp.ts';

const skip = missing('gnutls-serv', '--version') || missing('gnutls-cli', '--version');
const KEY_HEX = '00112233445566778899aabbccddeeff';
const PSK = { type: 'psk', identity: utf8('device'), key: Secret.of(fromHex(KEY_HEX)) } as const;

const DTLS12 = 'NONE:+VERS-DTLS1.2:+COMP-NULL:+GROUP-SECP256R1:+SIGN-ECDSA-SHA256:+AEAD';
const RAW_KEYS = `${DTLS12}:+CTYPE-RAWPK:+ECDHE-ECDSA`;
const CIPHERS: Readonly<Record<'AES_128_CCM_8' | 'AES_128_GCM', string>> = {
  AES_128_CCM_8: 'AES-128-CCM-8',
  AES_128_GCM: 'AES-128-GCM',
};

function priority(suite: CipherSuiteName): string {
  const { keyExchange, aead } = CIPHER_SUITES[suite];
  return `${keyExchange === 'psk' ? `${DTLS12}:+PSK` : RAW_KEYS}:+${CIPHERS[aead]}`;
}

describe('GnuTLS', { skip }, () => {
  const server = newRawKey();
  const client = newRawKey();
  let folder = '';
  const file = (name: string) => join(folder, name);

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'sallyport-dtls-'));
    for (const [name, { privateKey, publicKey }] of Object.entries({ server, client })) {
      writeFileSync(file(`${name}.key`), privateKey.export({ format: 'pem', type: 'pkcs8' }));
      writeFileSync(file(`${name}.pub`), publicKey.export({ format: 'pem', type: 'spki' }));
    }
    writeFileSync(file('psk'), `device:${KEY_HEX}\n`);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  function rawKey(name: 'server' | 'client'): string[] {
    return ['--rawpkkeyfile', file(`${name}.key`), '--rawpkfile', file(`${name}.pub`)];
  }

  function credentialsOf(own: typeof server, other: typeof server) {
    return {
      type: 'raw-public-key',
      privateKey: own.privateKey,
      trust: ({ key }: { key: typeof other.publicKey }) =>
        key.equals(other.publicKey) ? ({ trusted: true } as const) : ({ trusted: false, reason: 'untrusted' } as const),
      clients: 'require',
    } as const;
  }

  async function serve(t: TestContext, suite: CipherSuiteName, args: readonly string[]): Promise<number> {
    const port = await freePort();
    const program = runProgram(t, 'gnutls-serv', [
      '--udp',
      '-p',
      `${port}`,
      '--echo',
      '--priority',
      priority(suite),
      ...args,
    ]);
    await program.until(/listening on IPv4 .*done/);
    return port;
  }

  function connect(t: TestContext, port: number, suite: CipherSuiteName, args: readonly string[]): Program {
    const where = ['--udp', '-p', `${port}`, '127.0.0.1', '--insecure', '--priority', priority(suite)];
    return runProgram(t, 'gnutls-cli', [...where, ...args]);
  }

  for (const suite of ['TLS_ECDHE_ECDSA_WITH_AES_128_CCM_8', 'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256'] as const) {
    it(`as server takes our client with raw public keys and ${suite}`, async (t) => {
      const port = await serve(t, suite, [...rawKey('server'), '--require-client-cert']);
      const ours = await connectTo(t, port, { credentials: credentialsOf(client, server) });
      assert.equal(ours.session.suite, suite);
      assert.equal(ours.session.peerIdentity.type, 'raw-public-key');
      ours.session.send(utf8('there and back\n'));
      await ours.until('there and back\n');
    });

    it(`as client is taken by our server with raw public keys and ${suite}`, async (t) => {
      const ours = await runServer(t, credentialsOf(server, client), { suites: [suite] });
      const program = connect(t, ours.port, suite, rawKey('client'));
      await program.until(/Handshake was completed/);
      program.write('there and back\n');
      await program.until(/there and back/);
      assert.equal(ours.sessions[0]?.peerIdentity.type, 'raw-public-key');
    });
  }

  for (const suite of ['TLS_PSK_WITH_AES_128_CCM_8', 'TLS_PSK_WITH_AES_128_GCM_SHA256'] as const) {
    it(`as server takes our client with ${suite}`, async (t) => {
      const port = await serve(t, suite, ['--pskpasswd', file('psk'), '--pskhint', 'a hint']);
      const ours = await connectTo(t, port, { credentials: PSK });
      assert.equal(ours.session.suite, suite);
      ours.session.send(utf8('there and back\n'));
      await ours.until('there and back\n');
    });

    it(`as client is taken by our server with ${suite} and a hint`, async (t) => {
      const keyFor = (identity: Uint8Array) => (Buffer.from(identity).toString() === 'device' ? PSK.key : undefined);
      const ours = await runServer(t, { type: 'psk', keyFor, hint: utf8('a hint') }, { suites: [suite] });
      const program = connect(t, ours.port, suite, ['--pskusername', 'device', '--pskkey', KEY_HEX]);
      await program.until(/Handshake was completed/);
      assert.deepEqual(ours.sessions[0]?.peerIdentity, { type: 'psk', identity: utf8('device') });
    });
  }

  it('as client with a key that we do not know is refused', async (t) => {
    const ours = await runServer(t, credentialsOf(server, server));
    const program = connect(t, ours.port, 'TLS_ECDHE_ECDSA_WITH_AES_128_CCM_8', rawKey('client'));
    await program.ended();
    assert.deepEqual(
      ours.errors.map(({ code }) => code),
      ['E_DTLS_CERTIFICATE_UNTRUSTED'],
    );
  });
});
