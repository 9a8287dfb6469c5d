/** What the log keeps of refusals, at the doors of networks and on the way aboard, the newest first, a page at a time. */

import type { IdentityAssurance } from '@sallyport/onboarding';
import type { StoredEvent } from '@sallyport/store';
import { ADMISSION_REFUSED } from '../admission/events.ts';
import type { DeviceName } from '../events.ts';
import { type LogReader, logPage } from '../log/log-pages.ts';
import { ONBOARDING_REFUSED, type RefusingStep, type Times } from './events.ts';

export interface WrittenRefusal {
  readonly position: number;
  /** Milliseconds since 1970, of the line. */
  readonly at: number;
  readonly protocol: string;
  readonly step: RefusingStep | 'E.2';
  readonly decision: 'deny' | 'defer';
  readonly device: DeviceName | null;
  /** What proves who the device is; `claimed`: nothing does. */
  readonly identity: IdentityAssurance | null;
  readonly client: string | null;
  readonly station: string | null;
  readonly network: string | null;
  /** The address it came from. */
  readonly from: string | null;
  readonly reason: string;
  readonly code: string | null;
  readonly times: Times;
}

export interface WrittenPage {
  readonly refusals: readonly WrittenRefusal[];
  /** Give it as `before` for what is older. */
  readonly next: number | undefined;
}

/** A page may be short, or empty, and still have a next one. @throws E_STORE_… */
export async function writtenRefusals(
  store: LogReader,
  { before, limit }: { readonly before: number | undefined; readonly limit: number },
): Promise<WrittenPage> {
  const pages = await Promise.all(
    [ADMISSION_REFUSED, ONBOARDING_REFUSED].map(({ type }) => logPage(store, { type, before, limit })),
  );
  // Nothing older is shown than what both were read to.
  const horizon = Math.max(...pages.map(({ next = 0 }) => next));
  const within = pages
    .flatMap(({ events }) => events)
    .filter(({ position }) => position >= horizon)
    .sort((one, other) => other.position - one.position);
  const shown = within.slice(0, limit);
  const last = shown.at(-1)?.position;
  const next = within.length > limit ? last : horizon;
  return { refusals: shown.flatMap(refusalIn), next: next === 0 ? undefined : next };
}

function refusalIn(event: StoredEvent): readonly WrittenRefusal[] {
  const { position } = event;
  const at = event.at.getTime();
  if (ADMISSION_REFUSED.is(event)) {
    const { ssid: network, times = { count: 1, firstAt: at, lastAt: at }, ...data } = event.data;
    const identity = data.device === null ? null : 'authenticated';
    const where = { protocol: 'radius', step: 'E.2', decision: 'deny', from: null } as const;
    return [{ position, at, ...where, ...data, identity, network, times }];
  }
  if (!ONBOARDING_REFUSED.is(event)) return [];
  const { session: _, ...data } = event.data;
  return [{ position, at, client: null, station: null, ...data }];
}
