import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fromHex, toHex } from '@sallyport/core';
import fc from 'fast-check';
import {
  decodeLinkFrame,
  encodeLinkFrame,
  FrameStream,
  framed,
  type LinkContent,
  LOOPBACK_ASSISTANCE,
  MAX_LINK_FRAME,
  PAE_GROUP,
} from '../../src/index.ts';

const STATION = fromHex('020000000001');

const PLAIN = { noNullPrototype: true };

const contents: fc.Arbitrary<LinkContent> = fc.oneof(
  fc.record({ type: fc.constant('eap' as const), packet: fc.uint8Array({ maxLength: 300 }) }, PLAIN),
  fc.constant({ type: 'start' as const }),
  fc.constant({ type: 'logoff' as const }),
  fc.record({ type: fc.constantFrom('echo' as const, 'echoed' as const), receipt: fc.nat(0xffff) }, PLAIN),
);

describe('a frame of a simulated link', () => {
  it('is EAPOL as IEEE 802.1X has it', () => {
    const start = encodeLinkFrame({ to: PAE_GROUP, from: STATION, content: { type: 'start' } });
    assert.equal(toHex(start), '0180c2000003020000000001888e03010000');
  });

  it('asks for an echo as Ethernet’s testing protocol has it: forward to me, then reply', () => {
    const echo = encodeLinkFrame({
      to: LOOPBACK_ASSISTANCE,
      from: STATION,
      content: { type: 'echo', receipt: 0x1234 },
    });
    assert.equal(toHex(echo), 'cf00000000000200000000019000' + '0000' + '0200' + '020000000001' + '0100' + '3412');
  });

  it('comes back as it went', () => {
    fc.assert(
      fc.property(contents, (content) => {
        const frame = { to: PAE_GROUP, from: STATION, content };
        assert.deepEqual(decodeLinkFrame(encodeLinkFrame(frame)), frame);
      }),
    );
  });

  it('is nothing when it is cut anywhere', () => {
    const frame = encodeLinkFrame({
      to: PAE_GROUP,
      from: STATION,
      content: { type: 'eap', packet: Uint8Array.of(1, 2) },
    });
    for (let length = 0; length < frame.length; length++) {
      assert.equal(decodeLinkFrame(frame.subarray(0, length)), undefined);
    }
  });

  it('is nothing or a frame, whatever the bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => void decodeLinkFrame(bytes)));
  });
});

describe('a stream of frames', () => {
  it('gives the same frames however the stream is cut', () => {
    const parts = fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 5 });
    fc.assert(
      fc.property(parts, fc.integer({ min: 1, max: 9 }), (frames, step) => {
        const stream = new FrameStream();
        const bytes = Uint8Array.from(frames.flatMap((frame) => [...framed(frame)]));
        const taken: Uint8Array[] = [];
        for (let at = 0; at < bytes.length; at += step)
          taken.push(...(stream.take(bytes.subarray(at, at + step)) ?? []));
        assert.deepEqual(taken, frames);
      }),
    );
  });

  it('ends at a frame larger than any of the link', () => {
    const head = new Uint8Array(4);
    new DataView(head.buffer).setUint32(0, MAX_LINK_FRAME + 1);
    assert.equal(new FrameStream().take(head), undefined);
  });
});
