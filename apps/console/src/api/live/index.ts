/** What happens in the domain, as it happens: one stream for all pages of a browser, for as long as somebody is signed in. */

import { effect, signal } from '@preact/signals';
import { session, sessionEnded } from '../session.ts';
import { browserTimer } from './browser-timer.ts';
import { openFetchStream } from './fetch-stream.ts';
import { Line, type LineState } from './line.ts';
import type { LiveEvent } from './live-event.ts';
import { Tabs } from './tabs.ts';

export type { LineState } from './line.ts';
export type { LiveEvent } from './live-event.ts';

/** Whether the page hears what happens. */
export const lineState = signal<LineState>('idle');

type Listener = (event: LiveEvent) => void;
const listeners = new Set<Listener>();

/** Hears every event, also `reset`, after which everything that is shown may be old. Gives what stops it. */
export function onLiveEvent(listener: Listener): () => void {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}

const LOCK = 'sallyport.live';
const channel = new BroadcastChannel(LOCK);

const tabs = new Tabs(
  {
    whenAlone: (hold, signal) => {
      navigator.locks.request(LOCK, { signal }, hold).catch(() => {
        // The page stopped listening before it was its turn.
      });
    },
    send: (message) => channel.postMessage(message),
    listen: (onMessage) => {
      const hear = ({ data }: MessageEvent<unknown>): void => onMessage(data);
      channel.addEventListener('message', hear);
      return () => channel.removeEventListener('message', hear);
    },
    onState: (state) => {
      lineState.value = state;
      if (state === 'refused') sessionEnded();
    },
    onEvent: (event) => {
      for (const listener of [...listeners]) listener(event);
    },
  },
  (shared) =>
    new Line({
      timer: browserTimer,
      chance: Math.random,
      open: openFetchStream,
      onState: shared.onLineState,
      onEvent: shared.onLineEvent,
    }),
);

/** Listens whenever somebody is signed in. Called once, by the page's beginning. */
export function keepListening(): void {
  effect(() => {
    if (session.value.state === 'here') tabs.start();
    else tabs.stop();
  });
  addEventListener('online', () => tabs.hurry());
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') tabs.hurry();
  });
}
