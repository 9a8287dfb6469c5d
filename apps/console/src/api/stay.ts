/** Keeps a session open while somebody is at the page, and tells before it ends. */

import { effect, signal } from '@preact/signals';
import { attendance, keepAttending } from './attendance.ts';
import { call } from './call.ts';
import { browserTimer } from './live/browser-timer.ts';
import { session } from './session.ts';
import { type Ending, SessionEnd } from './session-end.ts';

/** That the session ends soon; undefined while it does not. */
export const ending = signal<Ending | undefined>(undefined);

const end = new SessionEnd({
  timer: browserTimer,
  now: () => performance.now(),
  timeLeft: async () => (await call('me.show', {})).session,
  onEnding: (told) => {
    ending.value = told;
  },
});

/** Called once, by the page's beginning. */
export function keepStaying(): void {
  effect(() => {
    if (session.value.state === 'here') end.start();
    else end.stop();
  });
  keepAttending(() => end.used());
}

/** Somebody says that they are here, maybe by a voice that browsers tell nothing else of. */
export function stay(): void {
  attendance.act();
  end.used();
}
