/** What every part of a domain is opened with. */

import { type Milliseconds, SECOND, systemTimer, type Timer } from '@sallyport/core';
import type { EventListener } from '@sallyport/onboarding';
import type { DomainOptions } from '../options.ts';

/** How long a change at one replica may stay unknown at another. */
const LOOK_FOR_OTHERS: Milliseconds = SECOND / 2;

export interface Closing {
  close(): Promise<void>;
}

export interface Site {
  readonly options: DomainOptions;
  readonly timer: Timer;
  /** How often the log is looked at for what other replicas wrote; empty where there is none beside this one. */
  readonly followOthers: { readonly lookEvery?: Milliseconds };
  /** Hears of everything that parts report. */
  readonly events: EventListener;
  /** Has a part closed when a later one cannot be opened. */
  keep<T extends Closing>(part: T): T;
}

/** What was opened is in `opened`, in order. */
export function siteFor(options: DomainOptions, events: EventListener, opened: Closing[]): Site {
  return {
    options,
    timer: systemTimer,
    followOthers: options.postgres === undefined ? {} : { lookEvery: LOOK_FOR_OTHERS },
    events,
    keep: (part) => {
      opened.push(part);
      return part;
    },
  };
}
