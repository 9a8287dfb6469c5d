/** Where registrars and join proxies are now, for a device that has an owner and needs one for a moment. */

import type { CandidateOffer } from '@sallyport/brski';
import type { Milliseconds, Timer } from '@sallyport/core';
import type { DiscoveryContext, DiscoverySource, RunningSource } from './discovery.ts';

/** More than this on one link are not all the owner's. */
const MAX_FOUND = 16;

/**
 * Looks until something is found, `patience` milliseconds at the most; then a moment longer for others beside it.
 * @returns what was found, each once, in the order in which it was
 */
export async function findRegistrars(
  sources: readonly DiscoverySource[],
  context: DiscoveryContext & { readonly timer: Timer; readonly signal: AbortSignal; readonly patience: Milliseconds },
): Promise<readonly Pick<CandidateOffer, 'host' | 'port'>[]> {
  const { timer, signal, patience } = context;
  const found = new Map<string, Pick<CandidateOffer, 'host' | 'port'>>();
  const first = Promise.withResolvers<void>();
  const sink = {
    found: ({ host, port }: CandidateOffer) => {
      if (found.size < MAX_FOUND) found.set(`${host} ${port}`, { host, port });
      first.resolve();
    },
    withdrawn: ({ host, port }: Pick<CandidateOffer, 'host' | 'port'>) => void found.delete(`${host} ${port}`),
    failed: () => undefined,
  };
  const cancel = timer.after(patience, first.resolve);
  signal.addEventListener('abort', () => first.resolve(), { once: true });
  const starting = await Promise.allSettled(sources.map((source) => source(sink, context)));
  const running = starting.flatMap((each): RunningSource[] => (each.status === 'fulfilled' ? [each.value] : []));
  if (running.length > 0 && !signal.aborted) await first.promise;
  cancel();
  await Promise.allSettled(running.map((source) => source.close()));
  return [...found.values()];
}
