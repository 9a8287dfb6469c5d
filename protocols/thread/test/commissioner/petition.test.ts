import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Secret } from '@sallyport/core';
import { Network } from '../support/network.ts';

describe('an external Commissioner petitions through a Border Agent', () => {
  it('becomes the Commissioner', async () => {
    const network = new Network();
    const { commissioner, events } = network.candidate('phone');
    await network.run(commissioner.connect());
    const sessionId = await network.run(commissioner.petition());
    assert.equal(commissioner.state, 'active');
    assert.equal(network.leader.commissioner?.sessionId, sessionId);
    assert.equal(network.leader.commissioner?.commissionerId, 'phone');
    assert.deepEqual(
      events.map((event) => (event.type === 'state' ? event.state : event.type)),
      ['connecting', 'connected', 'petitioning', 'active'],
    );
  });
});
