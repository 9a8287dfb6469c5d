import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { EventStreamReader } from '../../../src/api/live/event-stream.ts';
import { liveEventOf } from '../../../src/api/live/live-event.ts';

const STREAM =
  'retry: 1000\n\nid: 7\ndata: {"topic":"device"}\n\n: still here\n\ndata: a\r\ndata:b\r\n\r\ndata\n\nid: 8\n\n';
const MESSAGES = [
  { id: '7', data: '{"topic":"device"}' },
  { id: '7', data: 'a\nb' },
  { id: '7', data: '' },
];

describe('the stream of events', () => {
  it('gives messages with their ids, and nothing for comments', () => {
    assert.deepEqual(new EventStreamReader().push(STREAM), MESSAGES);
  });

  it('gives the same messages wherever the text is cut', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(STREAM.length), { maxLength: 12 }), (places) => {
        const reader = new EventStreamReader();
        const cuts = [0, ...places.toSorted((a, b) => a - b), STREAM.length];
        const messages = cuts.flatMap((cut, index) => [...reader.push(STREAM.slice(cut, cuts[index + 1] ?? cut))]);
        assert.deepEqual(messages, MESSAGES);
      }),
    );
  });

  it('gives no message before it has ended', () => {
    const reader = new EventStreamReader();
    assert.deepEqual(reader.push('data: x\n'), []);
    assert.deepEqual(reader.push('\n'), [{ data: 'x' }]);
  });

  it('takes no message without end', () => {
    const reader = new EventStreamReader();
    assert.throws(() => {
      for (let pieces = 0; pieces < 100; pieces++) reader.push(`data: ${'x'.repeat(20_000)}\n`);
    }, RangeError);
  });

  it('takes any number of small messages', () => {
    const reader = new EventStreamReader();
    const counts = Array.from({ length: 100 }, () => reader.push('data: x\n\n'.repeat(5000)).length);
    assert.deepEqual(new Set(counts), new Set([5000]));
  });
});

describe('an event', () => {
  it('has its topic, its data and where it stands in the log', () => {
    assert.deepEqual(liveEventOf('{"topic":"device","data":{"x":1}}', '9'), {
      topic: 'device',
      data: { x: 1 },
      id: '9',
    });
    assert.deepEqual(liveEventOf('{"topic":"step"}', undefined), { topic: 'step' });
  });

  for (const text of ['', 'x', 'null', '7', '{}', '{"topic":7}', '[]']) {
    it(`is none where the message says ${text || 'nothing'}`, () => {
      assert.equal(liveEventOf(text, undefined), undefined);
    });
  }
});
