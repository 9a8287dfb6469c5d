/** API tokens: the part of the projection that follows their events. */

import type { ProjectionTables, StoredEvent } from '@sallyport/store';
import { TOKEN_MADE, TOKEN_REVOKED, TOKEN_SEEN } from '../events.ts';
import { TOKENS } from './tables.ts';

export async function applyToken(event: StoredEvent, tables: ProjectionTables): Promise<void> {
  const tokens = tables.table(TOKENS);
  const at = event.at.getTime();
  if (TOKEN_MADE.is(event)) {
    const { hash, by: _, ...rest } = event.data;
    tokens.put(hash, { ...rest, madeAt: at, usedAt: null });
  } else if (TOKEN_SEEN.is(event)) {
    const row = await tokens.get(event.data.hash);
    if (row !== undefined) tokens.put(event.data.hash, { ...row, usedAt: at });
  } else if (TOKEN_REVOKED.is(event)) {
    tokens.delete(event.data.hash);
  }
}
