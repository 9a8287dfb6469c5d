import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  type FlowEvent,
  FlowReader,
  flowJsonSchema,
  isFlowFormat,
  readFlowEvents,
} from '@sallyport/assurance-behaviour';
import { utf8 } from '@sallyport/core';
import fc from 'fast-check';

const ARRIVED = new Date('2026-06-01T12:00:00Z');
const LINE = {
  at: '2026-06-01T11:59:58Z',
  source: '10.0.0.5',
  sourcePort: 40_000,
  destination: '198.51.100.7',
  destinationPort: 443,
  protocol: 'tcp',
};
const read = (...lines: readonly unknown[]) =>
  readFlowEvents(utf8(lines.map((line) => JSON.stringify(line)).join('\n')), 'json', ARRIVED);

describe('flow events as JSON lines', () => {
  it('say what was seen', () => {
    assert.deepEqual(read(LINE).events, [
      {
        at: new Date('2026-06-01T11:59:58Z'),
        source: { address: '10.0.0.5', port: 40_000 },
        destination: { address: '198.51.100.7', port: 443 },
        protocol: 6,
        icmpType: undefined,
        icmpCode: undefined,
        initiator: 'source',
        name: undefined,
        isAnswered: false,
      },
    ]);
  });

  it('may say more', () => {
    const [event] = read({
      ...LINE,
      protocol: 17,
      initiator: 'unknown',
      name: 'A.Example.Com.',
      answered: true,
    }).events;
    assert.deepEqual(
      [event?.protocol, event?.initiator, event?.name, event?.isAnswered],
      [17, undefined, 'a.example.com', true],
    );
    const [ping] = read({ ...LINE, protocol: 'icmp', icmpType: 8, icmpCode: 0 }).events;
    assert.deepEqual([ping?.icmpType, ping?.icmpCode, ping?.source.port], [8, 0, undefined]);
  });

  const wrong: Readonly<Record<string, unknown>> = {
    'without a time': { ...LINE, at: undefined },
    'at no time': { ...LINE, at: 'yesterday' },
    'from no address': { ...LINE, source: 'lamp' },
    'to no port': { ...LINE, destinationPort: 65_536 },
    'of no protocol': { ...LINE, protocol: 'none' },
    'of another protocol': { ...LINE, protocol: 256 },
    'by no name': { ...LINE, name: 'a b' },
    'with more than the schema has': { ...LINE, color: 'red' },
    'that are lists': [LINE],
  };
  for (const [name, line] of Object.entries(wrong)) {
    it(`${name} are refused`, () => {
      const { events, refused } = read(LINE, line, LINE);
      assert.equal(events.length, 2);
      assert.deepEqual(
        refused.map((each) => [each.line, each.error.code]),
        [[2, 'E_BEHAVIOUR_LINE']],
      );
    });
  }

  it('have a published schema', () => {
    assert.match(JSON.stringify(flowJsonSchema()), /"required":\["at","source","destination","protocol"\]/);
  });
});

describe('a reader of flow events', () => {
  const document = utf8(
    `${JSON.stringify(LINE)}\r\n\nbroken\n${JSON.stringify({ ...LINE, name: 'é.example.com' })}\n${JSON.stringify(LINE)}`,
  );

  it('gives the same however the bytes are cut', () => {
    const whole = readFlowEvents(document, 'json', ARRIVED);
    assert.equal(whole.events.length, 2);
    fc.assert(
      fc.property(fc.array(fc.nat(document.length), { maxLength: 20 }), (cuts) => {
        const reader = new FlowReader('json');
        const ends = [...new Set([...cuts, document.length])].sort((a, b) => a - b);
        const batches = ends.map((end, at) => reader.push(document.subarray(ends[at - 1] ?? 0, end), ARRIVED));
        batches.push(reader.end(ARRIVED));
        const events: FlowEvent[] = batches.flatMap((batch) => batch.events);
        assert.deepEqual(events, whole.events);
        assert.deepEqual(
          batches.flatMap(({ refused }) => refused.map(({ line }) => line)),
          [3, 4],
        );
      }),
    );
  });

  it('lets go of lines that are too long, and of no others', () => {
    const reader = new FlowReader('json', { maxLine: 200 });
    for (let count = 0; count < 100; count++)
      assert.equal(reader.push(utf8('x'.repeat(5000)), ARRIVED).refusedCount, 0);
    const { events, refused } = reader.push(utf8(`rest\n${JSON.stringify(LINE)}\n`), ARRIVED);
    assert.equal(events.length, 1);
    assert.deepEqual(
      refused.map(({ line, error }) => [line, error.code]),
      [[1, 'E_BEHAVIOUR_LINE_TOO_LONG']],
    );
  });

  it('counts all refused lines and tells of the first ones', () => {
    const { refused, refusedCount } = readFlowEvents(utf8('x\n'.repeat(500)), 'json', ARRIVED, { maxRefused: 7 });
    assert.deepEqual([refused.length, refusedCount, refused.at(-1)?.line], [7, 500, 7]);
  });

  it('refuses lines that are no UTF-8', () => {
    assert.equal(readFlowEvents(Uint8Array.of(0xff, 0x0a), 'json', ARRIVED).refused[0]?.error.code, 'E_BYTES_UTF8');
  });

  it('knows its formats by name', () => {
    assert.deepEqual(['nftables', 'zeek', 'zeek-json', 'json', 'toString', ''].filter(isFlowFormat), [
      'nftables',
      'zeek',
      'zeek-json',
      'json',
    ]);
  });
});
