import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { EventStream, type EventStreamOptions, eventFrame } from '@sallyport/api';
import { fromUtf8, SECOND, VirtualTime } from '@sallyport/core';

function open(changes: Partial<EventStreamOptions> = {}) {
  const time = new VirtualTime();
  let ends = 0;
  const stream = new EventStream({ timer: time, onEnd: () => ends++, ...changes });
  const reading = stream[Symbol.asyncIterator]();
  const next = async () => {
    const step = await reading.next();
    return step.done === true ? undefined : fromUtf8(step.value);
  };
  return { time, stream, reading, next, ends: () => ends };
}

const HELLO = 'retry: 1000\ndata: {"topic":"alive"}\n\n';

describe('a stream of events', () => {
  it('says at once that the line stands', async () => {
    assert.equal(await open().next(), HELLO);
  });

  it('gives what waits in one piece, and what comes when it comes', async () => {
    const { stream, next } = open();
    stream.put(eventFrame({ data: 'a' }));
    stream.put(eventFrame({ id: '7', data: 'b' }));
    assert.equal(await next(), `${HELLO}data: a\n\nid: 7\ndata: b\n\n`);
    const later = next();
    stream.put(eventFrame({ data: 'c' }));
    assert.equal(await later, 'data: c\n\n');
  });

  it('says now and then that the line stands, where there is nothing else to say', async () => {
    const { time, stream, next } = open();
    await next();
    await time.advance(14 * SECOND);
    stream.put(eventFrame({ data: 'a' }));
    await time.advance(14 * SECOND);
    assert.equal(await next(), 'data: a\n\n');
    await time.advance(SECOND);
    assert.equal(await next(), 'data: {"topic":"alive"}\n\n');
    await time.advance(15 * SECOND);
    assert.equal(await next(), 'data: {"topic":"alive"}\n\n');
  });

  it('ends when it is told to, after what waits', async () => {
    const { stream, next, ends } = open();
    stream.put(eventFrame({ data: 'a' }));
    stream.end();
    stream.end();
    assert.equal(stream.put(eventFrame({ data: 'late' })), false);
    assert.match((await next()) ?? '', /data: a\n\n$/);
    assert.equal(await next(), undefined);
    assert.equal(ends(), 1);
  });

  it('ends for whoever waits for more', async () => {
    const { stream, next } = open();
    await next();
    const waiting = next();
    stream.end();
    assert.equal(await waiting, undefined);
  });

  it('tells whoever writes to it that its reader has gone, and stays awake no longer', async () => {
    const { time, stream, reading, ends } = open();
    await reading.return?.();
    assert.deepEqual([stream.isEnded, ends()], [true, 1]);
    assert.equal(time.waiting, 0);
  });

  it('cuts a reader that does not read, and keeps nothing for it', async () => {
    const { stream, next, ends } = open({ maxWaiting: 1000 });
    const frame = eventFrame({ data: 'x'.repeat(100) });
    let put = 0;
    while (stream.put(frame)) put++;
    assert.ok(put > 5 && put < 10);
    assert.deepEqual([ends(), await next()], [1, undefined]);
  });

  it('counts only what was not read yet', async () => {
    const { stream, next } = open({ maxWaiting: 1000 });
    for (let i = 0; i < 100; i++) {
      assert.ok(stream.put(eventFrame({ data: 'x'.repeat(100) })));
      await next();
    }
  });
});
