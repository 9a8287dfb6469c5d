/** `sallyport port-agent`: keeps a wired port shut but for the devices that hostapd has authenticated. */

import { type PortEvent, startPortAgent } from '@sallyport/app-port-agent';
import { SECOND } from '@sallyport/core';
import type { Command } from 'commander';
import { count } from '../options.ts';
import { type RunContext, stopped } from '../run-context.ts';
import { printable } from '../terminal.ts';
import { jsonCommand, LINES, perform } from './common.ts';

interface AgentOptions {
  readonly json: boolean;
  readonly interface: string;
  readonly control: string;
  readonly mostDevices: number;
  readonly lease: number;
  readonly openAfterwards: boolean;
}

export function portAgentCommand(context: RunContext): Command {
  return jsonCommand('port-agent', 'keep a wired port shut but for devices that hostapd authenticated', LINES)
    .requiredOption('--interface <name>', 'the port: the wired interface that hostapd serves')
    .option('--control <directory>', "hostapd's ctrl_interface", '/run/hostapd')
    .option('--most-devices <count>', 'let in at the same time', count, 16)
    .option('--lease <seconds>', 'how long the kernel lets a device through without hearing from the agent', count, 15)
    .option('--open-afterwards', 'leave the port open to everybody when this ends; default: shut', false)
    .action((options: AgentOptions) => perform(context, options.json, () => run(options, context)));
}

async function run(options: AgentOptions, context: RunContext): Promise<undefined> {
  const { terminal } = context;
  const { interface: port, control, mostDevices, lease, openAfterwards, json } = options;
  const agent = await startPortAgent({
    interface: port,
    controlDirectory: control,
    mostStations: mostDevices,
    lease: lease * SECOND,
    afterwards: openAfterwards ? 'open' : 'shut',
    onEvent: (event) => terminal.out(json ? `${JSON.stringify(event)}\n` : `${sentence(event)}\n`),
  });
  terminal.note(`port ${port} is shut but for whom hostapd authenticates; Ctrl-C ends\n`);
  await stopped(context);
  await agent.close();
  terminal.note(`port ${port} is left ${openAfterwards ? 'open to everybody' : 'shut'}\n`);
  return undefined;
}

const REASONS = {
  disconnected: 'hostapd ended its session',
  'not-authorized': 'hostapd does not list it as authorized',
  'hostapd-gone': 'hostapd has gone',
  'link-down': 'the cable was pulled',
  ended: 'the agent ends',
} as const;

function sentence(event: PortEvent): string {
  switch (event.type) {
    case 'opened':
      return `${event.station} is let in (${event.ms.toFixed(1)} ms)`;
    case 'shut':
      return `${event.station} is shut out: ${REASONS[event.reason]} (${event.ms.toFixed(1)} ms)`;
    case 'crowded':
      return `${event.station} is authenticated and kept out: the port has as many devices as it may`;
    case 'asked-anew':
      return `${event.station} is asked to authenticate again`;
    case 'hostapd':
      return event.is === 'there' ? 'hostapd is there' : 'hostapd is not there: the port is shut';
    case 'link':
      return `the link is ${event.is}`;
    case 'rules-lost':
      return 'somebody deleted the rules of the port: they are put back';
    case 'trouble':
      return `trouble: ${printable(event.error.message)}`;
  }
}
