/** A mesh on virtual time, the same in every run. */

import { seededRandom, VirtualTime } from '@sallyport/core';
import { createDataset } from '@sallyport/thread';
import { type Impairments, SimulatedMesh } from '@sallyport/thread/simulation';

export interface Lab {
  readonly time: VirtualTime;
  readonly mesh: SimulatedMesh;
}

export function lab(seed: string, impairments: Partial<Impairments> = {}): Lab {
  const time = new VirtualTime();
  const random = seededRandom(seed);
  const dataset = createDataset({ networkName: 'Lab', channel: { page: 0, number: 15 } }, random);
  return { time, mesh: new SimulatedMesh({ dataset, impairments }, { clock: time, timer: time, random }) };
}

/** Routers r0 to r(count-1) in a row, each in reach of the next. */
export function row({ mesh }: Lab, count: number): void {
  for (let at = 0; at < count; at++) mesh.addRouter(`r${at}`, at === 0 ? [] : [`r${at - 1}`]);
}
