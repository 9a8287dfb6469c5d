/** The port agent: keeps a wired port shut but for the devices that hostapd has authenticated. */

export { isStationAddress, type MacAddress } from './engine/mac-address.ts';
export { MOST_STATIONS } from './engine/rules.ts';
export { PORT_AGENT_ERRORS, type PortAgentErrorCode } from './errors.ts';
export type { PortEvent, ShutReason } from './events.ts';
export type { PortAgentOptions, RunningPortAgent } from './options.ts';
export { startPortAgent } from './start-port-agent.ts';
