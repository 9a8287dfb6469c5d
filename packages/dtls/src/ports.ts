/** What an engine is given to live on. */

import type { Clock, Random, Timer } from '@sallyport/core';
import type { DtlsErrorCode } from './errors.ts';

export interface DtlsPorts {
  readonly clock: Clock;
  readonly timer: Timer;
  readonly random: Random;
  /**
   * Told of every record and fragment that is dropped in silence (RFC 6347 §4.1.2.7): to be counted, a stranger decides
   * how often.
   */
  readonly discarded?: (code: DtlsErrorCode, peer: string) => void;
}
