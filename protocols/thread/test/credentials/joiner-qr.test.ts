import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { inspect } from 'node:util';
import { fromHex, isSallyportError, Secret, toHex } from '@sallyport/core';
import { withCode } from '@sallyport/testing';
import { exposeJoinerQr, PSKD_ALPHABET, parseJoinerQr } from '@sallyport/thread';
import fc from 'fast-check';

// OpenThread's guide to external commissioning, and ot-commissioner (android/openthread_commissioner/examples/qrcode).
const PUBLISHED = 'v=1&&eui=0000b57fffe15d68&&cc=J01NU5';

describe('the text of a Connect QR Code', () => {
  it('as published is read', () => {
    const { eui64, pskd, others } = parseJoinerQr(PUBLISHED);
    assert.equal(toHex(eui64), '0000b57fffe15d68');
    assert.ok(pskd.equals(Secret.of('J01NU5')));
    assert.equal(others.size, 0);
  });

  it('as published is written', () => {
    assert.equal(exposeJoinerQr(parseJoinerQr(PUBLISHED)), PUBLISHED);
    assert.equal(exposeJoinerQr({ eui64: fromHex('0000b57fffe15d68'), pskd: Secret.of('J01NU5') }), PUBLISHED);
  });

  it('may be in any order, with blanks around it and fields that mean nothing here', () => {
    const { eui64, others } = parseJoinerQr('  cc=J01NU5&&model=a=b&&v=1&&empty=&&eui=0000B57FFFE15D68\r\n');
    assert.equal(toHex(eui64), '0000b57fffe15d68');
    assert.deepEqual(
      [...others],
      [
        ['model', 'a=b'],
        ['empty', ''],
      ],
    );
  });

  it('keeps further fields when it is written again', () => {
    const text = `${PUBLISHED}&&model=lamp&&n=1&2`;
    assert.equal(exposeJoinerQr(parseJoinerQr(text)), text);
  });

  it('comes back as it went', () => {
    const code = fc.string({ unit: fc.constantFrom(...PSKD_ALPHABET), minLength: 6, maxLength: 32 });
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 8, maxLength: 8 }), code, (eui64, pskd) => {
        const read = parseJoinerQr(exposeJoinerQr({ eui64, pskd: Secret.of(pskd) }));
        assert.deepEqual(read.eui64, eui64);
        assert.ok(read.pskd.equals(Secret.of(pskd)));
      }),
    );
  });

  for (const [what, text, code] of [
    ['nothing', '', 'E_THREAD_JOINER_QR'],
    ['another kind of code', 'MT:Y.K9042C00KA0648G00', 'E_THREAD_JOINER_QR'],
    ['a web address', 'https://example.com/?v=1&eui=0000b57fffe15d68&cc=J01NU5', 'E_THREAD_JOINER_QR'],
    ['single separators', PUBLISHED.replaceAll('&&', '&'), 'E_THREAD_JOINER_QR'],
    ['another version', PUBLISHED.replace('v=1', 'v=2'), 'E_THREAD_JOINER_QR'],
    ['no version', PUBLISHED.replace('v=1&&', ''), 'E_THREAD_JOINER_QR'],
    ['no EUI-64', 'v=1&&cc=J01NU5', 'E_THREAD_JOINER_QR'],
    ['no code', 'v=1&&eui=0000b57fffe15d68', 'E_THREAD_JOINER_QR'],
    ['two codes', `${PUBLISHED}&&cc=J01NU6`, 'E_THREAD_JOINER_QR'],
    ['a field without a key', `${PUBLISHED}&&=x`, 'E_THREAD_JOINER_QR'],
    ['a field without a value', `${PUBLISHED}&&x`, 'E_THREAD_JOINER_QR'],
    ['an empty field', `${PUBLISHED}&&`, 'E_THREAD_JOINER_QR'],
    ['a control character', `${PUBLISHED}&&x=\u0007y`, 'E_THREAD_JOINER_QR'],
    [
      'seventeen fields',
      `${PUBLISHED}${Array.from({ length: 14 }, (_, i) => `&&x${i}=`).join('')}`,
      'E_THREAD_JOINER_QR',
    ],
    ['too many characters', `${PUBLISHED}&&x=${'y'.repeat(512)}`, 'E_THREAD_JOINER_QR'],
    ['half an EUI-64', 'v=1&&eui=0000b57f&&cc=J01NU5', 'E_THREAD_EUI64'],
    ['a code of small letters', 'v=1&&eui=0000b57fffe15d68&&cc=j01nu5', 'E_THREAD_PSKD'],
  ] as const) {
    it(`is refused with ${what}`, () => {
      assert.throws(() => parseJoinerQr(text), withCode(code));
    });
  }

  it('is never in the error that refuses it, nor in what it becomes', () => {
    for (const text of [`${PUBLISHED}&&cc=J01NU5`, `${PUBLISHED}&&x`, PUBLISHED.replace('v=1', 'v=9')]) {
      try {
        parseJoinerQr(text);
        assert.fail('refused');
      } catch (thrown) {
        assert.ok(isSallyportError(thrown));
        assert.doesNotMatch(`${thrown} ${JSON.stringify(thrown)}`, /J01NU5/);
      }
    }
    assert.doesNotMatch(inspect(parseJoinerQr(PUBLISHED)), /J01NU5|4a, 30|74, 48/);
  });

  it('is not written with fields that would read as others', () => {
    const code = parseJoinerQr(PUBLISHED);
    for (const [key, value] of [
      ['cc', 'J01NU6'],
      ['a&&b', 'c'],
      ['a', 'b&&c=d'],
      ['', 'x'],
    ] as const) {
      assert.throws(() => exposeJoinerQr({ ...code, others: new Map([[key, value]]) }), withCode('E_THREAD_JOINER_QR'));
    }
    assert.throws(() => exposeJoinerQr({ ...code, eui64: new Uint8Array(7) }), withCode('E_THREAD_EUI64'));
    assert.throws(() => exposeJoinerQr({ ...code, pskd: Secret.of('short') }), withCode('E_THREAD_PSKD'));
  });

  it('is refused or read, whatever it is', () => {
    const piece = fc.constantFrom('v=1', 'eui=0000b57fffe15d68', 'cc=J01NU5', '&&', '&', '=', 'x', '\n', '\ud800');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        try {
          parseJoinerQr(pieces.join(''));
        } catch (thrown) {
          assert.ok(isSallyportError(thrown), `${thrown}`);
        }
      }),
      { numRuns: 1000 },
    );
  });
});
