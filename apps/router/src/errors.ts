import { type ErrorTable, errorFactory } from '@sallyport/core';

/** Every way the router agent can refuse or fail, besides the E_CA_COMMANDS_ codes of its session. */
export const ROUTER_ERRORS = {
  E_ROUTER_ARGUMENT: { fault: 'caller', hint: 'See the message for what is allowed.' },
  E_ROUTER_DIRECTORY: {
    fault: 'environment',
    hint: 'Make the router’s key first with `sallyport router init`, or give the directory where it was made.',
  },
  E_ROUTER_FILE: { fault: 'environment', hint: 'Check the path, its permissions and what is in it.' },
  E_ROUTER_PROGRAM: {
    fault: 'environment',
    hint: 'Install what is missing: nft is in nftables, hostapd_cli in hostapd.',
  },
  E_ROUTER_RULES: {
    fault: 'environment',
    hint: 'Run as root on Linux 5.16 or newer; give interfaces that `ip link` shows.',
  },
  E_ROUTER_HOSTAPD: {
    fault: 'environment',
    hint: 'Start hostapd with a ctrl_interface, and give the agent the same directory and interface.',
  },
} as const satisfies ErrorTable;

export type RouterErrorCode = keyof typeof ROUTER_ERRORS;

export const fail = errorFactory(ROUTER_ERRORS);
