/** Opens the domain's stream of events by `fetch`, which can say more of who asks than `EventSource` can. */

import { API_ROOT, headersOf } from '../transport.ts';
import { EventStreamReader } from './event-stream.ts';
import type { StreamListener } from './line.ts';
import { liveEventOf } from './live-event.ts';

export function openFetchStream(after: string | undefined, listener: StreamListener): () => void {
  const abort = new AbortController();
  read(after, listener, abort.signal).then(
    (why) => listener.onEnd(why),
    () => listener.onEnd('lost'),
  );
  return () => abort.abort();
}

async function read(
  after: string | undefined,
  listener: StreamListener,
  signal: AbortSignal,
): Promise<'lost' | 'refused'> {
  const response = await fetch(`${API_ROOT}/events`, {
    signal,
    cache: 'no-store',
    credentials: 'same-origin',
    headers: {
      ...headersOf(),
      Accept: 'text/event-stream',
      ...(after === undefined ? {} : { 'Last-Event-ID': after }),
    },
  });
  if (response.status === 401) return 'refused';
  if (!response.ok || response.body === null) return 'lost';
  listener.onOpen();
  const reader = new EventStreamReader();
  const decoder = new TextDecoder();
  const body = response.body.getReader();
  for (;;) {
    const { done, value } = await body.read();
    if (done) return 'lost';
    listener.onLife();
    for (const { data, id } of reader.push(decoder.decode(value, { stream: true }))) {
      const event = liveEventOf(data, id);
      if (event !== undefined) listener.onEvent(event);
    }
  }
}
