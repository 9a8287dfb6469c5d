/** What a view knows of a question to the domain. */

import type { CallError } from './call-error.ts';
import type { LiveEvent } from './live/live-event.ts';

export interface Query<Answer> {
  /** The last answer. It stays while it is asked again, and when that fails. */
  readonly answer?: Answer;
  /** Why there is no answer, or none newer. */
  readonly error?: CallError;
  readonly isAsking: boolean;
  /** Asks again now. */
  readonly again: () => void;
}

export interface QueryOptions {
  /** Of which topics an event makes the answer old. `reset` always does. */
  readonly topics?: readonly string[];
  /** Which events of those topics do; default all. */
  readonly matches?: (event: LiveEvent) => boolean;
}

/** Whether what is shown may be old after this event. */
export function makesOld(event: LiveEvent, { topics, matches }: QueryOptions): boolean {
  if (event.topic === 'reset') return true;
  return topics?.includes(event.topic) === true && matches?.(event) !== false;
}
