/** The README: its example as it stands there, its table of TLVs as the code has it, the files it names. */

import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { Secret, seededRandom, toHex } from '@sallyport/core';
import {
  channelMaskOf,
  createDataset,
  datasetFromHex,
  decodeCommissionerDataset,
  derivePskc,
  encodeCommissionerDataset,
  exposeDatasetHex,
  joinerIdOf,
  parseJoinerQr,
  steeringDataFor,
  steers,
  TLVS,
  type TlvDefinition,
} from '@sallyport/thread';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
const flat = (text: string): string => text.replace(/console\.log\(|[\s,;()]+/g, '');

function rowOf({ type, name, minLength, maxLength, isSecret }: TlvDefinition<unknown>): string {
  const lengths = minLength === maxLength ? `${minLength}` : `${minLength} to ${maxLength}`;
  return `|${type}|${name}|${lengths}|${isSecret ? 'key' : ''}|`;
}

describe('the README', () => {
  it('shows an example that works', () => {
    const random = seededRandom('readme');
    const networkName = 'Workshop';
    const extendedPanId = random.bytes(8);
    const pskc = derivePskc(Secret.of('correct horse battery'), { networkName, extendedPanId });
    const network = createDataset(
      { networkName, extendedPanId, pskc, channelMask: channelMaskOf([11, 15, 20, 25]) },
      random,
    );
    const redacted = network.dataset.redact(); // keys read as [secret]
    const copied = exposeDatasetHex(network.dataset); // what `dataset set active` of OpenThread takes

    const { eui64, pskd } = parseJoinerQr('v=1&&eui=0000b57fffe15d68&&cc=J01NU5');
    const steeringData = steeringDataFor([joinerIdOf(eui64)]);
    const request = encodeCommissionerDataset({ sessionId: 7, steeringData }); // body of MGMT_COMMISSIONER_SET.req

    assert.equal(redacted.networkKey, '[secret]');
    assert.ok(datasetFromHex(copied).equals(network.dataset));
    assert.ok(pskd.equals(Secret.of('J01NU5')));
    assert.ok(steers(decodeCommissionerDataset(request).steeringData ?? new Uint8Array(0), joinerIdOf(eui64)));
    assert.equal(toHex(request).slice(0, 8), '0b020007');
  });

  it('shows it as it is run here', () => {
    const example = /```ts\n(.*?)```/s.exec(readme)?.[1] ?? assert.fail();
    const own = flat(readFileSync(new URL(import.meta.url), 'utf8')).replace('constredacted=', '');
    assert.ok(own.includes(flat(example)));
  });

  it('has the table of TLVs that the code reads', () => {
    const table = /<!-- tlvs -->\n(.*?)<!-- \/tlvs -->/s.exec(readme)?.[1] ?? assert.fail();
    const rows = table
      .trim()
      .split('\n')
      .slice(2)
      .map((line) => line.replace(/ *\| */g, '|'));
    const definitions: readonly TlvDefinition<unknown>[] = Object.values(TLVS);
    assert.deepEqual(rows, definitions.map(rowOf));
  });

  it('names files that exist', () => {
    for (const [, file = ''] of readme.matchAll(/`([a-z/-]+\.ts)`/g)) {
      assert.ok(existsSync(new URL(`${file.startsWith('test/') ? '../' : '../src/'}${file}`, import.meta.url)), file);
    }
  });
});
