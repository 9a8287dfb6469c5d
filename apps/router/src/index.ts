/** The router agent: takes a registrar's commands and keeps its ports by them. */

export { graspRegistrars, mdnsRegistrars, type RegistrarAddress, type RegistrarSource } from './discovery/sources.ts';
export { type HostapdOptions, HostapdPorts } from './enforcers/hostapd.ts';
export { type NftablesOptions, NftablesPorts } from './enforcers/nftables.ts';
export { SimulatedPorts } from './enforcers/simulated.ts';
export { ROUTER_ERRORS, type RouterErrorCode } from './errors.ts';
export {
  createRouterIdentity,
  type NewIdentity,
  openRouterIdentity,
  type RouterIdentity,
  requestCertificate,
} from './identity.ts';
export type { RouterAgentEvent, RouterAgentOptions, RunningRouterAgent } from './options.ts';
export { readRouterState } from './read-state.ts';
export { startRouterAgent } from './start-router-agent.ts';
