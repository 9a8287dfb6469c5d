import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fromHex, isSallyportError, toHex } from '@sallyport/core';
import { withCode } from '@sallyport/testing';
import fc from 'fast-check';
import { commissioningDataIn, networkDataOf } from '../../src/mle/commissioning-data.ts';
import {
  type DiscoveryAnswer,
  discoveryRequest,
  discoveryResponse,
  readDiscoveryRequest,
  readDiscoveryResponse,
} from '../../src/mle/discovery.ts';
import { isNewerDataVersion } from '../../src/mle/leader-data.ts';
import { decodePlainMle, encodePlainMle, type MleMessage } from '../../src/mle/message.ts';

const RUNS = Number(process.env['SALLYPORT_FUZZ_RUNS'] ?? 2000);

function sent(message: MleMessage): MleMessage {
  const received = decodePlainMle(encodePlainMle(message));
  assert.ok(received);
  return received;
}

const answer: DiscoveryAnswer = {
  version: 2,
  nativeCommissioner: true,
  extendedPanId: fromHex('dead00beef00cafe'),
  networkName: 'OpenThread',
  steeringData: fromHex('ffff'),
  joinerUdpPort: 1000,
  commissionerUdpPort: 49191,
};

describe('a Discovery Request', () => {
  it('is one unsecured message with one TLV', () => {
    // Suite 255, command 16, Thread Discovery TLV of four bytes, Discovery Request TLV: version 2, joiner.
    assert.equal(toHex(encodePlainMle(discoveryRequest({ version: 2, joiner: true }))), 'ff10' + '1a04' + '80022800');
  });

  it('comes back as it went', () => {
    for (const query of [
      { version: 3, joiner: false, exceptExtendedPanId: undefined },
      { version: 2, joiner: true, exceptExtendedPanId: fromHex('dead00beef00cafe') },
    ]) {
      assert.deepEqual(readDiscoveryRequest(sent(discoveryRequest(query))), query);
    }
  });

  it('is refused without its TLVs', () => {
    const missing = withCode('E_THREAD_TLV_MISSING');
    assert.throws(() => readDiscoveryRequest({ command: 16, tlvs: [] }), missing);
    const empty = decodePlainMle(fromHex('ff101a00')) ?? { command: 16, tlvs: [] };
    assert.throws(() => readDiscoveryRequest(empty), missing);
    assert.throws(() => readDiscoveryRequest(discoveryResponse(answer)), withCode('E_THREAD_MLE'));
  });
});

describe('a Discovery Response', () => {
  it('comes back as it went', () => {
    const closed = { ...answer, steeringData: undefined, joinerUdpPort: undefined, commissionerUdpPort: undefined };
    for (const each of [answer, closed]) assert.deepEqual(readDiscoveryResponse(sent(discoveryResponse(each))), each);
  });

  it('with flipped bits is read or refused with a typed error', () => {
    const bytes = encodePlainMle(discoveryResponse(answer));
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 })), { minLength: 1, maxLength: 4 }),
        (flips) => {
          const changed = Uint8Array.from(bytes);
          for (const [at, mask] of flips) changed[at] = (changed[at] ?? 0) ^ mask;
          try {
            const message = decodePlainMle(changed);
            if (message !== undefined) readDiscoveryResponse(message);
          } catch (error) {
            assert.ok(isSallyportError(error), String(error));
          }
        },
      ),
      { numRuns: RUNS },
    );
  });
});

describe('commissioning data', () => {
  it('stand in the network data with a header of their own', () => {
    assert.equal(toHex(networkDataOf(fromHex('0b020001'))), '08040b020001');
    assert.equal(toHex(commissioningDataIn(fromHex('08040b020001'))), '0b020001');
    assert.equal(networkDataOf(new Uint8Array(0)).length, 0);
    assert.equal(commissioningDataIn(new Uint8Array(0)).length, 0);
  });

  it('are found behind other network data, stable or not', () => {
    assert.equal(toHex(commissioningDataIn(fromHex('0702aabb' + '09020102'))), '0102');
  });

  it('are refused when they are cut off, or too long to send', () => {
    for (const hex of ['08', '0805010203']) {
      assert.throws(() => commissioningDataIn(fromHex(hex)), withCode('E_THREAD_MLE'));
    }
    assert.throws(() => networkDataOf(new Uint8Array(253)), withCode('E_THREAD_ARGUMENT'));
  });
});

describe('data versions', () => {
  it('are newer in a circle of 256', () => {
    assert.equal(isNewerDataVersion(1, 0), true);
    assert.equal(isNewerDataVersion(0, 255), true);
    assert.equal(isNewerDataVersion(5, 5), false);
    assert.equal(isNewerDataVersion(255, 0), false);
    assert.equal(isNewerDataVersion(0, 1), false);
  });
});
