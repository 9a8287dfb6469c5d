/** What a service that has ended left in its log. */

import { openSqliteStore } from '@sallyport/store';

/** The types of all events, in order, and that the file is sound. */
export async function logOf(path: string): Promise<readonly string[]> {
  const store = await openSqliteStore({ path });
  try {
    await store.verify();
    const types: string[] = [];
    for await (const { type } of store.read(1)) types.push(type);
    return types;
  } finally {
    await store.close();
  }
}
