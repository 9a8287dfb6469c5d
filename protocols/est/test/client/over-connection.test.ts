import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { systemClock } from '@sallyport/core';
import { CHALLENGE_PASSWORD, EstClient, overConnection } from '@sallyport/est';
import { PersistentConnection } from '@sallyport/http';
import { generateKeyPair, Name, softwareSigner } from '@sallyport/pki';
import { type Identity, lab } from '../support/lab.ts';
import { startLab } from '../support/listener.ts';

const SUBJECT = Name.of([['CN', 'SN-0001']]);

function key() {
  return softwareSigner(generateKeyPair('P-256').privateKey);
}

async function open(port: number, { keys, certificate }: Identity) {
  const { root } = await lab();
  return PersistentConnection.open({
    host: 'localhost',
    port,
    trust: { mode: 'verified', anchors: [root.certificate.der] },
    identity: { key: keys.privateKey, certificateChain: [certificate.der] },
  });
}

describe('EST client and server over real TLS', () => {
  for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
    it(`enrol and renew with requests bound to their ${version} connection`, async () => {
      const { root, device } = await lab();
      const overrides = { csrAttributes: async () => [CHALLENGE_PASSWORD] };
      await using running = await startLab({ channelBinding: 'required' }, overrides, { maxVersion: version });
      const connection = await open(running.port, device);
      assert.equal(connection.connection.tls.protocol, version);
      const client = new EstClient({ ...overConnection(connection), clock: systemClock });
      const ca = await client.getCaCerts({ basis: 'pinned', certificate: root.certificate });
      const csrAttributes = await client.getCsrAttrs();
      const keys = generateKeyPair('P-256');
      const signer = softwareSigner(keys.privateKey);
      const { certificate } = await client.enroll({ subject: SUBJECT, signer, csrAttributes, trust: ca });
      const ldevid = { certificate, keys, signer };

      await connection.reconnect({ identity: { key: keys.privateKey, certificateChain: [certificate.der] } });
      const renewed = await client.reenroll({ current: ldevid.certificate, signer: key(), csrAttributes, trust: ca });
      assert.equal(renewed.certificate.subject.equals(SUBJECT), true);
      assert.deepEqual(
        running.server.requests.map(({ operation }) => operation),
        ['simpleenroll', 'simplereenroll'],
      );
      connection.close();
    });

    it(`do not let a request made for one ${version} connection travel on another`, async () => {
      const { root, device } = await lab();
      await using running = await startLab({ channelBinding: 'required' }, {}, { maxVersion: version });
      const first = await open(running.port, device);
      const second = await open(running.port, device);
      const client = new EstClient({
        send: overConnection(second).send,
        channelBinding: overConnection(first).channelBinding,
        clock: systemClock,
      });
      const trust = { anchors: [root.certificate] };
      await assert.rejects(client.enroll({ subject: SUBJECT, signer: key(), trust }), {
        code: 'E_EST_STATUS',
        message: /E_EST_BINDING_MISMATCH/,
      });
      assert.equal(running.server.requests.length, 0);
      first.close();
      second.close();
    });
  }
});
