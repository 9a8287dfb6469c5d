/** Who is on the network, by device, client, network and state: a page costs little whatever the filters, and may be short. */

import type { LogStore } from '@sallyport/store';
import type { Session } from '@sallyport/wifi-wired';
import { SESSIONS } from './register.ts';

export interface SessionQuery {
  /** `manufacturer/serialNumber`. */
  readonly device?: string | undefined;
  /** The RADIUS client's name. */
  readonly client?: string | undefined;
  /** The SSID. */
  readonly network?: string | undefined;
  readonly state?: Session['state'] | undefined;
  /** The `next` of the page before. */
  readonly cursor?: string | undefined;
  readonly limit?: number | undefined;
}

export interface SessionPage {
  readonly sessions: readonly Session[];
  /** Present when there may be more, also after a page without any. */
  readonly next?: string | undefined;
}

/** Pages of the table that are looked through for one page of an answer. */
const MAX_PAGES = 5;

export async function sessionPage(store: Pick<LogStore, 'table'>, query: SessionQuery): Promise<SessionPage> {
  const { limit = 100 } = query;
  const by = narrowest(query);
  const sessions: Session[] = [];
  let cursor = query.cursor;
  for (let pages = 0; pages < MAX_PAGES; pages++) {
    const page = await store.table(SESSIONS).page({
      // So that no session is passed over: a page of the table that is begun is shown whole.
      limit: limit - sessions.length,
      ...by,
      ...(cursor === undefined ? {} : { cursor }),
    });
    sessions.push(...page.entries.map(({ row }) => row).filter((row) => fits(row, query)));
    cursor = page.next;
    if (cursor === undefined || sessions.length === limit) break;
  }
  return { sessions, next: cursor };
}

/** The index that leaves the fewest. */
function narrowest({ device, client, network, state }: SessionQuery) {
  if (device !== undefined) return { index: 'device', equals: device } as const;
  if (state !== undefined && state !== 'open') return { index: 'state', equals: state } as const;
  if (client !== undefined) return { index: 'client', equals: client } as const;
  if (network !== undefined) return { index: 'network', equals: network } as const;
  return state === undefined ? {} : ({ index: 'state', equals: state } as const);
}

function fits({ state, place: { client, ssid } }: Session, query: SessionQuery): boolean {
  if (query.client !== undefined && client !== query.client) return false;
  if (query.network !== undefined && ssid !== query.network) return false;
  return query.state === undefined || state === query.state;
}
