import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { VirtualTime } from '@sallyport/core';
import { Line, type LineState, type StreamListener } from '../../../src/api/live/line.ts';
import type { LiveEvent } from '../../../src/api/live/live-event.ts';

interface Opened {
  readonly at: number;
  readonly after: string | undefined;
  readonly listener: StreamListener;
  isClosed: boolean;
}

function line(chance = 1) {
  const time = new VirtualTime();
  const start = time.monotonic();
  const states: LineState[] = [];
  const events: LiveEvent[] = [];
  const opened: Opened[] = [];
  const it = new Line({
    timer: time,
    chance: () => chance,
    open: (after, listener) => {
      const stream: Opened = { at: time.monotonic() - start, after, listener, isClosed: false };
      opened.push(stream);
      return () => {
        stream.isClosed = true;
      };
    },
    onState: (state) => states.push(state),
    onEvent: (event) => events.push(event),
  });
  const last = (): StreamListener => {
    const stream = opened.at(-1);
    assert.ok(stream !== undefined, 'no stream was opened');
    return stream.listener;
  };
  return { time, line: it, states, events, opened, last };
}

describe('the line to the domain', () => {
  it('is opened once, and tells what it hears', () => {
    const { line: it, states, events, opened, last } = line();
    it.start();
    it.start();
    last().onOpen();
    last().onEvent({ topic: 'device', id: '5' });
    assert.equal(opened.length, 1);
    assert.deepEqual(states, ['connecting', 'open']);
    assert.deepEqual(events, [{ topic: 'device', id: '5' }]);
  });

  it('is opened again after longer and longer waits, but never longer than 15 s', async () => {
    const { time, line: it, opened, last } = line();
    it.start();
    for (let failures = 0; failures < 8; failures++) {
      last().onEnd('lost');
      await time.advance(20_000);
    }
    const waits = opened.slice(1).map(({ at }, index) => at - index * 20_000);
    assert.deepEqual(waits, [500, 1000, 2000, 4000, 8000, 15_000, 15_000, 15_000]);
  });

  it('leaves half of a wait to chance, so that not all pages come back in one moment', async () => {
    const { time, line: it, opened, last } = line(0);
    it.start();
    last().onEnd('lost');
    await time.advance(1000);
    assert.equal(opened[1]?.at, 250);
  });

  it('waits shortly again after it was open', async () => {
    const { time, line: it, opened, last } = line();
    it.start();
    for (let failures = 0; failures < 5; failures++) {
      last().onEnd('lost');
      await time.advance(20_000);
    }
    last().onOpen();
    last().onEnd('lost');
    const before = opened.length;
    await time.advance(500);
    assert.equal(opened.length, before + 1);
  });

  it('goes on after the last event it heard, and says that what is shown may be old', async () => {
    const { time, line: it, events, opened, last } = line();
    it.start();
    last().onOpen();
    assert.deepEqual(events, [], 'nothing is old when it is first opened');
    last().onEvent({ topic: 'device', id: '5' });
    last().onEvent({ topic: 'step' });
    last().onEnd('lost');
    await time.advance(1000);
    assert.equal(opened[1]?.after, '5');
    last().onOpen();
    assert.deepEqual(events.at(-1), { topic: 'reset' });
  });

  it('is taken for lost when nothing comes for 40 s, not even a sign of life', async () => {
    const { time, line: it, states, opened, last } = line();
    it.start();
    last().onOpen();
    for (let signs = 0; signs < 10; signs++) {
      await time.advance(39_000);
      last().onLife();
    }
    assert.equal(it.state, 'open');
    await time.advance(40_000);
    assert.deepEqual(states, ['connecting', 'open', 'lost']);
    assert.equal(opened[0]?.isClosed, true);
  });

  it('is taken for lost when it does not open', async () => {
    const { time, line: it, states } = line();
    it.start();
    await time.advance(40_000);
    assert.deepEqual(states, ['connecting', 'lost']);
  });

  it('does not wait when it is told to hurry, and opens nothing twice', async () => {
    const { time, line: it, opened, last } = line();
    it.start();
    last().onEnd('lost');
    it.hurry();
    assert.equal(opened.length, 2);
    await time.advance(5000);
    assert.equal(opened.length, 2, 'the wait was given up');
  });

  it('needs no hurry while it is open', () => {
    const { line: it, opened, last } = line();
    it.start();
    last().onOpen();
    it.hurry();
    assert.equal(opened.length, 1);
  });

  it('is not opened again where nobody is signed in', async () => {
    const { time, line: it, states, opened, last } = line();
    it.start();
    last().onEnd('refused');
    await time.advance(600_000);
    it.hurry();
    assert.equal(opened.length, 1);
    assert.deepEqual(states, ['connecting', 'refused']);
  });

  it('hears nothing of a stream that it has closed', async () => {
    const { time, line: it, events, opened, last } = line();
    it.start();
    const first = last();
    first.onOpen();
    it.stop();
    first.onEvent({ topic: 'device' });
    first.onLife();
    first.onEnd('lost');
    await time.advance(600_000);
    assert.deepEqual(events, []);
    assert.equal(opened.length, 1);
    assert.equal(it.state, 'idle');
    assert.equal(time.waiting, 0);
  });

  it('begins anew after it was stopped', () => {
    const { line: it, events, opened, last } = line();
    it.start();
    last().onOpen();
    last().onEvent({ topic: 'device', id: '5' });
    it.stop();
    it.start();
    last().onOpen();
    assert.equal(opened[1]?.after, undefined);
    assert.deepEqual(events, [{ topic: 'device', id: '5' }]);
  });
});
