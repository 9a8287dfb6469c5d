/** Our client and server with OpenSSL's s_server and s_client over UDP. */

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it, type TestContext } from 'node:test';
import { fromHex, Secret, systemClock, toHex, utf8 } from '@sallyport/core';
import { encodePem } from '@sallyport/der';
import { type CipherSuiteName, trustAnchors } from '../../src/index.ts';
import { type Identity, newAuthority, newEndEntity } from '../support/identities.ts';
import { missing, type Program, runProgram } from '../support/program.ts';
import { connectTo, freePort, runServer } from '../support/udp.ts';

const skip = missing('openssl', 'version');
const KEY_HEX = '000102030405060708090a0b0c0d0e0f';
const PSK = { type: 'psk', identity: utf8('Client_identity'), key: Secret.of(fromHex(KEY_HEX)) } as const;
const PSK_ARGS = ['-psk', KEY_HEX, '-psk_identity', 'Client_identity'];

/** What OpenSSL calls them. CCM with eight bytes of tag is below its security level 1. */
const NAMES: Readonly<Partial<Record<CipherSuiteName, string>>> = {
  TLS_PSK_WITH_AES_128_CCM_8: 'PSK-AES128-CCM8',
  TLS_PSK_WITH_AES_128_GCM_SHA256: 'PSK-AES128-GCM-SHA256',
  TLS_ECDHE_ECDSA_WITH_AES_128_CCM_8: 'ECDHE-ECDSA-AES128-CCM8',
  TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256: 'ECDHE-ECDSA-AES128-GCM-SHA256',
};
const PSK_SUITES = ['TLS_PSK_WITH_AES_128_CCM_8', 'TLS_PSK_WITH_AES_128_GCM_SHA256'] as const;
const ECDHE_SUITES = ['TLS_ECDHE_ECDSA_WITH_AES_128_CCM_8', 'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256'] as const;

function cipherArgs(suite: CipherSuiteName): string[] {
  return ['-cipher', `${NAMES[suite]}:@SECLEVEL=0`];
}

async function serve(
  t: TestContext,
  args: readonly string[],
): Promise<{ readonly port: number; readonly program: Program }> {
  const port = await freePort();
  const program = runProgram(t, 'openssl', ['s_server', '-dtls1_2', '-accept', `127.0.0.1:${port}`, ...args]);
  await program.until(/ACCEPT/);
  return { port, program };
}

function connect(t: TestContext, port: number, args: readonly string[]): Program {
  return runProgram(t, 'openssl', ['s_client', '-dtls1_2', '-connect', `127.0.0.1:${port}`, ...args]);
}

describe('OpenSSL', { skip }, () => {
  let folder = '';
  let authority: Identity;
  let server: Identity;
  let client: Identity;
  const file = (name: string) => join(folder, name);

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'sallyport-dtls-'));
    authority = await newAuthority('authority');
    server = await newEndEntity('server', authority);
    client = await newEndEntity('client', authority);
    writeFileSync(file('ca.pem'), encodePem('CERTIFICATE', authority.certificate.der));
    for (const [name, { certificate, privateKey }] of Object.entries({ server, client })) {
      const key = privateKey.export({ format: 'pem', type: 'pkcs8' });
      writeFileSync(file(`${name}.pem`), `${encodePem('CERTIFICATE', certificate.der)}${key}`);
    }
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  function credentialsOf({ certificate, privateKey }: Identity, clients: 'none' | 'require' = 'none') {
    const trust = trustAnchors({ anchors: [authority.certificate], clock: systemClock });
    return { type: 'certificate', chain: [certificate.der], privateKey, trust, clients } as const;
  }

  for (const suite of PSK_SUITES) {
    it(`as server takes our client with ${suite}`, async (t) => {
      const { port, program } = await serve(t, [...PSK_ARGS, '-nocert', ...cipherArgs(suite)]);
      const ours = await connectTo(t, port, { credentials: PSK, suites: [suite] });
      assert.equal(ours.session.suite, suite);
      assert.equal(ours.session.extendedMasterSecret, true);
      ours.session.send(utf8('from the client\n'));
      await program.until(/from the client/);
      program.write('from the server\n');
      await ours.until('from the server\n');
    });

    it(`as client is taken by our server with ${suite}`, async (t) => {
      const ours = await runServer(t, PSK, { suites: [suite] });
      const program = connect(t, ours.port, [...PSK_ARGS, ...cipherArgs(suite)]);
      await program.until(/Verify return code/);
      program.write('there and back\n');
      await program.until(/there and back/);
      assert.deepEqual(
        ours.sessions.map((session) => session.suite),
        [suite],
      );
      assert.equal(ours.text(), 'there and back\n');
      program.write('Q\n');
      assert.equal(await program.ended(), 0);
      assert.deepEqual(ours.errors, []);
    });
  }

  it('as server that lets strangers wait for a cookie takes our client', async (t) => {
    const { port, program } = await serve(t, [
      ...PSK_ARGS,
      '-nocert',
      '-listen',
      ...cipherArgs('TLS_PSK_WITH_AES_128_CCM_8'),
    ]);
    const ours = await connectTo(t, port, { credentials: PSK });
    program.write('after the cookie\n');
    await ours.until('after the cookie\n');
  });

  for (const suite of ECDHE_SUITES) {
    it(`as server takes our client with ${suite}, each with a certificate`, async (t) => {
      const args = ['-cert', file('server.pem'), '-CAfile', file('ca.pem'), '-Verify', '1', '-verify_return_error'];
      const { port, program } = await serve(t, [...args, ...cipherArgs(suite)]);
      const ours = await connectTo(t, port, { credentials: credentialsOf(client), suites: [suite] });
      const { peerIdentity } = ours.session;
      assert.ok(peerIdentity.type === 'certificate');
      assert.equal(String(peerIdentity.chain[0].subject), 'CN=server');
      program.write('from the server\n');
      await ours.until('from the server\n');
      await program.until(/depth=0 CN = client/);
    });

    it(`as client is taken by our server with ${suite}, each with a certificate`, async (t) => {
      const ours = await runServer(t, credentialsOf(server, 'require'), { suites: [suite] });
      const args = ['-cert', file('client.pem'), '-CAfile', file('ca.pem'), '-verify_return_error'];
      const program = connect(t, ours.port, [...args, ...cipherArgs(suite)]);
      await program.until(/Verify return code: 0/);
      const identity = ours.sessions[0]?.peerIdentity;
      assert.ok(identity?.type === 'certificate');
      assert.equal(String(identity.chain[0].subject), 'CN=client');
      program.write('Q\n');
      assert.equal(await program.ended(), 0);
    });
  }

  it('as client without a certificate is refused by our server where one is required', async (t) => {
    const ours = await runServer(t, credentialsOf(server, 'require'));
    const program = connect(t, ours.port, ['-CAfile', file('ca.pem')]);
    await program.ended();
    assert.deepEqual(
      ours.errors.map(({ code }) => code),
      ['E_DTLS_CERTIFICATE_REQUIRED'],
    );
    assert.match(program.output(), /handshake failure/);
  });

  it('as client with another key is refused by our server', async (t) => {
    const ours = await runServer(t, PSK);
    const args = ['-psk', KEY_HEX.replace('00', '77'), '-psk_identity', 'Client_identity'];
    const program = connect(t, ours.port, [...args, ...cipherArgs('TLS_PSK_WITH_AES_128_CCM_8')]);
    await program.ended();
    assert.deepEqual(
      ours.errors.map(({ code }) => code),
      ['E_DTLS_KEYS_DIFFER'],
    );
    assert.match(program.output(), /bad record mac/);
  });

  it('as server without a suite in common tells our client', async (t) => {
    const { port } = await serve(t, [...PSK_ARGS, '-nocert', ...cipherArgs('TLS_PSK_WITH_AES_128_GCM_SHA256')]);
    const connecting = connectTo(t, port, { credentials: PSK, suites: ['TLS_PSK_WITH_AES_128_CCM_8'] });
    await assert.rejects(connecting, { code: 'E_DTLS_ALERT', details: { alert: 'handshake_failure' } });
  });

  it('cuts its flight to a small MTU, and so do we', async (t) => {
    const { port } = await serve(t, ['-cert', file('server.pem'), '-mtu', '256', ...cipherArgs(ECDHE_SUITES[0])]);
    const ours = await connectTo(t, port, { credentials: credentialsOf(client), limits: { mtu: 256 } });
    assert.equal(ours.session.isOpen, true);
    const here = await runServer(t, credentialsOf(server, 'require'), { limits: { mtu: 256 } });
    const args = ['-cert', file('client.pem'), '-mtu', '256', ...cipherArgs(ECDHE_SUITES[0])];
    const there = connect(t, here.port, args);
    await there.until(/Verify return code/);
    assert.equal(here.sessions.length, 1);
    // Each side has three flights, which would be a datagram each.
    assert.ok(here.datagrams.in > 3 && here.datagrams.out > 3, JSON.stringify(here.datagrams));
    there.write('Q\n');
    await there.ended();
  });

  it('exports the same keying material', async (t) => {
    const ours = await runServer(t, PSK);
    const exporter = ['-keymatexport', 'EXPORTER-sallyport', '-keymatexportlen', '24'];
    const program = connect(t, ours.port, [...PSK_ARGS, ...exporter, ...cipherArgs('TLS_PSK_WITH_AES_128_CCM_8')]);
    await program.until(/Keying material: [0-9A-F]{48}/);
    const material = ours.sessions[0]?.exportKeyingMaterial('EXPORTER-sallyport', 24).expose();
    assert.ok(material !== undefined);
    assert.ok(program.output().includes(`Keying material: ${toHex(material).toUpperCase()}`));
    program.write('Q\n');
    await program.ended();
  });
});
