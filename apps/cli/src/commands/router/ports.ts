/** Which ports a router has: what is said on the command line, made into what keeps them. */

import { HostapdPorts, NftablesPorts, SimulatedPorts } from '@sallyport/app-router';
import type { DeviceAccess, Enforcer } from '@sallyport/assurance-ca-commands';
import { type SallyportError, SECOND, systemTimer } from '@sallyport/core';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { fail } from '../../errors.ts';
import { count } from '../../options.ts';

export interface PortOptions {
  readonly enforcer: 'simulated' | 'nftables' | 'hostapd';
  readonly interface?: string[];
  readonly control: string;
  readonly constrainedTo?: string[];
  readonly constrainedVlan?: number;
  readonly lease: number;
}

export function withPorts(command: Command): Command {
  return command
    .addOption(
      new Option('--enforcer <kind>', 'what the ports of the router are')
        .choices(['simulated', 'nftables', 'hostapd'])
        .makeOptionMandatory(),
    )
    .option('--interface <name...>', 'interfaces that devices are on; for nftables, and one for hostapd')
    .option(
      '--constrained-to <address...>',
      'for nftables: where constrained devices may go; default: they are put out',
    )
    .option('--lease <seconds>', 'for nftables: how long devices stay in without hearing from this command', count, 300)
    .option('--control <directory>', 'for hostapd: its ctrl_interface', '/run/hostapd')
    .option(
      '--constrained-vlan <number>',
      'for hostapd: the VLAN of constrained devices; default: they are put out',
      vlan,
    );
}

export interface OpenPorts {
  readonly enforcer: Enforcer;
  close(): Promise<void>;
}

/** @throws E_CLI_USAGE, E_ROUTER_ARGUMENT, E_ROUTER_RULES */
export function openPorts(
  options: PortOptions,
  trouble: (error: SallyportError) => void,
  simulated: (open: readonly DeviceAccess[]) => void,
): OpenPorts {
  const { interface: interfaces = [], constrainedTo = [], constrainedVlan, control, lease } = options;
  if (options.enforcer === 'simulated') {
    return { enforcer: new SimulatedPorts(simulated), close: async () => {} };
  }
  const [first, ...others] = interfaces;
  if (first === undefined) throw fail('E_CLI_USAGE', `--enforcer ${options.enforcer} needs --interface`);
  if (options.enforcer === 'nftables') {
    const ports = new NftablesPorts({ interfaces, constrainedTo, lease: lease * SECOND, timer: systemTimer, trouble });
    return { enforcer: ports, close: () => ports.close() };
  }
  if (others.length > 0) throw fail('E_CLI_USAGE', '--enforcer hostapd takes one --interface');
  const vlanOption = constrainedVlan === undefined ? {} : { constrainedVlan };
  const at = { interface: first, controlDirectory: control, ...vlanOption };
  const ports = new HostapdPorts({ ...at, timer: systemTimer, trouble });
  return { enforcer: ports, close: () => ports.close() };
}

function vlan(text: string): number {
  const value = Number(text);
  if (!/^\d{1,4}$/.test(text) || value < 1 || value > 4094) {
    throw new InvalidArgumentError('it is a whole number from 1 to 4094.');
  }
  return value;
}
