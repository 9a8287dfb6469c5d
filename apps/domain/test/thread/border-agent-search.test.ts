import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { announce } from '@sallyport/dns-sd';
import { BORDER_AGENT_SERVICE, decodeStateBitmap, encodeBorderAgentTxt, encodeStateBitmap } from '@sallyport/thread';
import { BorderAgentSearch } from '../../src/thread/border-agent-search.ts';
import { borderAgentJson } from '../../src/thread/border-agents.ts';

/** Apart from every other speaker of multicast DNS. */
const LOOPBACK = { interface: 'lo', mdnsPort: 15_353 };

describe('looking for border agents', () => {
  it('finds one, and what it says of its network; whoever asks meanwhile hears the same', async (t) => {
    const state = decodeStateBitmap(
      encodeStateBitmap({
        connectionMode: 'pskc',
        threadInterface: 'active',
        availability: 'high',
        threadRole: 'leader',
      }),
    );
    const announcement = await announce({
      ...LOOPBACK,
      type: BORDER_AGENT_SERVICE,
      name: 'Hall',
      port: 49_191,
      addresses: ['127.0.0.1'],
      txt: encodeBorderAgentTxt({
        state,
        networkName: '<b>Hall</b>',
        extendedPanId: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8),
        threadVersion: '1.4.0',
      }),
    });
    t.after(() => announcement.close());
    const search = new BorderAgentSearch(LOOPBACK);
    const [first, second] = [search.look({ seconds: 2 }), search.look({ seconds: 9 })];
    assert.equal(first, second);
    const [found] = (await first).map(borderAgentJson);
    assert.equal(found?.networkName, '<b>Hall</b>');
    assert.equal(found?.extendedPanId, '0102030405060708');
    assert.equal(found?.connectionMode, 'pskc');
    assert.equal(found?.threadRole, 'leader');
    assert.equal(found?.port, 49_191);
    assert.deepEqual(found?.addresses, ['127.0.0.1']);
    assert.equal(found?.problem, null);
    assert.deepEqual(await search.look({ seconds: 1, sharing: true }), []);
  });
});
