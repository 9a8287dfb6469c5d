/** `sallyport proxy`: a join proxy that carries bytes between devices without access and the registrar. */

import {
  graspAnnouncer,
  graspRegistrars,
  mdnsAnnouncer,
  mdnsRegistrars,
  type RelayEvent,
  startJoinProxy,
} from '@sallyport/app-relay';
import { reasonOf } from '@sallyport/core';
import type { Command } from 'commander';
import { DEFAULTS } from '../defaults.ts';
import { hostAndPort, port } from '../options.ts';
import { type RunContext, stopped } from '../run-context.ts';
import { printable } from '../terminal.ts';
import { jsonCommand, LINES, perform } from './common.ts';

interface ProxyOptions {
  readonly json: boolean;
  readonly host: string;
  readonly port: number;
  readonly registrar?: { readonly host: string; readonly port: number };
  readonly interface?: string;
  readonly announce: boolean;
  readonly graspDevices?: string[];
  readonly graspDomain?: string[];
}

export function proxyCommand(context: RunContext): Command {
  return jsonCommand('proxy', 'run a join proxy, which passes bytes and no more', LINES)
    .option('--host <address>', 'address to listen on', DEFAULTS.host)
    .option('--port <port>', 'port to listen on', port, DEFAULTS.proxyPort)
    .option('--registrar <host:port>', 'the registrar; default: found by multicast DNS and GRASP', hostAndPort)
    .option('--interface <name>', 'network interface for multicast DNS; default: the one of --host')
    .option('--grasp-devices <interface...>', 'announce the proxy by GRASP on these links')
    .option('--grasp-domain <interface...>', 'find registrars by GRASP on these interfaces of the secured domain')
    .option('--no-announce', 'do not announce the proxy by multicast DNS')
    .action((options: ProxyOptions) => perform(context, options.json, () => run(options, context)));
}

async function run(options: ProxyOptions, context: RunContext): Promise<undefined> {
  const { terminal } = context;
  const isEverywhere = options.host === '0.0.0.0' || options.host === '::';
  const link = options.interface ?? (isEverywhere ? undefined : options.host);
  const on = link === undefined ? {} : { interface: link };
  const addresses = isEverywhere ? {} : { addresses: [options.host] };
  const proxy = await startJoinProxy({
    listen: { host: options.host, port: options.port },
    ...(options.registrar === undefined
      ? {
          discovery: [
            mdnsRegistrars(on),
            ...(options.graspDomain === undefined ? [] : [graspRegistrars({ interfaces: options.graspDomain })]),
          ],
        }
      : { registrars: [options.registrar] }),
    announcers: [
      ...(options.announce ? [mdnsAnnouncer({ ...on, ...addresses })] : []),
      ...(options.graspDevices === undefined ? [] : [graspAnnouncer({ interfaces: options.graspDevices })]),
    ],
    onEvent: (event) => terminal.out(options.json ? `${JSON.stringify(event)}\n` : `${sentence(event)}\n`),
  });
  terminal.note(`join proxy listens on ${proxy.host}:${proxy.port}; Ctrl-C ends\n`);
  await stopped(context);
  await proxy.close();
  return undefined;
}

function sentence(event: RelayEvent): string {
  switch (event.type) {
    case 'opened':
      return `${event.circuit}: ${event.source} is carried to ${event.registrar.host}:${event.registrar.port}`;
    case 'registrar-unreachable':
      return `${event.circuit}: ${event.registrar.host}:${event.registrar.port} cannot be reached: ${printable(event.reason)}`;
    case 'closed':
      return `${event.circuit}: over after ${Math.round(event.ms)} ms, ${event.bytesFromPledge} bytes in, ${event.bytesFromRegistrar} out${event.reason === undefined ? '' : ` (${event.reason})`}`;
    case 'announcing':
      return event.on ? 'announced to devices' : 'no longer announced';
    case 'trouble':
      return `trouble: ${printable(reasonOf(event.error))}`;
  }
}
