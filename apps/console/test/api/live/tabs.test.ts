import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { VirtualTime } from '@sallyport/core';
import { Line, type LineState, type StreamListener } from '../../../src/api/live/line.ts';
import type { LiveEvent } from '../../../src/api/live/live-event.ts';
import { Tabs } from '../../../src/api/live/tabs.ts';

/** A browser: one lock and one channel for all its pages. */
class Browser {
  readonly streams: StreamListener[] = [];
  readonly time = new VirtualTime();
  #waiting: { readonly hold: () => Promise<void>; readonly signal: AbortSignal }[] = [];
  #isHeld = false;
  #pages = new Map<object, (message: unknown) => void>();

  page() {
    const states: LineState[] = [];
    const events: LiveEvent[] = [];
    const key = {};
    const tabs = new Tabs(
      {
        whenAlone: (hold, signal) => {
          this.#waiting.push({ hold, signal });
          this.#give();
        },
        send: (message) => {
          for (const [page, hear] of this.#pages) if (page !== key) hear(structuredClone(message));
        },
        listen: (onMessage) => {
          this.#pages.set(key, onMessage);
          return () => this.#pages.delete(key);
        },
        onState: (state) => states.push(state),
        onEvent: (event) => events.push(event),
      },
      (shared) =>
        new Line({
          timer: this.time,
          chance: () => 1,
          open: (_, listener) => {
            this.streams.push(listener);
            return () => undefined;
          },
          onState: shared.onLineState,
          onEvent: shared.onLineEvent,
        }),
    );
    return { tabs, states, events };
  }

  last(): StreamListener {
    const stream = this.streams.at(-1);
    assert.ok(stream !== undefined, 'no stream was opened');
    return stream;
  }

  #give(): void {
    if (this.#isHeld) return;
    const next = this.#waiting.shift();
    if (next === undefined) return;
    if (next.signal.aborted) {
      this.#give();
      return;
    }
    this.#isHeld = true;
    next.hold().then(() => {
      this.#isHeld = false;
      this.#give();
    });
  }
}

function settled(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

describe('several pages of one browser', () => {
  it('open one line, and all hear what it tells', () => {
    const browser = new Browser();
    const [first, second] = [browser.page(), browser.page()];
    first.tabs.start();
    second.tabs.start();
    browser.last().onOpen();
    browser.last().onEvent({ topic: 'device', id: '5' });
    assert.equal(browser.streams.length, 1);
    for (const { events, states } of [first, second]) {
      assert.deepEqual(events.at(-1), { topic: 'device', id: '5' });
      assert.equal(states.at(-1), 'open');
    }
  });

  it('tell a page that comes later how the line stands', () => {
    const browser = new Browser();
    const first = browser.page();
    first.tabs.start();
    browser.last().onOpen();
    const second = browser.page();
    second.tabs.start();
    assert.equal(second.states.at(-1), 'open');
  });

  it('hand the line over when the page that holds it goes, and take what they show for old', async () => {
    const browser = new Browser();
    const [first, second, third] = [browser.page(), browser.page(), browser.page()];
    for (const { tabs } of [first, second, third]) tabs.start();
    browser.last().onOpen();
    first.tabs.stop();
    await settled();
    assert.equal(browser.streams.length, 2);
    browser.last().onOpen();
    browser.last().onEvent({ topic: 'claim' });
    for (const { events, states } of [second, third]) {
      assert.deepEqual(events.slice(-2), [{ topic: 'reset' }, { topic: 'claim' }]);
      assert.equal(states.at(-1), 'open');
    }
    assert.notDeepEqual(first.events.at(-1), { topic: 'claim' });
  });

  it('pass over a page that no longer listens', async () => {
    const browser = new Browser();
    const [first, second, third] = [browser.page(), browser.page(), browser.page()];
    for (const { tabs } of [first, second, third]) tabs.start();
    second.tabs.stop();
    first.tabs.stop();
    await settled();
    browser.last().onOpen();
    assert.equal(third.states.at(-1), 'open');
    assert.equal(second.states.at(-1), 'idle');
  });
});
