import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fromHex, isSallyportError, toHex } from '@sallyport/core';
import { withCode } from '@sallyport/testing';
import fc from 'fast-check';
import {
  decodeTlvs,
  encodeTlvs,
  makeTlv,
  readRequestAction,
  readTrustedServerRoot,
  requestActionTlv,
  TLVS,
  tlvName,
  trustedServerRootTlv,
} from '../../src/index.ts';
import {
  errorTlv,
  identityTypeTlv,
  intermediateResultTlv,
  nakTlv,
  readEapPayload,
  readError,
  readIdentityType,
  readStatus,
  resultTlv,
} from '../../src/teap/values.ts';

describe('TLVs', () => {
  it('are laid out as RFC 9930 §4.2 has them', () => {
    assert.equal(toHex(encodeTlvs([resultTlv('success')])), '800300020001');
    assert.equal(toHex(encodeTlvs([intermediateResultTlv('failure')])), '800a00020002');
    assert.equal(toHex(encodeTlvs([errorTlv('tunnelCompromise')])), '80050004000007d1');
    assert.equal(toHex(encodeTlvs([identityTypeTlv('machine')])), '800200020002');
    assert.equal(toHex(encodeTlvs([nakTlv(13)])), '8004000600000000000d');
    assert.equal(toHex(encodeTlvs([makeTlv('pkcs10', fromHex('3000'))])), '001000023000');
    assert.equal(toHex(encodeTlvs([trustedServerRootTlv()])), '001100020001');
    const wish = requestActionTlv({ status: 'failure', action: 'processTlv', tlvs: [trustedServerRootTlv()] });
    assert.equal(toHex(encodeTlvs([wish])), '800800080201001100020001');
  });
  it('come back as they went, unknown ones too', () => {
    const tlv = fc.record({
      type: fc.integer({ min: 20, max: 0x3fff }),
      isMandatory: fc.boolean(),
      value: fc.uint8Array({ maxLength: 40 }),
    });
    fc.assert(
      fc.property(fc.array(tlv, { maxLength: 20 }), (tlvs) => {
        const bytes = encodeTlvs(tlvs);
        assert.equal(toHex(encodeTlvs(decodeTlvs(bytes))), toHex(bytes));
      }),
    );
  });
  it('cut off anywhere are refused by a typed error, or are fewer', () => {
    const whole = encodeTlvs([resultTlv('success'), errorTlv('unexpectedTlvs'), makeTlv('pkcs7', new Uint8Array(9))]);
    for (let at = 0; at < whole.length; at++) {
      try {
        assert.ok(decodeTlvs(whole.subarray(0, at)).length < 3);
      } catch (error) {
        assert.ok(isSallyportError(error, 'E_EAP_TEAP_TLV'));
      }
    }
  });
  it('have the reserved bit passed over', () => {
    assert.deepEqual(decodeTlvs(fromHex('c00300020001')), [resultTlv('success')]);
  });
  const refused: readonly (readonly [what: string, hex: string, code: string])[] = [
    ['half a head', '8003', 'E_EAP_TEAP_TLV'],
    ['a length beyond the end', '800300030001', 'E_EAP_TEAP_TLV'],
    ['a Result of one byte', '8003000101', 'E_EAP_TEAP_TLV'],
    ['a Crypto-Binding that is too short', '800c000100', 'E_EAP_TEAP_TLV'],
    ['two Results', '800300020001800300020001', 'E_EAP_TEAP_TLV_REPEATED'],
    ['two EAP-Payloads', '80090004030100048009000403010004', 'E_EAP_TEAP_TLV_REPEATED'],
    ['more than 64 TLVs', '00640000'.repeat(65), 'E_EAP_TEAP_TLV_COUNT'],
  ];
  for (const [what, hex, code] of refused) {
    it(`of ${what} are refused`, () => assert.throws(() => decodeTlvs(fromHex(hex)), withCode(code)));
  }
  it('that are too long are not written', () => {
    assert.throws(() => encodeTlvs([makeTlv('pkcs7', new Uint8Array(0x10000))]), withCode('E_EAP_ARGUMENT'));
  });
  it('have names', () => {
    assert.equal(tlvName(TLVS.cryptoBinding.type), 'Crypto-Binding');
    assert.equal(tlvName(999), '999');
  });
});

describe('values of TLVs', () => {
  const value = (hex: string) => ({ type: 0, isMandatory: true, value: fromHex(hex) });
  it('are read', () => {
    assert.equal(readStatus(value('0002')), 'failure');
    assert.equal(readError(value('000007d2')), 2002);
    assert.equal(readIdentityType(value('0001')), 'user');
    assert.equal(readIdentityType(value('0009')), undefined);
    assert.deepEqual(readTrustedServerRoot(value('0001')), []);
    assert.equal(readTrustedServerRoot(value('0002')), undefined);
    const { eap, tlvs } = readEapPayload(value('0301000400640001ff'));
    assert.equal(toHex(eap), '03010004');
    assert.equal(tlvs[0]?.type, 100);
  });
  it('that are no status, action or packet are refused', () => {
    assert.throws(() => readStatus(value('0003')), withCode('E_EAP_TEAP_TLV_UNEXPECTED'));
    assert.throws(() => readRequestAction(value('0301')), withCode('E_EAP_TEAP_TLV_UNEXPECTED'));
    assert.throws(() => readRequestAction(value('0103')), withCode('E_EAP_TEAP_TLV_UNEXPECTED'));
    assert.throws(() => readEapPayload(value('03010005')), withCode('E_EAP_TEAP_TLV'));
    assert.throws(() => readEapPayload(value('03010003')), withCode('E_EAP_TEAP_TLV'));
  });
  it('of a wish come back as they went', () => {
    const wish = { status: 'success', action: 'negotiateEap', tlvs: [makeTlv('pkcs10', fromHex('3000'))] } as const;
    assert.deepEqual(readRequestAction(requestActionTlv(wish)), wish);
  });
});
