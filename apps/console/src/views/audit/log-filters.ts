/** What narrows the log, as a person sets it and as the domain takes it. */

import type { InputOf } from '../../api/operations.ts';

export interface LogFilters {
  readonly type: string;
  readonly stream: string;
  /** As a field of date and time gives it: without a zone, in that of the page. Empty: no bound. */
  readonly from: string;
  readonly to: string;
}

export const ALL: LogFilters = { type: '', stream: '', from: '', to: '' };

type Narrowed = Pick<InputOf<'log.page'>, 'type' | 'stream' | 'from' | 'to'>;

const MINUTE_MS = 60_000;

export function inputOf({ type, stream, from, to }: LogFilters): Narrowed {
  const [first, last] = [timeIn(from), timeIn(to)];
  return {
    ...(type === '' ? {} : { type }),
    ...(stream.trim() === '' ? {} : { stream: stream.trim() }),
    ...(first === undefined ? {} : { from: first }),
    // The field counts minutes: all of the last one is meant.
    ...(last === undefined ? {} : { to: last + MINUTE_MS - 1 }),
  };
}

function timeIn(text: string): number | undefined {
  const time = new Date(text).getTime();
  return text === '' || Number.isNaN(time) ? undefined : time;
}
