import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { describe, it } from 'node:test';
import { Secret } from '@sallyport/core';
import { generateKeyPair } from '@sallyport/pki';
import {
  type FreeRadiusServerOptions,
  freeRadiusProxyConfiguration,
  freeRadiusServerConfiguration,
} from '@sallyport/wifi-wired';
import { type Domain, radiusProfile } from '../../src/index.ts';
import { attempt, lampKey, SECRET, startNetwork } from './support/network.ts';
import { type Folder, folder, missing } from './support/programs.ts';
import { start } from './support/wire.ts';

const skip = missing('freeradius') || missing('eapol_test');
const secret = Secret.of(SECRET);
const clients = [{ name: 'ap-1', address: '127.0.0.1', secret }];

function freePort(): Promise<number> {
  const socket = createSocket('udp4');
  return new Promise((resolve) => {
    socket.bind(0, '127.0.0.1', () => {
      const { port } = socket.address();
      socket.close(() => resolve(port));
    });
  });
}

async function listenAddress() {
  return { address: '127.0.0.1', authenticationPort: await freePort(), accountingPort: await freePort() };
}

describe('FreeRADIUS by the generated file', { skip }, () => {
  it('lets the domain’s devices in while the domain’s OCSP answers for them', async () => {
    await using network = await startNetwork({
      revocation: { listen: { host: '127.0.0.1', port: 0 } },
      hosts: ['127.0.0.1'],
    });
    const { domain } = network;
    await using files = await folder();
    const ocspUrl = domain.revocation.locations?.ocsp[0] ?? '';
    const own = await ownServer(files, domain, { ocspUrl });
    await using server = own.start();
    assert.ok(await server.says('Ready to process requests'), server.output());
    const credentials = await network.issue();
    const accepted = await attempt(network, credentials, own);
    assert.ok(accepted.isAccepted, `${accepted.output}\n${server.output()}`);
    assert.match(accepted.output, /Attribute 81 \(.*\) length=4\s+Value: 3432/);
    await domain.authority.revoke(credentials.certificate.serialNumber, 'keyCompromise');
    const revoked = await attempt(network, credentials, own);
    assert.equal(revoked.isAccepted, false, server.output());
    assert.match(server.output(), /ocsp.*revoked/i);
  });

  it('goes by the revocation list that it was started with', async () => {
    await using network = await startNetwork();
    const { domain } = network;
    const [kept, lost] = [await network.issue(), await network.issue()];
    await domain.authority.revoke(lost.certificate.serialNumber, 'keyCompromise');
    await using files = await folder();
    const own = await ownServer(files, domain, { list: 'in-ca-file' });
    await using server = own.start();
    assert.ok(await server.says('Ready to process requests'), server.output());
    const accepted = await attempt(network, kept, own);
    assert.ok(accepted.isAccepted, `${accepted.output}\n${server.output()}`);
    assert.equal((await attempt(network, lost, own)).isAccepted, false, server.output());
    assert.match(server.output(), /certificate revoked/i);
  });

  it('as a proxy brings devices before Sallyport, and what it decides back', async () => {
    await using network = await startNetwork();
    await using files = await folder();
    const { authenticationPort = 0, accountingPort = 0 } = network.domain.admission.listening ?? {};
    const listen = await listenAddress();
    const sallyport = { address: '127.0.0.1', authenticationPort, accountingPort, secret };
    await files.write(
      'radiusd.conf',
      freeRadiusProxyConfiguration({ listen, clients, sallyport, runDirectory: files.path }),
    );
    await using server = start('freeradius', ['-X', '-d', files.path, '-n', 'radiusd']);
    assert.ok(await server.says('Ready to process requests'), server.output());
    const credentials = await network.issue();
    const port = listen.authenticationPort;
    const accepted = await attempt(network, credentials, { port });
    assert.ok(accepted.isAccepted, `${accepted.output}\n${server.output()}`);
    assert.match(accepted.output, /MPPE keys OK: 1 {2}mismatch: 0/);
    assert.match(accepted.output, /Attribute 81 \(.*\) length=4\s+Value: 3432/);
    await network.domain.lists.add('refused', lampKey, undefined);
    assert.equal((await attempt(network, credentials, { port })).isAccepted, false);
  });
});

/** FreeRADIUS with a certificate of the domain and the generated file, deciding by itself. */
async function ownServer(files: Folder, domain: Domain, revocation: FreeRadiusServerOptions['revocation']) {
  const pair = generateKeyPair('P-256');
  const facts = { owner: 'Home', hosts: ['radius.home.example'] };
  const certificate = await domain.authority.issue({ profile: radiusProfile, facts, publicKey: pair.publicKey });
  const listen = await listenAddress();
  const list = 'list' in revocation ? (await domain.revocation.currentList()).toPem() : '';
  await files.write(
    'radiusd.conf',
    freeRadiusServerConfiguration({
      listen,
      clients,
      caFile: await files.write('ca.pem', `${domain.authority.certificate.toPem()}${list}`),
      certificateFile: await files.write('server.pem', certificate.toPem()),
      keyFile: await files.write('server.key', pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()),
      revocation,
      vlan: 42,
      runDirectory: files.path,
    }),
  );
  return {
    port: listen.authenticationPort,
    start: () => start('freeradius', ['-X', '-d', files.path, '-n', 'radiusd']),
  };
}
