import assert from 'node:assert/strict';
import { it } from 'node:test';
import { systemClock } from '@sallyport/core';
import {
  ContextTable,
  decodeAdaptation,
  decodeUdpDatagram,
  encodeUdpDatagram,
  linkLocalFrom,
  Reassembler,
  toFramePayloads,
  toPacket,
} from '@sallyport/sixlowpan';

it('the example of the README works', () => {
  const packet = encodeUdpDatagram({
    source: linkLocalFrom(0x2001),
    destination: linkLocalFrom(0x2000),
    hopLimit: 64,
    sourcePort: 61631,
    destinationPort: 61631,
    payload: new Uint8Array(300),
  });
  const link = { source: 0x2001, destination: 0x2000 };
  const compression = { contexts: new ContextTable() };
  const payloads = toFramePayloads(packet, link, compression, { room: 100, tag: 1 });
  assert.equal(payloads.length, 4);

  const reassembler = new Reassembler({ clock: systemClock });
  for (const payload of payloads) {
    const received = toPacket(decodeAdaptation(payload), link, compression, reassembler);
    if (received !== undefined) assert.equal(decodeUdpDatagram(received).payload.length, 300);
  }
  assert.equal(reassembler.pending, 0);
});
