/** The nodes of the network and what each does: a leader, a border router in the middle, and a router a hop further out. */

import type { Clock, Random, Timer } from '@sallyport/core';
import type { EventListener } from '@sallyport/onboarding';
import type { ActiveDataset, LeaderEvent, LeaderStore } from '@sallyport/thread';
import {
  type Impairments,
  joinerRouterRole,
  leaderRole,
  SimulatedMesh,
  surveyRole,
} from '@sallyport/thread/simulation';
import type { BorderRouter } from './border-router.ts';

export const LEADER = 'leader';
export const BORDER_ROUTER = 'border router';
const ROUTER = 'router';
/** The routers that hear the radios of other processes. */
export const IN_REACH: readonly string[] = [BORDER_ROUTER, ROUTER];

export interface MeshOptions {
  readonly dataset: ActiveDataset;
  readonly keeper: LeaderStore;
  readonly borderRouter: BorderRouter;
  readonly impairments?: Partial<Impairments>;
  readonly events?: EventListener;
  readonly listener?: (event: LeaderEvent) => void;
  readonly clock: Clock;
  readonly timer: Timer;
  readonly random: Random;
}

/** Every node is on when this returns. */
export function layOutMesh(options: MeshOptions): SimulatedMesh {
  const { dataset, keeper: store, borderRouter, impairments, events, listener, clock, timer, random } = options;
  const mesh = new SimulatedMesh(
    { dataset, ...(impairments === undefined ? {} : { impairments }) },
    { clock, timer, random },
  );
  const leader = mesh.addRouter(LEADER);
  leader.install(leaderRole({ store, ...(listener === undefined ? {} : { listener }) }));
  const gate = mesh.addRouter(BORDER_ROUTER, [LEADER]);
  gate.install(borderRouter.role);
  const router = mesh.addRouter(ROUTER, [BORDER_ROUTER]);
  for (const node of [leader, gate, router]) {
    node.install(joinerRouterRole(events === undefined ? {} : { onboarding: events }));
    node.install(surveyRole());
  }
  return mesh;
}
