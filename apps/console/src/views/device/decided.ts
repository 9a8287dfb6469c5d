/** What is decided of a device now, which may be another thing than when it last asked. */

import { type AnswerOf, type Query, useCall } from '../../api/index.ts';
import type { ShownDevice } from './shown.ts';

export const POINTS = ['C.3', 'C.8', 'E.2', 'M.4'] as const;
export type Point = (typeof POINTS)[number];
/** What makes a decision old. */
const TOPICS = ['claim', 'decision', 'device', 'session', 'policy'] as const;

/** Where a device stands that is aboard. */
export function pointOf({ protocol }: Pick<ShownDevice, 'protocol'>): Point {
  return protocol === 'thread' ? 'M.4' : 'E.2';
}

/** Asks nothing of a device that was never met. */
export function useDecided(device: ShownDevice, point: Point): Query<AnswerOf<'why'>> {
  return useCall('why', device.uri === null ? undefined : { device: device.key, point }, { topics: TOPICS });
}

const ABOARD: ReadonlySet<string> = new Set(['aboard', 'entrusted']);

/** Whether there is nothing left to bring aboard. */
export function isSettled(device: ShownDevice, decided: AnswerOf<'why'> | undefined): boolean {
  const { state, isRefused, flag, decision } = device;
  const outcome = decided?.decision ?? decision?.outcome;
  return ABOARD.has(state) && outcome === 'permit' && !isRefused && flag === null;
}
