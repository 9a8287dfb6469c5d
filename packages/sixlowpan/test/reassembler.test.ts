import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { VirtualTime } from '@sallyport/core';
import { type Fragment, Reassembler, type ReassemblyLimits } from '@sallyport/sixlowpan';
import { withCode } from '@sallyport/testing';

function fragment(change: Partial<Fragment>, length = 8, value = 1): Fragment {
  return { between: 'a>b', datagramSize: 24, tag: 1, offset: 0, bytes: new Uint8Array(length).fill(value), ...change };
}

function make(limits: Partial<ReassemblyLimits> = {}) {
  const time = new VirtualTime();
  return { time, reassembler: new Reassembler({ clock: time }, limits) };
}

describe('reassembly', () => {
  it('tells datagrams apart by their ends, their tag and their size', () => {
    const { reassembler } = make();
    reassembler.add(fragment({}));
    reassembler.add(fragment({ tag: 2 }));
    reassembler.add(fragment({ between: 'c>b' }));
    reassembler.add(fragment({ datagramSize: 32 }));
    assert.equal(reassembler.pending, 4);
    reassembler.add(fragment({ offset: 8 }));
    assert.equal(reassembler.add(fragment({ offset: 16 }))?.length, 24);
    assert.equal(reassembler.pending, 3);
  });

  it('takes a repeated fragment once, and keeps what came first', () => {
    const { reassembler } = make();
    reassembler.add(fragment({}, 8, 1));
    assert.equal(reassembler.add(fragment({}, 8, 9)), undefined);
    reassembler.add(fragment({ offset: 8 }));
    assert.equal(reassembler.add(fragment({ offset: 16 }))?.[0], 1);
  });

  it('begins anew when a fragment overlaps others (RFC 4944 §5.3)', () => {
    const { reassembler } = make();
    reassembler.add(fragment({}, 16, 1));
    assert.equal(reassembler.add(fragment({ offset: 8 }, 16, 2)), undefined);
    assert.equal(reassembler.pending, 1);
    const packet = reassembler.add(fragment({}, 8, 3));
    assert.deepEqual([...(packet ?? [])], [...new Array(8).fill(3), ...new Array(16).fill(2)]);
  });

  it('gives up a datagram that never ends', async () => {
    const { time, reassembler } = make({ timeout: 5000 });
    reassembler.add(fragment({}));
    await time.advance(4999);
    assert.equal(reassembler.pending, 1);
    await time.advance(1);
    assert.equal(reassembler.pending, 0);
    assert.equal(reassembler.add(fragment({ offset: 8 }, 16)), undefined);
  });

  it('holds no more datagrams than it may, and lets nobody push out others', () => {
    const { reassembler } = make({ maxDatagrams: 6, maxPerSender: 4 });
    reassembler.add(fragment({ between: 'quiet', datagramSize: 16 }));
    for (let tag = 0; tag < 10_000; tag++) reassembler.add(fragment({ between: 'loud', tag }));
    assert.equal(reassembler.pending, 5);
    assert.equal(reassembler.add(fragment({ between: 'quiet', datagramSize: 16, offset: 8 }))?.length, 16);
    for (let sender = 0; sender < 10_000; sender++) reassembler.add(fragment({ between: `${sender}` }));
    assert.equal(reassembler.pending, 6);
  });

  const refused: readonly (readonly [why: string, fragment: Fragment, code: string])[] = [
    ['of a datagram over the limit', fragment({ datagramSize: 1281 }), 'E_SIXLOWPAN_TOO_LARGE'],
    ['without bytes', fragment({}, 0), 'E_SIXLOWPAN_MALFORMED'],
    ['beyond its datagram', fragment({ offset: 16 }, 9), 'E_SIXLOWPAN_MALFORMED'],
    ['that begins behind its datagram', fragment({ offset: 24 }), 'E_SIXLOWPAN_MALFORMED'],
    ['that ends between multiples of eight', fragment({}, 7), 'E_SIXLOWPAN_MALFORMED'],
  ];
  for (const [why, each, code] of refused) {
    it(`refuses a fragment ${why}`, () => {
      const { reassembler } = make();
      assert.throws(() => reassembler.add(each), withCode(code));
      assert.equal(reassembler.pending, 0);
    });
  }
});
