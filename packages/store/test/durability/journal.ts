/** The event that the killed processes write, and a projection of it that shows any event applied twice or never. */

import { eventType, type Projection, table } from '@sallyport/store';

export type Written = { readonly token: string; readonly part: number; readonly parts: number };

export const WRITTEN = eventType<Written>('written');

export const tokens = table<{ readonly parts: number; readonly position: number }>('tokens').numberIndex(
  'position',
  ({ position }) => position,
);
export const lanes = table<{ readonly events: number; readonly sum: number }>('lanes');

export const journal: Projection = {
  name: 'journal',
  version: 1,
  tables: [tokens, lanes],
  async apply(event, tables) {
    if (!WRITTEN.is(event)) return;
    const written = tables.table(tokens);
    const before = await written.get(event.data.token);
    written.put(event.data.token, { parts: (before?.parts ?? 0) + 1, position: before?.position ?? event.position });
    const lane = await tables.table(lanes).get(event.stream);
    tables.table(lanes).put(event.stream, { events: (lane?.events ?? 0) + 1, sum: (lane?.sum ?? 0) + event.position });
  },
};
