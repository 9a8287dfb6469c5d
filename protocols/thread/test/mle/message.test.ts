import assert from 'node:assert/strict';
import { createSecretKey } from 'node:crypto';
import { describe, it } from 'node:test';
import { fromHex, isSallyportError, Secret, toHex } from '@sallyport/core';
import { withCode } from '@sallyport/testing';
import fc from 'fast-check';
import { networkKeysOf } from '../../src/keys/network-keys.ts';
import { readFields } from '../../src/mle/fields.ts';
import { AuthenticMle, decodePlainMle, encodePlainMle, openMle, sealMle } from '../../src/mle/message.ts';
import { MLE_COMMANDS, MLE_TLVS } from '../../src/mle/table.ts';
import { encodeTlvs, Tlv } from '../../src/tlv/tlv.ts';

const RUNS = Number(process.env['SALLYPORT_FUZZ_RUNS'] ?? 3000);

/**
 * An Advertisement under the network key 00112233445566778899aabbccddeeff, from OpenThread's
 * tests/scripts/thread-cert/test_crypto.py (BSD-3-Clause).
 */
const ADVERTISEMENT = {
  networkKey: Secret.of(fromHex('00112233445566778899aabbccddeeff')),
  ends: {
    source: fromHex('fe800000000000000235cc94d77a07e8'),
    destination: fromHex('ff020000000000000000000000000002'),
  },
  frameCounter: 262_165,
  plain: '040002000009' + '0b8f80000000000040000' + '1f1' + '0b08655e0f8340c78331',
  secured:
    '00' +
    '15' +
    '15000400' +
    '00000000' +
    '01' +
    '9a5a9a5bba259c5e58a27e7574ef79bc4fa3f9aea834f6f237219360' +
    'e1b5a253',
};
const key = createSecretKey(networkKeysOf(ADVERTISEMENT.networkKey, 0).mleKey.expose());
const keyFor = (sequence: number) => (sequence === 0 ? key : undefined);

describe('a secured MLE message', () => {
  const { ends, frameCounter, plain, secured } = ADVERTISEMENT;

  it('of another stack is opened', () => {
    const message = openMle(fromHex(secured), ends, keyFor);
    assert.ok(message instanceof AuthenticMle);
    assert.equal(message.command, MLE_COMMANDS.advertisement);
    assert.equal(message.frameCounter, frameCounter);
    assert.equal(message.sequence, 0);
    assert.equal(message.isAuthentic, true);
    assert.equal(`04${toHex(encodeTlvs(message.tlvs))}`, plain);
    const fields = readFields(message.tlvs);
    assert.equal(fields.sourceAddress, 0);
    assert.deepEqual(fields.leaderData, {
      partitionId: 0x655e0f83,
      weighting: 0x40,
      dataVersion: 0xc7,
      stableDataVersion: 0x83,
      leaderRouterId: 0x31,
    });
  });

  it('is made as another stack makes it', () => {
    const opened = openMle(fromHex(secured), ends, keyFor);
    assert.ok(opened);
    const made = sealMle(opened, ends, { key, sequence: 0, frameCounter });
    assert.equal(toHex(made), secured);
  });

  it('is nothing to who has another key, or hears of other ends', () => {
    assert.equal(
      openMle(fromHex(secured), ends, () => undefined),
      undefined,
    );
    assert.equal(
      openMle(fromHex(secured), ends, () => createSecretKey(new Uint8Array(16))),
      undefined,
    );
    const elsewhere = { ...ends, source: fromHex('fe800000000000000235cc94d77a07e9') };
    assert.equal(openMle(fromHex(secured), elsewhere, keyFor), undefined);
  });

  it('is nothing once a bit has changed', () => {
    const bytes = fromHex(secured);
    for (let at = 0; at < bytes.length; at++) {
      const changed = Uint8Array.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 0x01;
      assert.equal(openOrRefuse(changed), undefined, `byte ${at}`);
    }
  });

  it('cut at any place is refused', () => {
    const bytes = fromHex(secured);
    for (let length = 0; length < bytes.length; length++)
      assert.equal(openOrRefuse(bytes.subarray(0, length)), undefined);
  });

  const refused: readonly (readonly [why: string, bytes: Uint8Array])[] = [
    ['without security', fromHex('ff04')],
    ['with another suite', fromHex(`01${secured.slice(2)}`)],
    ['with another level', fromHex(`0016${secured.slice(4)}`)],
    ['with key identifier mode 1', fromHex(`000d${secured.slice(4)}`)],
    ['whose key index is of another sequence', fromHex(`${secured.slice(0, 20)}02${secured.slice(22)}`)],
    ['that ends with its header', fromHex(secured.slice(0, 24))],
  ];
  for (const [why, bytes] of refused) {
    it(`is refused ${why}`, () => assert.throws(() => openMle(bytes, ends, keyFor), withCode('E_THREAD_MLE')));
  }

  function openOrRefuse(bytes: Uint8Array): AuthenticMle | undefined {
    try {
      return openMle(bytes, ends, keyFor);
    } catch (error) {
      assert.ok(isSallyportError(error), String(error));
      return undefined;
    }
  }
});

describe('MLE messages of any kind', () => {
  const tlvs = fc.array(
    fc.tuple(fc.nat(255), fc.uint8Array({ maxLength: 30 })).map(([type, value]) => new Tlv(type, value)),
    { maxLength: 8 },
  );

  it('come back as they went, secured and plain', () => {
    fc.assert(
      fc.property(fc.nat(255), tlvs, fc.nat(0xffff_fffe), (command, list, frameCounter) => {
        const message = { command, tlvs: list };
        const { ends } = ADVERTISEMENT;
        const opened = openMle(sealMle(message, ends, { key, sequence: 0, frameCounter }), ends, keyFor);
        assert.deepEqual(toHex(encodeTlvs(opened?.tlvs ?? [])), toHex(encodeTlvs(list)));
        assert.equal(opened?.frameCounter, frameCounter);
        const plain = decodePlainMle(encodePlainMle(message));
        assert.equal(plain?.command, command);
        assert.deepEqual(toHex(encodeTlvs(plain?.tlvs ?? [])), toHex(encodeTlvs(list)));
      }),
      { numRuns: 300 },
    );
  });

  it('that strangers make are read or refused with a typed error', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.constantFrom(0x00, 0xff), (bytes, suite) => {
        const message = Uint8Array.of(suite, ...bytes);
        for (const read of [
          () => openMle(message, ADVERTISEMENT.ends, keyFor),
          () => readFields(decodePlainMle(message)?.tlvs ?? []),
        ]) {
          try {
            read();
          } catch (error) {
            assert.ok(isSallyportError(error), String(error));
            assert.match(error.code, /^E_THREAD_(?:MLE|TLV_[A-Z]+)$/);
          }
        }
      }),
      { numRuns: RUNS },
    );
  });

  it('without a command are refused', () => {
    assert.throws(() => decodePlainMle(Uint8Array.of(255)), withCode('E_THREAD_MLE'));
  });
});

describe('the table of MLE’s TLVs', () => {
  it('has each number once', () => {
    const types = Object.values(MLE_TLVS).map(({ type }) => type);
    assert.equal(new Set(types).size, types.length);
  });
});
