import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { formatDateAndTime, parseDateAndTime } from '../../src/artifact/date-and-time.ts';

describe('a YANG date-and-time', () => {
  const readings: readonly (readonly [string, string])[] = [
    ['2021-04-13T21:43:23Z', '2021-04-13T21:43:23.000Z'],
    ['2021-04-13T17:43:23.747-04:00', '2021-04-13T21:43:23.747Z'],
    ['2021-04-13T23:13:23+01:30', '2021-04-13T21:43:23.000Z'],
    ['2021-01-01T00:30:00+01:00', '2020-12-31T23:30:00.000Z'],
    ['2021-04-13t21:43:23z', '2021-04-13T21:43:23.000Z'],
    ['2021-04-13T21:43:23.5Z', '2021-04-13T21:43:23.500Z'],
    ['2021-04-13T21:43:23.1239999999Z', '2021-04-13T21:43:23.123Z'],
    ['2020-02-29T00:00:00Z', '2020-02-29T00:00:00.000Z'],
    ['2016-12-31T23:59:60Z', '2016-12-31T23:59:59.999Z'],
    ['0001-01-01T00:00:00Z', '0001-01-01T00:00:00.000Z'],
    ['9999-12-31T23:59:59Z', '9999-12-31T23:59:59.000Z'],
  ];
  for (const [text, expected] of readings) {
    it(`reads ${text}`, () => {
      assert.equal(parseDateAndTime(text)?.toISOString(), expected);
    });
  }

  const refused = [
    '',
    '2021-04-13',
    '2021-04-13T21:43Z',
    '2021-04-13T21:43:23',
    '2021-04-13 21:43:23Z',
    '2021-02-29T00:00:00Z',
    '2021-02-31T00:00:00Z',
    '2021-13-01T00:00:00Z',
    '2021-04-13T24:00:00Z',
    '2021-04-13T21:60:00Z',
    '2021-04-13T21:43:61Z',
    '2021-04-13T21:43:23.Z',
    '2021-04-13T21:43:23+24:00',
    '2021-04-13T21:43:23+01:60',
    '2021-04-13T21:43:23+0100',
    '+02021-04-13T21:43:23Z',
    ' 2021-04-13T21:43:23Z',
    '2021-04-13T21:43:23Z\n',
    `2021-04-13T21:43:23.${'1'.repeat(33)}Z`,
  ];
  for (const text of refused) {
    it(`does not take ${JSON.stringify(text.slice(0, 40))}`, () => {
      assert.equal(parseDateAndTime(text), undefined);
    });
  }

  it('is written in UTC, with milliseconds only when there are some', () => {
    assert.equal(formatDateAndTime(new Date('2021-04-13T17:43:23-04:00')), '2021-04-13T21:43:23Z');
    assert.equal(formatDateAndTime(new Date('2021-04-13T17:43:23.747-04:00')), '2021-04-13T21:43:23.747Z');
  });

  it('comes back as it was written', () => {
    const dates = fc.date({
      min: new Date('0001-01-01T00:00:00Z'),
      max: new Date('9999-12-31T23:59:59.999Z'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(dates, (date) => {
        assert.equal(parseDateAndTime(formatDateAndTime(date))?.getTime(), date.getTime());
      }),
    );
  });
});
