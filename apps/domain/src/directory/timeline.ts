/** Everything the log has of a device, the newest first, a page at a time. */

import type { ClaimLog } from '@sallyport/assurance-claim-log';
import type { LogStore, StoredEvent } from '@sallyport/store';
import { deviceStream } from '../events.ts';
import { deviceNamed } from '../register.ts';
import { type Moment, momentIn, momentOfClaim } from './moment.ts';
import { MENTIONS, mentionedAt } from './register.ts';

export interface TimelineOptions {
  readonly store: LogStore;
  readonly claims: Pick<ClaimLog, 'page'>;
}

export interface TimelinePage {
  readonly moments: readonly Moment[];
  /** Where the next page begins: what is older than this position of the log. */
  readonly next?: number;
}

/**
 * `before`: a position of the log; nothing at it or after it is shown. `uri`: how claims name the device.
 * @throws E_STORE_…
 */
export async function timelineOf(
  { key, uri }: { readonly key: string; readonly uri: string | null },
  { before, limit }: { readonly before: number; readonly limit: number },
  { store, claims }: TimelineOptions,
): Promise<TimelinePage> {
  const wanted = limit + 1;
  const [own, mentioned, claimed] = await Promise.all([
    ownEvents(key, before, wanted, store),
    mentions(key, before, wanted, store),
    uri === null
      ? []
      : claims
          .page({ subject: uri, where: ({ position }) => position < before, limit: wanted })
          .then((page) => page.claims),
  ]);
  const moments = [...own, ...mentioned].map(momentIn).filter((moment) => moment !== undefined);
  const all = [...moments, ...claimed.map(momentOfClaim)].sort((a, b) => b.position - a.position);
  // Nothing older is shown than what each source was read to.
  const cut = [own, mentioned, claimed].filter((source) => source.length === wanted);
  const horizon = Math.max(0, ...cut.map((source) => source.at(-1)?.position ?? 0));
  const within = all.filter(({ position }) => position >= horizon);
  const shown = within.slice(0, limit);
  const last = shown.at(-1);
  if (within.length > limit && last !== undefined) return { moments: shown, next: last.position };
  return horizon > 0 ? { moments: shown, next: horizon } : { moments: shown };
}

async function ownEvents(key: string, before: number, limit: number, store: LogStore): Promise<readonly StoredEvent[]> {
  if (before <= 1) return [];
  const stream = deviceStream(deviceNamed(key));
  const events: StoredEvent[] = [];
  for await (const event of store.read(before - 1, { stream, reverse: true, limit })) events.push(event);
  return events;
}

async function mentions(key: string, before: number, limit: number, store: LogStore): Promise<readonly StoredEvent[]> {
  const range = { index: 'about', from: mentionedAt(key, 0), below: mentionedAt(key, before), reverse: true } as const;
  const { entries } = await store.table(MENTIONS).page({ ...range, limit });
  const events: StoredEvent[] = [];
  for (const { row } of entries) {
    for await (const event of store.read(row.position, { limit: 1 })) events.push(event);
  }
  return events;
}
