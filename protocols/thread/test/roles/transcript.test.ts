/**
 * A whole commissioning, message by message, with fixed randomness: what is on the wire may change only with this record.
 *
 * The record is of this code; that its messages are the ones of Thread was seen with OpenThread and ot-commissioner as the other
 * side. It pins order, senders, protection, CoAP types, paths, TLVs with their lengths, and the bytes of everything by a digest.
 * SALLYPORT_RECORD=1 records anew: then read the difference before it is kept.
 */

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { it } from 'node:test';
import { classOf, decodeMessage } from '@sallyport/coap';
import { isSallyportError } from '@sallyport/core';
import { TLVS } from '../../src/tlv/table.ts';
import { decodeTlvs } from '../../src/tlv/tlv.ts';
import { EUI64, joiner, joinerRouter, PERMIT, PSKD } from '../support/joining.ts';
import type { HubDatagram } from '../support/mesh-hub.ts';
import { Network } from '../support/network.ts';

const URI_PATH = 11;
const NAMES: ReadonlyMap<number, string> = new Map(Object.values(TLVS).map(({ type, name }) => [type, name]));
const RECORDS = ['change cipher spec', 'alert', 'handshake', 'application data'];

/** One datagram in one line. */
function describe(datagram: HubDatagram): string {
  const { fromAddress, from, to, security } = datagram;
  const link = typeof security === 'string' ? security : 'kek';
  return `${short(fromAddress)}:${from} > ${short(to.address)}:${to.port} ${link} ${contentOf(datagram)}`;
}

function contentOf({ to, from, payload }: HubDatagram): string {
  if (to.port !== 61_631 && from !== 61_631) return recordsOf(payload).join(', ');
  const { type, code, options, payload: body } = decodeMessage(payload);
  const path = options.filter(({ number }) => number === URI_PATH).map(({ value }) => Buffer.from(value).toString());
  const verb = code === 0 ? 'empty' : classOf(code) === 0 ? `POST ${path.join('/')}` : `${code >> 5}.0${code & 31}`;
  return [type, verb, ...tlvsOf(body)].join(' ');
}

function tlvsOf(body: Uint8Array): readonly string[] {
  try {
    const tlvs = decodeTlvs(body).map(({ type, value }) => `${NAMES.get(type) ?? type}(${value.length})`);
    return tlvs.length === 0 ? [] : [tlvs.join(', ')];
  } catch (thrown) {
    if (isSallyportError(thrown)) return [`${body.length} bytes`];
    throw thrown;
  }
}

function recordsOf(payload: Uint8Array): readonly string[] {
  const records: string[] = [];
  for (let offset = 0; offset < payload.length; ) {
    const length = ((payload[offset + 11] ?? 0) << 8) | (payload[offset + 12] ?? 0);
    records.push(`${RECORDS[(payload[offset] ?? 0) - 20]} ${length}`);
    offset += 13 + length;
  }
  return records;
}

function short(address: string): string {
  return address.replace('fd00:db8::ff:fe00:', '').replace('fe80::', 'fe80…').replace(/….*:/, '…');
}

it('a commissioning is the same, message by message', async () => {
  const network = new Network();
  const { commissioner } = await network.commissioner('phone', { authorizer: PERMIT });
  const router = joinerRouter(network);
  await network.run(commissioner.enableJoiner({ by: 'eui64', eui64: EUI64 }, PSKD));
  await network.run(joiner(network, [router.node]).joiner.join());
  await network.run(commissioner.resign());
  const lines = network.hub.sent.map(describe);
  const digest = createHash('sha256');
  for (const { payload } of network.hub.sent) digest.update(payload);
  const transcript = `${lines.join('\n')}\n${digest.digest('hex')}\n`;
  const record = new URL('commissioning.txt', import.meta.url);
  if (process.env['SALLYPORT_RECORD'] === '1') writeFileSync(record, transcript);
  assert.equal(transcript, readFileSync(record, 'utf8'));
});
