import { type ErrorTable, errorFactory } from '@sallyport/core';

/** Every way the port agent can refuse or fail. */
export const PORT_AGENT_ERRORS = {
  E_PORT_AGENT_ARGUMENT: { fault: 'caller', hint: 'See the message for what is allowed.' },
  E_PORT_AGENT_INTERFACE: { fault: 'environment', hint: 'Give a name that `ip link` shows.' },
  E_PORT_AGENT_PROGRAM: {
    fault: 'environment',
    hint: 'Install what is missing: nft is in nftables, hostapd_cli in hostapd, ip in iproute2.',
  },
  E_PORT_AGENT_RULES: {
    fault: 'environment',
    hint: 'Run as root on Linux 5.16 or newer, on Ethernet; a table left by something else must go first.',
  },
  E_PORT_AGENT_HOSTAPD: {
    fault: 'environment',
    hint: 'Start hostapd with a ctrl_interface, and give the agent the same directory. Until then the port stays shut.',
  },
  E_PORT_AGENT_OUTPUT: {
    fault: 'environment',
    hint: 'hostapd_cli said something this agent does not understand: it knows hostapd 2.10.',
  },
} as const satisfies ErrorTable;

export type PortAgentErrorCode = keyof typeof PORT_AGENT_ERRORS;

export const fail = errorFactory(PORT_AGENT_ERRORS);
