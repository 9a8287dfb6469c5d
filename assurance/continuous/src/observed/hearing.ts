/** Takes in what was observed before, and from then on what is observed, here and at other replicas. */

import type { ObservationRecord } from './observation-record.ts';
import type { Observation } from './observed-fact.ts';

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
  let chunk: Observation[] = [];
  for await (const put of record.load()) {
    chunk.push({ put });
    if (chunk.length < CHUNK) continue;
    await take(chunk);
    chunk = [];
  }
  const before = [chunk, ...meanwhile];
  meanwhile = undefined;
  await Promise.all(before.map((observations) => take(observations)));
  return stop;
}
