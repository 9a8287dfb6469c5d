/** Stores with events in them, and the chain of hashes worked out by other means. */

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import type { ChainHead, LogStore, NewEvent, StoredEvent } from '@sallyport/store';
import { collect } from './grounds.ts';

export const START = '0'.repeat(64);

/** The chain as its description in engine/chain.ts says, worked out by other means. */
function headOf(events: readonly StoredEvent[]): ChainHead {
  let hash = START;
  for (const { position, stream, version, type, at, uniqueKey, data } of events) {
    const fields = [hash, position, stream, version, type, at.getTime(), uniqueKey ?? '', JSON.stringify(data)];
    hash = createHash('sha256').update(fields.join('\0')).digest('hex');
  }
  return { position: events.length, hash };
}

export async function expectChain(store: LogStore): Promise<ChainHead> {
  const expected = headOf(await collect(store.read(1)));
  assert.deepEqual(await store.chainHead(), expected);
  assert.deepEqual(await store.verify(), expected);
  return expected;
}

export const event = (n: number, more: Partial<NewEvent> = {}): NewEvent => ({
  stream: `s${n % 3}`,
  type: 'counted',
  data: { n, text: 'é "quoted" \u0000 \u{1f980}' },
  at: new Date(1_700_000_000_000 + n),
  ...more,
});

export async function fill(store: LogStore, count: number): Promise<void> {
  for (let n = 0; n < count; n += 50) {
    await store.append(
      Array.from({ length: Math.min(50, count - n) }, (_, at) => event(n + at, { uniqueKey: `n/${n + at}` })),
    );
  }
}
