/** Abridging an audit log, as far as RFC 8995 §5.8.1 allows and no further. */

import type { AuditEvent, AuditLog, Truncation } from './audit-log.ts';

/** Counting may stop here (RFC 8995 §5.8.1). */
export const TRUNCATION_CEILING = 1024;

export interface AbridgeOptions {
  /**
   * The most events to answer with. Cutting below what duplicates allow costs the reader's trust (RFC 8995 §5.8.1),
   * so leave it out unless the log cannot be sent. At least one event stays.
   */
  readonly maxEvents?: number;
  /** What earlier abridging took away already. */
  readonly before?: Truncation;
}

/**
 * Keeps, for each domain, the newest nonced and the newest nonceless event, newest first; each says in `truncated`
 * how many it stands for. With `maxEvents`, the oldest of what is left go too, counted as arbitrary.
 */
export function abridge(
  events: readonly AuditEvent[],
  options: AbridgeOptions = {},
): Pick<AuditLog, 'events' | 'truncation'> {
  const newestFirst = [...events].sort((a, b) => b.date.getTime() - a.date.getTime());
  const omitted = {
    nonced: options.before?.noncedDuplicates ?? 0,
    nonceless: options.before?.noncelessDuplicates ?? 0,
  };
  const kept = new Map<string, AuditEvent>();
  for (const event of newestFirst) {
    const kind = event.nonce === null ? 'nonceless' : 'nonced';
    const key = `${kind} ${event.domainId}`;
    const newer = kept.get(key);
    if (newer === undefined) {
      kept.set(key, event);
    } else {
      // An event that stood for others already hands them on.
      kept.set(key, { ...newer, truncated: capped((newer.truncated ?? 0) + 1 + (event.truncated ?? 0)) });
      omitted[kind]++;
    }
  }
  const unique = [...kept.values()];
  const left = unique.slice(0, Math.max(1, options.maxEvents ?? unique.length));
  return {
    events: left,
    truncation: {
      noncedDuplicates: capped(omitted.nonced),
      noncelessDuplicates: capped(omitted.nonceless),
      arbitrary: capped((options.before?.arbitrary ?? 0) + unique.length - left.length),
    },
  };
}

function capped(count: number): number {
  return Math.min(count, TRUNCATION_CEILING);
}
