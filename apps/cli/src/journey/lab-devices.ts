/** The devices of a lab that are aboard. */

import type { Domain } from '@sallyport/app-domain';

const ABOARD = ['aboard', 'entrusted'] as const;
const MOST = 1000;

/** By whichever protocol they came. */
export async function devicesAboard({ devices }: Domain) {
  const pages = await Promise.all(ABOARD.map((state) => devices.page({ state, limit: MOST })));
  const hasMore = pages.some(({ next }) => next !== undefined);
  return { entries: pages.flatMap(({ entries }) => entries), hasMore };
}
