/** Who changed what: the part of the projection that follows operations. */

import type { ProjectionTables, StoredEvent } from '@sallyport/store';
import { OPERATION_BEGUN, OPERATION_ENDED } from '../events.ts';
import { CHANGES, keyAt } from './tables.ts';

export async function applyChange(event: StoredEvent, tables: ProjectionTables): Promise<void> {
  const changes = tables.table(CHANGES);
  const at = event.at.getTime();
  if (OPERATION_BEGUN.is(event)) {
    changes.put(keyAt(event.position), { ...event.data, at, ended: null });
  } else if (OPERATION_ENDED.is(event)) {
    const { begun, code } = event.data;
    const row = await changes.get(keyAt(begun));
    if (row !== undefined) changes.put(keyAt(begun), { ...row, ended: { at, code } });
  }
}
