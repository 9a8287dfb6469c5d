import assert from 'node:assert/strict';
import { it } from 'node:test';
import { systemClock, systemRandom, systemTimer } from '@sallyport/core';
import { EapPeer, EapServer, tlsPeer, tlsServer, trustPeers, trustServers } from '@sallyport/eap';
import { credentials, device as deviceParty, root, server as serverParty } from './support/world.ts';

it('the example of the README works', async () => {
  const [ownerRoot, radiusServer, device] = [root.certificate, credentials(serverParty), credentials(deviceParty)];
  const [newestLists, eapStart] = [undefined, new Uint8Array(0)];

  const ports = { clock: systemClock, timer: systemTimer, random: systemRandom };
  const judge = trustPeers({ anchors: [ownerRoot], clock: systemClock, crls: () => newestLists });
  const server = new EapServer({ methods: [tlsServer({ credentials: radiusServer, judge }, ports)] }, ports);

  let reply = await server.receive({ eap: eapStart, origin: 'nas-1/02-00-00-00-00-01' });

  const serverNames = ['radius.owner.example'];
  const method = tlsPeer({
    credentials: device,
    judge: trustServers({ anchors: [ownerRoot], clock: systemClock, serverNames }),
  });
  const peer = new EapPeer({ identity: '@owner.example', methods: [method] }, ports);

  while (reply.outcome === 'challenge') {
    const { response } = await peer.receive(reply.eap);
    assert.ok(response !== undefined);
    reply = await server.receive({ eap: response, state: reply.state, origin: 'nas-1/02-00-00-00-00-01' });
  }
  assert.ok(reply.outcome === 'accept');
  const { outcome } = await peer.receive(reply.eap);
  assert.equal(outcome?.outcome, 'success');
  peer.close();
  server.close();
});
