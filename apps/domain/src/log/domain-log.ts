/** The domain's log, for whoever looks into it. */

import type { Clock } from '@sallyport/core';
import type { LogStore } from '@sallyport/store';
import { LogVerification } from './log-verification.ts';

export interface DomainLog {
  /** To be read. */
  readonly store: Pick<LogStore, 'read' | 'readChain' | 'head' | 'table'>;
  readonly verification: LogVerification;
}

export function domainLog(store: LogStore, clock: Clock): DomainLog {
  return { store, verification: new LogVerification(store, clock) };
}
