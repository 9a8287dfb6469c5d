import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fromUtf8, utf8 } from '@sallyport/core';
import { DerReader, der, TAG } from '@sallyport/der';
import fc from 'fast-check';

function readTime(tag: number, text: string): string {
  return DerReader.whole(der.value(tag, utf8(text)), (reader) => reader.time()).toISOString();
}

describe('UTCTime (RFC 5280 §4.1.2.5.1)', () => {
  it('puts years from 50 on in the twentieth century', () => {
    assert.equal(readTime(TAG.UTC_TIME, '500101000000Z'), '1950-01-01T00:00:00.000Z');
    assert.equal(readTime(TAG.UTC_TIME, '991231235959Z'), '1999-12-31T23:59:59.000Z');
    assert.equal(readTime(TAG.UTC_TIME, '491231235959Z'), '2049-12-31T23:59:59.000Z');
  });

  const refused = [
    '2601010000Z',
    '260101000000',
    '260101000000+0000',
    '260101000000.0Z',
    '261301000000Z',
    '260001000000Z',
    '260230000000Z',
    '250229000000Z',
    '260101240000Z',
    '260101006000Z',
    '260101000060Z',
    '26 101000000Z',
    '260101000000Z\n',
    '',
  ];
  for (const text of refused) {
    it(`refuses ${JSON.stringify(text)}`, () => {
      assert.throws(() => readTime(TAG.UTC_TIME, text), { code: 'E_DER_VALUE' });
    });
  }

  it('knows the 29th of February of leap years', () => {
    assert.equal(readTime(TAG.UTC_TIME, '240229120000Z'), '2024-02-29T12:00:00.000Z');
  });
});

describe('GeneralizedTime (RFC 5280 §4.1.2.5.2)', () => {
  it('reads four-digit years, the end of time included', () => {
    assert.equal(readTime(TAG.GENERALIZED_TIME, '29991231000000Z'), '2999-12-31T00:00:00.000Z');
    assert.equal(readTime(TAG.GENERALIZED_TIME, '99991231235959Z'), '9999-12-31T23:59:59.000Z');
    assert.equal(readTime(TAG.GENERALIZED_TIME, '00500101000000Z'), '0050-01-01T00:00:00.000Z');
  });

  for (const text of ['20260101000000.5Z', '20260101000000', '20260101000000-0500', '2026010100Z', '21000229000000Z']) {
    it(`refuses ${text}`, () => {
      assert.throws(() => readTime(TAG.GENERALIZED_TIME, text), { code: 'E_DER_VALUE' });
    });
  }
});

describe('a time', () => {
  it('is neither a string nor a number', () => {
    assert.throws(() => readTime(TAG.PRINTABLE_STRING, '260101000000Z'), { code: 'E_DER_TAG' });
  });

  it('is written as UTCTime to the end of 2049 and as GeneralizedTime after', () => {
    const last = der.time(new Date('2049-12-31T23:59:59Z'));
    const first = der.time(new Date('2050-01-01T00:00:00Z'));
    assert.equal(last[0], TAG.UTC_TIME);
    assert.equal(fromUtf8(last.subarray(2)), '491231235959Z');
    assert.equal(first[0], TAG.GENERALIZED_TIME);
    assert.equal(fromUtf8(first.subarray(2)), '20500101000000Z');
    assert.equal(der.time(new Date('1949-12-31T23:59:59Z'))[0], TAG.GENERALIZED_TIME);
  });

  it('goes round to the second', () => {
    const dates = fc.date({
      min: new Date('0001-01-01T00:00:00Z'),
      max: new Date('9999-12-31T23:59:59Z'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(dates, (date) => {
        const seconds = Math.floor(date.getTime() / 1000) * 1000;
        assert.equal(DerReader.whole(der.time(date), (reader) => reader.time()).getTime(), seconds);
      }),
    );
  });

  it('that no calendar has is not written', () => {
    assert.throws(() => der.time(new Date(Number.NaN)), { code: 'E_DER_ENCODE' });
    assert.throws(() => der.time(new Date('+010000-01-01T00:00:00Z')), { code: 'E_DER_ENCODE' });
    assert.throws(() => der.time(new Date('-000001-01-01T00:00:00Z')), { code: 'E_DER_ENCODE' });
    assert.throws(() => der.utcTime(new Date('2050-01-01T00:00:00Z')), { code: 'E_DER_ENCODE' });
  });
});
