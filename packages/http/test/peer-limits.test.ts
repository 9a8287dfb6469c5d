import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ManualClock } from '@sallyport/core';
import { buildRequest, PeerLimits, peerAddress } from '@sallyport/http';

describe('the share of a peer', () => {
  it('is used up by what it asks, and grows again evenly', () => {
    const clock = new ManualClock();
    const limits = new PeerLimits({ requests: 10, span: 10_000 }, clock);
    assert.equal(limits.take('a', 8), 0);
    assert.equal(limits.take('a', 3), 1000);
    assert.equal(limits.take('a', 2), 0);
    assert.equal(limits.take('b'), 0, 'it is no business of others');
    clock.advance(2500);
    assert.equal(limits.take('a', 2), 0);
    assert.equal(limits.take('a'), 500);
    clock.advance(60_000);
    assert.equal(limits.take('a', 11), 1000, 'never more than the whole of it');
    assert.equal(limits.take('a', 10), 0);
  });

  it('is that of a household, however many addresses it has', () => {
    const from = (remoteAddress: string) => {
      const request = buildRequest({ target: '/' });
      return peerAddress({ ...request, connection: { ...request.connection, remoteAddress } });
    };
    assert.equal(from('2001:db8::1'), from('2001:db8::ffff:1'));
    assert.notEqual(from('2001:db8::1'), from('2001:db8:0:1::1'));
    assert.notEqual(from('::ffff:192.0.2.1'), from('::ffff:192.0.2.2'));
    assert.equal(from('192.0.2.1'), '192.0.2.1');
  });
});
