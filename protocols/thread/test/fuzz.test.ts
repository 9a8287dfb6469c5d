/**
 * Hostile bytes for the parsers of this package: they are read or refused with a typed error, and what was read is written back the same.
 * SALLYPORT_FUZZ_RUNS sets how many inputs each parser gets. The bodies of TMF messages are fuzzed beside their own tests.
 */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fromHex, isSallyportError, toHex } from '@sallyport/core';
import {
  applyManagementSet,
  decodeTlvs,
  encodeTlvs,
  OperationalDataset,
  parseJoinerQr,
  requireActive,
  requirePending,
  TLVS,
  tlvDefinition,
} from '@sallyport/thread';
import { fuzz } from './support/fuzz.ts';
import { ALL_DATASETS, OPENTHREAD_5938, OPENTHREAD_PENDING } from './support/openthread-datasets.ts';

const SEEDS = [
  ...ALL_DATASETS.map(fromHex),
  fromHex('0b02123411ff00040102030482020000'),
  fromHex('3506000400100000350400020fff'),
  fromHex('10ff000101'),
];

describe('hostile bytes', () => {
  it('as TLVs are read or refused, and come back the same', () => {
    fuzz('tlvs', SEEDS, (input) => {
      const tlvs = decodeTlvs(input);
      assert.equal(toHex(encodeTlvs(tlvs)), toHex(input));
      for (const { type, value } of tlvs) tlvDefinition(type)?.decode(value);
    });
  });

  it('as a dataset are read or refused, and come back the same', () => {
    fuzz('dataset', SEEDS, (input) => {
      const dataset = OperationalDataset.decode(input);
      assert.equal(toHex(dataset.encode()), toHex(input));
      JSON.stringify(dataset);
      assert.ok(dataset.equals(dataset.merge(dataset)));
      requireActive(dataset);
      requirePending(dataset);
    });
  });

  it('as a request to a Leader are decided, and never break it', () => {
    const active = OperationalDataset.decode(fromHex(OPENTHREAD_5938.hex));
    const pending = OperationalDataset.decode(fromHex(OPENTHREAD_PENDING));
    const messages = ['MGMT_ACTIVE_SET', 'MGMT_ACTIVE_REPLACE', 'MGMT_PENDING_SET'] as const;
    fuzz('management set', SEEDS, (input) => {
      const request = OperationalDataset.decode(input);
      for (const message of messages) {
        for (const sessionId of [1, undefined]) {
          const set = { message, sessionId, request, active, pending, commissionerSessionId: 1 };
          try {
            const outcome = applyManagementSet(set);
            assert.ok(outcome.state === 'reject' || outcome.dataset.has(TLVS.networkKey));
          } catch (thrown) {
            // A typed error would pass for a refusal of the bytes; here there must be none.
            throw new Error(`decided by a throw: ${isSallyportError(thrown) ? thrown.code : thrown}`);
          }
        }
      }
    });
  });

  it('as the text of a QR code are read or refused', () => {
    const seeds = ['v=1&&eui=0000b57fffe15d68&&cc=J01NU5', 'cc=J01NU5&&v=1&&eui=0000b57fffe15d68&&x=1'];
    fuzz(
      'qr',
      seeds.map((text) => Uint8Array.from(Buffer.from(text))),
      (input) => {
        parseJoinerQr(Buffer.from(input).toString('latin1'));
      },
    );
  });
});
