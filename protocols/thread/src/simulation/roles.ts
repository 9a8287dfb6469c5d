/** The roles of commissioning, ready to be installed on simulated nodes. */

import { BorderAgent, type BorderAgentOptions } from '../border-agent/border-agent.ts';
import { CommissionerRouter, type CommissionerRouterOptions } from '../border-agent/commissioner-router.ts';
import { JoinerRouter, type JoinerRouterOptions } from '../joiner-router/joiner-router.ts';
import { Leader, type LeaderOptions } from '../leader/leader.ts';
import type { LeaderRecord, LeaderStore } from '../node/ports.ts';
import { serveSurveys } from '../survey/surveys.ts';
import type { Role } from './simulated-node.ts';
import type { Wlan } from './wlan.ts';

/** What a Leader keeps over a restart of its node, as flash memory would. */
export class RememberingStore implements LeaderStore {
  #record: LeaderRecord;

  constructor(record: LeaderRecord) {
    this.#record = record;
  }

  load(): LeaderRecord {
    return this.#record;
  }

  save(record: LeaderRecord): void {
    this.#record = record;
  }
}

export function leaderRole(options: Pick<LeaderOptions, 'store' | 'listener'>): Role<Leader> {
  return ({ node, agent, ...ports }) => {
    const keySequence = () => node.datasets.keySequence;
    return new Leader({ ...options, agent, outlet: node.outlet, keySequence }, ports);
  };
}

/** With external Commissioners on `wlan`. The PSKc is the network's unless another is given. */
export function borderAgentRole(
  wlan: Wlan,
  options: Partial<Omit<BorderAgentOptions, 'agent' | 'networkData' | 'datasets'>> = {},
): Role<BorderAgent> {
  return ({ node, agent, ...ports }) => {
    const { networkData, datasets } = node;
    const pskc = () => datasets.active?.values.pskc;
    const border = new BorderAgent(
      { pskc, ...options, agent, networkData, datasets },
      { ...ports, transmit: (datagram, peer) => wlan.toClient(datagram, peer) },
    );
    wlan.server = (datagram, client) => border.receive(datagram, client);
    return border;
  };
}

export function joinerRouterRole(
  options: Omit<JoinerRouterOptions, 'agent' | 'networkData' | 'datasets'> = {},
): Role<JoinerRouter> {
  return ({ node, agent, ...ports }) => {
    const { networkData, datasets } = node;
    return new JoinerRouter({ ...options, agent, networkData, datasets }, ports);
  };
}

/** For Native Commissioners that are not on the mesh yet (white paper, figures 7 and 8). */
export function commissionerRouterRole(
  options: Pick<CommissionerRouterOptions, 'commissionerUdpPort' | 'limits' | 'listener'>,
): Role<CommissionerRouter> {
  return ({ node, agent, ...ports }) => {
    const { networkData, datasets } = node;
    const pskc = () => datasets.active?.values.pskc;
    node.openToCommissioners(options.commissionerUdpPort);
    return new CommissionerRouter({ ...options, pskc, agent, networkData, datasets }, ports);
  };
}

/** Energy scans, PAN ID queries and announcements, when a Commissioner asks. */
export function surveyRole(): Role<{ close(): void }> {
  return ({ node, agent, timer }) => {
    const { networkData, survey } = node;
    return { close: serveSurveys({ agent, networkData, survey }, timer) };
  };
}
