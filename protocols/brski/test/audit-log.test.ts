import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fromUtf8, utf8 } from '@sallyport/core';
import fc from 'fast-check';
import {
  ASSERTIONS,
  type AuditEvent,
  abridge,
  decodeAuditLog,
  encodeAuditLog,
  NO_TRUNCATION,
  TRUNCATION_CEILING,
} from '../src/index.ts';
import { throwsCode } from './support/throws.ts';

/** Figure 18 as printed, numbers in quotes included. */
const FIGURE_18 = `{
  "version": "1",
  "events": [
    {
      "date": "2019-05-15T17:25:55.644-04:00",
      "domainID": "BduJhdHPpfhQLyponf48JzXSGZ8=",
      "nonce": "VOUFT-WwrEv0NuAQEHoV7Q",
      "assertion": "proximity",
      "truncated": "0"
    },
    {
      "date": "2017-05-15T17:25:55.644-04:00",
      "domainID": "BduJhdHPpfhQLyponf48JzXSGZ8=",
      "nonce": "f4G6Vi1t8nKo/FieCVgpBg==",
      "assertion": "proximity"
    }
  ],
  "truncation": {
    "nonced duplicates": "0",
    "nonceless duplicates": "1",
    "arbitrary": "2"
  }
}`;

function event(day: number, domainId: string, nonce: string | null, extra: Partial<AuditEvent> = {}): AuditEvent {
  return { date: new Date(Date.UTC(2026, 0, day)), domainId, nonce, assertion: 'logged', ...extra };
}

describe('an audit log', () => {
  it('reads figure 18 of RFC 8995, whose numbers are text', () => {
    assert.deepEqual(decodeAuditLog(utf8(FIGURE_18)), {
      version: 1,
      events: [
        {
          date: new Date('2019-05-15T21:25:55.644Z'),
          domainId: 'BduJhdHPpfhQLyponf48JzXSGZ8=',
          nonce: 'VOUFT-WwrEv0NuAQEHoV7Q',
          assertion: 'proximity',
          truncated: 0,
        },
        {
          date: new Date('2017-05-15T21:25:55.644Z'),
          domainId: 'BduJhdHPpfhQLyponf48JzXSGZ8=',
          nonce: 'f4G6Vi1t8nKo/FieCVgpBg==',
          assertion: 'proximity',
        },
      ],
      truncation: { noncedDuplicates: 0, noncelessDuplicates: 1, arbitrary: 2 },
      unknown: {},
    });
  });
  it('writes numbers as numbers, a missing nonce as null, and no truncation when nothing is gone', () => {
    assert.equal(
      fromUtf8(encodeAuditLog({ events: [event(1, 'QQ==', null)] })),
      '{"version":1,"events":[{"date":"2026-01-01T00:00:00Z","domainID":"QQ==","nonce":null,"assertion":"logged"}]}',
    );
  });
  it('writes what was truncated', () => {
    const truncation = { noncedDuplicates: 1, noncelessDuplicates: 0, arbitrary: 2 };
    assert.equal(
      fromUtf8(encodeAuditLog({ events: [], truncation })),
      '{"version":1,"events":[],"truncation":{"nonced duplicates":1,"nonceless duplicates":0,"arbitrary":2}}',
    );
  });
  it('takes an absent nonce for null, and absent counters for zero', () => {
    const log = decodeAuditLog(
      utf8(
        '{"version":2,"events":[{"date":"2026-01-01T00:00:00Z","domainID":"QQ==","assertion":"logged"}],"truncation":{},"x":1}',
      ),
    );
    assert.equal(log.events[0]?.nonce, null);
    assert.deepEqual(log.truncation, NO_TRUNCATION);
    assert.deepEqual(log.unknown, { x: 1 });
    assert.equal(log.version, 2);
  });

  describe('is refused when', () => {
    const one = (fields: string) => `{"version":1,"events":[{${fields}}]}`;
    const cases: Readonly<Record<string, string>> = {
      'it is no object': '[]',
      'version is missing': '{"events":[]}',
      'version is negative': '{"version":-1,"events":[]}',
      'version is text but no number': '{"version":"one","events":[]}',
      'events is missing': '{"version":1}',
      'events is an object': '{"version":1,"events":{}}',
      'truncation is a number': '{"version":1,"events":[],"truncation":3}',
      'a counter is a fraction': '{"version":1,"events":[],"truncation":{"arbitrary":0.5}}',
      'an event is text': '{"version":1,"events":["x"]}',
      'a date is missing': one('"domainID":"QQ==","nonce":null,"assertion":"logged"'),
      'a date has no time': one('"date":"2026-01-01","domainID":"QQ==","nonce":null,"assertion":"logged"'),
      'a domainID is missing': one('"date":"2026-01-01T00:00:00Z","nonce":null,"assertion":"logged"'),
      'a nonce is a number': one('"date":"2026-01-01T00:00:00Z","domainID":"QQ==","nonce":1,"assertion":"logged"'),
      'an assertion is unknown': one('"date":"2026-01-01T00:00:00Z","domainID":"QQ==","nonce":null,"assertion":"x"'),
      'it nests too deep': `{"version":1,"events":[],"x":${'['.repeat(17)}${']'.repeat(17)}}`,
    };
    for (const [name, body] of Object.entries(cases)) {
      it(name, () => {
        throwsCode('E_BRSKI_AUDIT_LOG_SYNTAX', () => decodeAuditLog(utf8(body)));
      });
    }
  });
});

describe('abridging an audit log', () => {
  it('leaves alone what has no duplicates, and puts the newest first', () => {
    const events = [event(1, 'A', 'n1'), event(3, 'A', null), event(2, 'B', 'n2')];
    const { events: kept, truncation } = abridge(events);
    assert.deepEqual(
      kept.map(({ date }) => date.getUTCDate()),
      [3, 2, 1],
    );
    assert.deepEqual(truncation, NO_TRUNCATION);
    assert.ok(kept.every(({ truncated }) => truncated === undefined));
  });
  it('keeps the newest nonced and the newest nonceless event of each domain, and counts the others', () => {
    const events = [
      event(1, 'A', 'n1'),
      event(2, 'A', 'n2'),
      event(3, 'A', 'n3'),
      event(4, 'A', null),
      event(5, 'A', null),
      event(6, 'B', 'n4'),
    ];
    assert.deepEqual(abridge(events), {
      events: [event(6, 'B', 'n4'), event(5, 'A', null, { truncated: 1 }), event(3, 'A', 'n3', { truncated: 2 })],
      truncation: { noncedDuplicates: 2, noncelessDuplicates: 1, arbitrary: 0 },
    });
  });
  it('hands on what an abridged event stood for', () => {
    const { events } = abridge([event(1, 'A', 'n1', { truncated: 4 }), event(2, 'A', 'n2', { truncated: 1 })]);
    assert.deepEqual(events, [event(2, 'A', 'n2', { truncated: 6 })]);
  });
  it('cuts the oldest when told, says how many, and never cuts all', () => {
    const events = [event(1, 'A', 'n'), event(2, 'B', 'n'), event(3, 'C', 'n')];
    const two = abridge(events, { maxEvents: 2 });
    assert.deepEqual(
      two.events.map(({ domainId }) => domainId),
      ['C', 'B'],
    );
    assert.equal(two.truncation.arbitrary, 1);
    assert.equal(abridge(events, { maxEvents: 0 }).events.length, 1);
  });
  it('adds to what was cut before', () => {
    const before = { noncedDuplicates: 1, noncelessDuplicates: 2, arbitrary: 3 };
    assert.deepEqual(abridge([event(1, 'A', 'n'), event(2, 'A', 'm')], { before }).truncation, {
      noncedDuplicates: 2,
      noncelessDuplicates: 2,
      arbitrary: 3,
    });
  });
  it('stops counting at 1024', () => {
    const { events, truncation } = abridge(Array.from({ length: 2000 }, (_, day) => event(day, 'A', `${day}`)));
    assert.equal(events[0]?.truncated, TRUNCATION_CEILING);
    assert.equal(truncation.noncedDuplicates, TRUNCATION_CEILING);
  });
  it('never loses an event from the count', () => {
    const any = fc.record({
      day: fc.integer({ min: 1, max: 28 }),
      domain: fc.constantFrom('A', 'B', 'C'),
      nonce: fc.option(fc.string({ minLength: 1, maxLength: 5 }), { nil: null }),
      assertion: fc.constantFrom(...ASSERTIONS),
    });
    fc.assert(
      fc.property(fc.array(any, { maxLength: 40 }), fc.option(fc.nat({ max: 6 }), { nil: undefined }), (list, max) => {
        const events = list.map(({ day, domain, nonce, assertion }) => event(day, domain, nonce, { assertion }));
        const { events: kept, truncation } = abridge(events, max === undefined ? {} : { maxEvents: max });
        const { noncedDuplicates, noncelessDuplicates, arbitrary } = truncation;
        assert.equal(kept.length + noncedDuplicates + noncelessDuplicates + arbitrary, events.length);
        assert.deepEqual(decodeAuditLog(encodeAuditLog({ events: kept, truncation })).events, kept);
      }),
    );
  });
});
