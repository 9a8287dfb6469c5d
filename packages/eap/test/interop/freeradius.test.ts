import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isSallyportError, VirtualTime } from '@sallyport/core';
import { type PeerMethod, type TlsPeerOptions, tlsPeer, trustServers } from '../../src/index.ts';
import { startFreeRadius } from '../support/freeradius.ts';
import { runPeer } from '../support/hostap.ts';
import { folder, missing } from '../support/programs.ts';
import { SERVER_NAME } from '../support/talk.ts';
import { credentials, device, longChain, NOW, root, stranger } from '../support/world.ts';

type Version = 'TLSv1.2' | 'TLSv1.3';

function method(version: Version, options: Partial<TlsPeerOptions> = {}): PeerMethod {
  const time = new VirtualTime(NOW);
  return tlsPeer({
    credentials: credentials(device),
    judge: trustServers({ anchors: [root.certificate], clock: time, serverNames: [SERVER_NAME] }),
    minVersion: version,
    maxVersion: version,
    ...options,
  });
}

/** FreeRADIUS 3.2 has TLS 1.3 off unless told. */
const versions = (version: Version) => [
  `tls_min_version = "${version.slice(4)}"`,
  `tls_max_version = "${version.slice(4)}"`,
];

describe('FreeRADIUS as the server', { skip: missing('freeradius') }, () => {
  for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
    it(`accepts this peer by EAP-TLS with ${version}, with the same keys`, async () => {
      await using files = await folder();
      await using server = await startFreeRadius(files, versions(version));
      const { outcome, answer, received } = await runPeer(server.port, method(version));
      assert.equal(answer, 'accept', server.output());
      assert.ok(outcome?.outcome === 'success', server.output());
      assert.deepEqual(received, outcome.keys.msk.expose().slice(0, 32));
    });
    it(`repeats the length in every fragment of ${version}, and takes a long chain`, async () => {
      await using files = await folder();
      await using server = await startFreeRadius(files, [
        ...versions(version),
        'fragment_size = 200',
        'include_length = yes',
      ]);
      const long = method(version, { credentials: credentials(await longChain(2000)) });
      const { outcome, rounds } = await runPeer(server.port, long);
      assert.equal(outcome?.outcome, 'success', server.output());
      assert.ok(rounds > 15, `${rounds} rounds`);
    });
    it(`refuses this peer with ${version} when another authority certified it`, async () => {
      await using files = await folder();
      await using server = await startFreeRadius(files, versions(version));
      const { outcome } = await runPeer(server.port, method(version, { credentials: credentials(stranger) }));
      assert.ok(outcome?.outcome === 'failure', server.output());
      assert.ok(isSallyportError(outcome.error, 'E_EAP_TLS_ALERT', 'E_EAP_FAILURE'), outcome.error.code);
    });
    it(`is refused by this peer with ${version} when another authority certified it`, async () => {
      await using files = await folder();
      await using server = await startFreeRadius(files, versions(version), stranger);
      const { outcome, answer } = await runPeer(server.port, method(version));
      assert.ok(outcome?.outcome === 'failure', server.output());
      assert.ok(isSallyportError(outcome.error, 'E_EAP_TLS_REFUSED'), outcome.error.code);
      assert.notEqual(answer, 'accept');
    });
  }
});
