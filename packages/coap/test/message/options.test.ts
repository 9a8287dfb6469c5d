import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  CODES,
  type CoapOption,
  codeText,
  contentFormatName,
  findOption,
  findTexts,
  findUint,
  isCritical,
  isNoCacheKey,
  isRequestCode,
  isResponseCode,
  isUnsafe,
  methodOf,
  OPTION_DEFINITIONS,
  OPTIONS,
  optionName,
  pathOf,
  pathOptions,
  queryOf,
  queryOptions,
  textOption,
  uintOption,
} from '@sallyport/coap';
import { toHex, utf8 } from '@sallyport/core';
import { withCode } from '@sallyport/testing';
import fc from 'fast-check';

describe('the option table', () => {
  it('says of each option what RFC 7252 table 4, RFC 7641 and RFC 7959 say', () => {
    // C: critical, U: unsafe, N: no cache key, R: repeatable; then the shortest and the longest value.
    const table: readonly [number, string, string, number, number][] = [
      [1, 'If-Match', 'C__R', 0, 8],
      [3, 'Uri-Host', 'CU__', 1, 255],
      [4, 'ETag', '___R', 1, 8],
      [5, 'If-None-Match', 'C___', 0, 0],
      [6, 'Observe', '_U__', 0, 3],
      [7, 'Uri-Port', 'CU__', 0, 2],
      [8, 'Location-Path', '___R', 0, 255],
      [11, 'Uri-Path', 'CU_R', 0, 255],
      [12, 'Content-Format', '____', 0, 2],
      [14, 'Max-Age', '_U__', 0, 4],
      [15, 'Uri-Query', 'CU_R', 0, 255],
      [17, 'Accept', 'C___', 0, 2],
      [20, 'Location-Query', '___R', 0, 255],
      [23, 'Block2', 'CU__', 0, 3],
      [27, 'Block1', 'CU__', 0, 3],
      [28, 'Size2', '__N_', 0, 4],
      [35, 'Proxy-Uri', 'CU__', 1, 1034],
      [39, 'Proxy-Scheme', 'CU__', 1, 255],
      [60, 'Size1', '__N_', 0, 4],
    ];
    for (const [number, name, letters, min, max] of table) {
      const definition = OPTION_DEFINITIONS.get(number);
      assert.equal(optionName(number), name);
      const flags = [
        isCritical(number) ? 'C' : '_',
        isUnsafe(number) ? 'U' : '_',
        isNoCacheKey(number) ? 'N' : '_',
        definition?.repeatable === true ? 'R' : '_',
      ];
      assert.deepEqual([flags.join(''), definition?.min, definition?.max], [letters, min, max], name);
    }
  });

  it('has no name for a number that is not in it', () => {
    assert.equal(optionName(65_001), 'option 65001');
  });
});

describe('values of options (RFC 7252 §3.2)', () => {
  it('writes numbers in as few bytes as they need', () => {
    const cases: readonly [number, string][] = [
      [0, ''],
      [1, '01'],
      [255, 'ff'],
      [256, '0100'],
      [65_536, '010000'],
      [0xffff_ffff, 'ffffffff'],
    ];
    for (const [value, hex] of cases) assert.equal(toHex(uintOption(14, value).value), hex);
    assert.throws(() => uintOption(14, -1), withCode('E_COAP_ARGUMENT'));
    assert.throws(() => uintOption(14, 2 ** 32), withCode('E_COAP_ARGUMENT'));
    assert.throws(() => uintOption(14, 1.5), withCode('E_COAP_ARGUMENT'));
  });

  it('reads numbers with leading zeros, and none of more than four bytes', () => {
    assert.equal(findUint([{ number: 14, value: Uint8Array.of(0, 0, 1) }], 14), 1);
    assert.equal(findUint([{ number: 14, value: new Uint8Array(5) }], 14), undefined);
    assert.equal(findUint([], 14), undefined);
  });

  it('reads back what it wrote', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0xffff_ffff }), (value) => {
        assert.equal(findUint([uintOption(14, value)], 14), value);
      }),
    );
    assert.deepEqual(findTexts([textOption(15, 'ä'), textOption(15, 'b')], 15), ['ä', 'b']);
    assert.equal(findOption([], 15), undefined);
  });
});

describe('paths and queries', () => {
  it('joins segments, and takes a slash in front or none', () => {
    assert.equal(pathOf(pathOptions('c/cp')), 'c/cp');
    assert.equal(pathOf(pathOptions('/c/cp')), 'c/cp');
    assert.deepEqual(pathOptions(''), []);
    assert.deepEqual(pathOptions('/'), []);
    assert.equal(pathOptions('a/').length, 2);
  });

  it('tells a slash in a segment from one between segments', () => {
    const one: CoapOption[] = [textOption(OPTIONS.URI_PATH, 'c/cp')];
    assert.equal(pathOf(one), 'c%2Fcp');
    assert.notEqual(pathOf(one), pathOf(pathOptions('c/cp')));
    assert.equal(pathOf([textOption(OPTIONS.URI_PATH, '%2F')]), '%252F');
  });

  it('reads any list of segments back from its path', () => {
    const segment = fc
      .string({ minLength: 1, maxLength: 20 })
      .filter((text) => text !== '.' && text !== '..' && text.isWellFormed());
    fc.assert(
      fc.property(fc.array(segment, { maxLength: 4 }), (segments) => {
        fc.pre(segments.length !== 1 || segments[0] !== '');
        const options = segments.map((text) => textOption(OPTIONS.URI_PATH, text));
        assert.deepEqual(findTexts(pathOptions(pathOf(options)), OPTIONS.URI_PATH), segments);
      }),
    );
  });

  it('refuses segments of dots, text that is not UTF-8 and segments that are too long', () => {
    for (const dots of ['.', '..']) {
      assert.throws(() => pathOf([textOption(OPTIONS.URI_PATH, dots)]), withCode('E_COAP_BAD_OPTION'));
      assert.throws(() => pathOptions(`a/${dots}`), withCode('E_COAP_ARGUMENT'));
    }
    const broken = Uint8Array.of(0xc3);
    assert.throws(() => pathOf([{ number: OPTIONS.URI_PATH, value: broken }]), withCode('E_COAP_BAD_OPTION'));
    assert.throws(() => queryOf([{ number: OPTIONS.URI_QUERY, value: broken }]), withCode('E_COAP_BAD_OPTION'));
    assert.throws(() => pathOptions('x'.repeat(256)), withCode('E_COAP_ARGUMENT'));
    assert.throws(() => queryOptions(['x'.repeat(256)]), withCode('E_COAP_ARGUMENT'));
    assert.throws(() => pathOptions('%zz'), withCode('E_COAP_ARGUMENT'));
  });
});

describe('codes and content formats', () => {
  it('writes codes as the specifications do', () => {
    assert.equal(codeText(CODES.CONTENT), '2.05');
    assert.equal(codeText(CODES.PROXYING_NOT_SUPPORTED), '5.05');
    assert.equal(codeText(CODES.CONTINUE), '2.31');
    assert.equal(codeText(CODES.UNPROCESSABLE_ENTITY), '4.22');
    assert.equal(codeText(CODES.TOO_MANY_REQUESTS), '4.29');
  });

  it('tells requests and responses apart', () => {
    assert.ok(isRequestCode(1) && !isRequestCode(0) && !isRequestCode(0x45));
    assert.ok(isResponseCode(0x45) && isResponseCode(0x80) && isResponseCode(0xa0));
    assert.ok(!isResponseCode(0x60) && !isResponseCode(0x01) && !isResponseCode(0xe0));
    assert.equal(methodOf(0x05), 'FETCH');
    assert.equal(methodOf(0x1f), undefined);
  });

  it('knows names of content formats', () => {
    assert.equal(contentFormatName(60), 'application/cbor');
    assert.equal(contentFormatName(9999), undefined);
    assert.equal(utf8(contentFormatName(0) ?? '').length, 25);
  });
});
