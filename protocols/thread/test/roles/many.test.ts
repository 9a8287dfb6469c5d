/** Many joiners through one Commissioner, on a mesh that loses datagrams. */

import assert from 'node:assert/strict';
import { it } from 'node:test';
import { MINUTE, seededRandom } from '@sallyport/core';
import { joiner, joinerRouter, PERMIT, PSKD } from '../support/joining.ts';
import { Network } from '../support/network.ts';

const JOINERS = 40;

it('all of forty joiners that begin at the same moment come aboard, though every twentieth datagram is lost', async () => {
  const network = new Network();
  const { commissioner, events } = await network.commissioner('phone', { authorizer: PERMIT });
  const routers = [joinerRouter(network, 0x7800), joinerRouter(network, 0x7c00)];
  await network.run(commissioner.enableJoiner({ by: 'any' }, PSKD));
  const dice = seededRandom('loss');
  network.hub.lose = () => (dice.bytes(1)[0] ?? 0) < 13;
  const joining = Array.from({ length: JOINERS }, (_, i) => {
    const identity = { by: 'eui64', eui64: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, i) } as const;
    const [first, second] = i % 2 === 0 ? routers : routers.toReversed();
    return joiner(network, [first?.node ?? network.borderNode, second?.node ?? network.borderNode], {
      identity,
    }).joiner.join();
  });
  const joined = await network.run(Promise.all(joining), 10 * MINUTE);
  assert.equal(joined.length, JOINERS);
  const accepted = new Set(events.flatMap((event) => (event.type === 'joiner-accepted' ? event.joinerId : [])));
  assert.equal(accepted.size, JOINERS);
  await network.time.advance(2 * MINUTE);
  assert.deepEqual(
    routers.map(({ node }) => node.keks),
    [0, 0],
  );
});
