import assert from 'node:assert/strict';
import { createSecretKey } from 'node:crypto';
import { it } from 'node:test';
import { decodeFrame, protectFrame, ReplayGuard, unprotectFrame, withFcs, withoutFcs } from '@sallyport/ieee802154';

it('the example of the README works', () => {
  const key = createSecretKey(new Uint8Array(16));
  const sender = Uint8Array.of(0x16, 0x6e, 0x0a, 0, 0, 0, 0, 7);
  const frame = {
    type: 'data',
    version: '2006',
    framePending: false,
    ackRequest: true,
    sequenceNumber: 1,
    destinationPanId: 0xface,
    destination: 0x2000,
    source: 0x2001,
    security: { level: 5, frameCounter: 0, key: { mode: 1, index: 1 } },
    payload: Uint8Array.of(1, 2, 3),
  } as const;
  const onAir = withFcs(protectFrame(frame, key, sender));

  const received = decodeFrame(withoutFcs(onAir) ?? new Uint8Array(0));
  const opened = unprotectFrame(received, key, sender);
  const isFresh = opened !== undefined && new ReplayGuard().accept('0x2001 1', 0);
  assert.deepEqual(opened?.payload, frame.payload);
  assert.equal(isFresh, true);
});
