/** Announces the owner's registrar to join proxies and to devices on its own link (RFC 8995 §4.1.1, §4.3, appendix B). */

import { isIP } from 'node:net';
import { networkInterfaces } from 'node:os';
import { CA_COMMANDS_PROTOCOL, CA_COMMANDS_SERVICE } from '@sallyport/assurance-ca-commands';
import { FLOOD_TTL, proxyObjective, REGISTRAR_SERVICE, registrarObjective } from '@sallyport/brski';
import { reasonOf } from '@sallyport/core';
import { announce } from '@sallyport/dns-sd';
import { announceFloods } from '@sallyport/grasp';
import type { RunContext } from './run-context.ts';
import { printable } from './terminal.ts';

export interface RegistrarAnnouncement {
  close(): Promise<void>;
}

/** Says so, and goes on, where multicast is not to be had: the registrar serves those who know its address. */
export function announceRegistrar(
  name: string,
  host: string,
  port: number,
  context: RunContext,
): Promise<RegistrarAnnouncement | undefined> {
  return announceService(REGISTRAR_SERVICE, name, host, port, context);
}

/** The same for the registrar's port for routers, which find it as devices do (CAHN, CA Command Protocol). */
export function announceRouterPort(
  name: string,
  host: string,
  port: number,
  context: RunContext,
): Promise<RegistrarAnnouncement | undefined> {
  return announceService(CA_COMMANDS_SERVICE, name, host, port, context);
}

async function announceService(
  type: string,
  name: string,
  host: string,
  port: number,
  { terminal }: RunContext,
): Promise<RegistrarAnnouncement | undefined> {
  const links = host === '0.0.0.0' || host === '::' ? outsideInterfaces() : [host];
  const announcements: RegistrarAnnouncement[] = [];
  for (const link of links) {
    try {
      const on = { interface: link, ...(isIP(link) === 0 ? {} : { addresses: [link] }) };
      const onWarning = (error: Error) => terminal.note(`multicast DNS on ${link}: ${printable(error.message)}\n`);
      announcements.push(await announce({ type, name, port, ...on, onWarning }));
    } catch (thrown) {
      terminal.note(`the registrar is not announced by multicast DNS on ${link}: ${printable(reasonOf(thrown))}\n`);
    }
  }
  return announcements.length === 0 ? undefined : closeAll(announcements);
}

/** Each link by itself: a datagram to a group goes out on one interface only. */
function outsideInterfaces(): readonly string[] {
  return Object.entries(networkInterfaces())
    .filter(([, addresses = []]) => addresses.some(({ internal, family }) => !internal && family === 'IPv4'))
    .map(([name]) => name);
}

/**
 * Floods `AN_join_registrar` for join proxies and `AN_Proxy` for devices on the same link, which RFC 8995 §4.1.1 allows a
 * registrar itself. The interfaces are the owner's choice: §4.3 wants the first only inside the secured domain.
 */
export async function floodRegistrar(
  interfaces: readonly string[],
  port: number,
  { terminal }: RunContext,
): Promise<RegistrarAnnouncement | undefined> {
  try {
    // Two floods: who listens for link-local ones passes over a message that also holds another (RFC 8990 §2.5.2).
    return closeAll([
      await flood(interfaces, port, registrarObjective, terminal),
      await flood(interfaces, port, proxyObjective, terminal),
    ]);
  } catch (thrown) {
    terminal.note(`the registrar is not announced by GRASP: ${printable(reasonOf(thrown))}\n`);
    return undefined;
  }
}

/** Floods the registrar's port for routers, as `AN_join_registrar` of another protocol (RFC 8995 §4.3). */
export async function floodRouterPort(
  interfaces: readonly string[],
  port: number,
  { terminal }: RunContext,
): Promise<RegistrarAnnouncement | undefined> {
  const objective: typeof registrarObjective = (address) => {
    const { objective: ofRegistrar, ...more } = registrarObjective(address);
    return { ...more, objective: { ...ofRegistrar, value: CA_COMMANDS_PROTOCOL } };
  };
  try {
    return await flood(interfaces, port, objective, terminal);
  } catch (thrown) {
    terminal.note(`the port for routers is not announced by GRASP: ${printable(reasonOf(thrown))}\n`);
    return undefined;
  }
}

function flood(
  interfaces: readonly string[],
  port: number,
  objective: typeof registrarObjective,
  terminal: RunContext['terminal'],
): Promise<RegistrarAnnouncement> {
  return announceFloods({
    ttl: FLOOD_TTL,
    interfaces,
    objectives: ({ address }) => [objective({ host: address, port })],
    onWarning: (error) => terminal.note(`GRASP: ${printable(reasonOf(error))}\n`),
  });
}

function closeAll(announcements: readonly RegistrarAnnouncement[]): RegistrarAnnouncement {
  return {
    close: async () => {
      for (const announcement of announcements) await announcement.close();
    },
  };
}
