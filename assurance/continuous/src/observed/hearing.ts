/** Takes in what was observed before, and from then on what is observed, here and at other replicas. */

import type { ObservationRecord } from './observation-record.ts';
import type { Observation, ObservedFact } from './observed-fact.ts';

const CHUNK = 1000;

/** Resolves when everything of before is taken in. Gives the way to stop. */
export async function hearObservations(
  record: ObservationRecord,
  take: (observations: readonly Observation[]) => Promise<void>,
  onError: (error: unknown) => void,
): Promise<() => void> {
  let meanwhile: (readonly Observation[])[] | undefined = [];
  const stop = record.onRecorded((observations) => {
    // What is recorded while that of before is read is newer, and comes after it.
    if (meanwhile === undefined) take(observations).catch(onError);
    else meanwhile.push(observations);
  });
  try {
    for await (const chunk of chunks(record.load())) await take(chunk);
    const waiting = meanwhile;
    meanwhile = undefined;
    await Promise.all(waiting.map((observations) => take(observations)));
    return stop;
  } catch (thrown) {
    stop();
    throw thrown;
  }
}

async function* chunks(facts: AsyncIterable<ObservedFact>): AsyncGenerator<readonly Observation[], void, undefined> {
  let chunk: Observation[] = [];
  for await (const put of facts) {
    chunk.push({ put });
    if (chunk.length < CHUNK) continue;
    yield chunk;
    chunk = [];
  }
  yield chunk;
}
