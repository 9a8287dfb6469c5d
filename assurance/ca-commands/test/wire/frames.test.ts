import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { concat, fromHex, utf8 } from '@sallyport/core';
import { refuses } from '@sallyport/testing';
import fc from 'fast-check';
import { MAX_FRAME } from '../../src/limits.ts';
import { encodeFrame, FrameReader } from '../../src/wire/frames.ts';

describe('frames', () => {
  it('are four octets of length, and as many octets', () => {
    assert.deepEqual(encodeFrame(utf8('{}')), fromHex('000000027b7d'));
  });

  it('come out as they went in, however the stream is cut', () => {
    const message = fc.uint8Array({ minLength: 1, maxLength: 300 });
    fc.assert(
      fc.property(
        fc.array(message, { maxLength: 8 }),
        fc.array(fc.integer({ min: 0, max: 2500 })),
        (messages, cuts) => {
          const stream = concat(...messages.map(encodeFrame));
          const reader = new FrameReader();
          const read: Uint8Array[] = [];
          let from = 0;
          for (const cut of [...cuts.filter((each) => each < stream.length).sort((a, b) => a - b), stream.length]) {
            read.push(...reader.push(stream.subarray(from, cut)));
            from = cut;
          }
          assert.deepEqual(read, messages);
        },
      ),
    );
  });

  it('that are empty or too long are refused by their length alone', async () => {
    await refuses(() => encodeFrame(new Uint8Array()), 'E_CA_COMMANDS_FRAME');
    await refuses(() => encodeFrame(new Uint8Array(MAX_FRAME + 1)), 'E_CA_COMMANDS_FRAME');
    for (const length of ['00000000', '00010001', 'ffffffff']) {
      await refuses(() => [...new FrameReader().push(fromHex(length))], 'E_CA_COMMANDS_FRAME');
    }
    assert.deepEqual([...new FrameReader().push(fromHex('00010000'))], []);
  });
});
