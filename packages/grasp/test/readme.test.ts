import assert from 'node:assert/strict';
import { it } from 'node:test';
import { decodeMessage, encodeFlood, FloodListener, IPPROTO_TCP, OBJECTIVE_FLAGS } from '@sallyport/grasp';

it('the example of the README works', () => {
  const datagram = encodeFlood({
    sessionId: 12340815,
    initiator: 'fe80::1',
    ttl: 180_000,
    objectives: [
      {
        objective: { name: 'AN_Proxy', flags: OBJECTIVE_FLAGS.F_SYNCH, loopCount: 1, value: '' },
        locator: { type: 'ipv6', address: 'fe80::1', protocol: IPPROTO_TCP, port: 4443 },
      },
    ],
  });
  assert.equal(decodeMessage(datagram).kind, 'flood');
  const listener = new FloodListener({ objectives: ['AN_Proxy'], scope: 'link-local' });
  const reception = listener.receive(datagram, 'fe80::1%eth0', 0);
  assert.equal(reception.outcome, 'accepted');
  assert.equal(listener.offers()[0]?.locator?.port, 4443);
});
