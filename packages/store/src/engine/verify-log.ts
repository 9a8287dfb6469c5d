/** Checks what must hold of every log, whatever the database says of itself. */

import { fail } from '../errors.ts';
import type { StoredEvent } from '../events.ts';

/** @throws E_STORE_CORRUPT at the first event out of its place */
export async function verifyLog(events: AsyncIterable<StoredEvent>): Promise<void> {
  const versions = new Map<string, number>();
  let expected = 1;
  for await (const { position, stream, version } of events) {
    if (position !== expected) {
      throw fail('E_STORE_CORRUPT', `event ${expected} is missing: the next one is ${position}`, {
        details: { expected, position },
      });
    }
    const before = versions.get(stream) ?? 0;
    if (version !== before + 1) {
      throw fail('E_STORE_CORRUPT', `event ${position} is number ${version} of ${stream}, after number ${before}`, {
        details: { position, stream, version },
      });
    }
    versions.set(stream, version);
    expected++;
  }
}
