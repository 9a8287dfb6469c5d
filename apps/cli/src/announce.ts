/** Announces the owner's registrar to join proxies and to devices on its own link (RFC 8995 §4.1.1, §4.3, appendix B). */

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
export async function announceRegistrar(
  name: string,
  host: string,
  port: number,
  { terminal }: RunContext,
): Promise<RegistrarAnnouncement | undefined> {
  const isEverywhere = host === '0.0.0.0' || host === '::';
  try {
    return await announce({
      type: REGISTRAR_SERVICE,
      name,
      port,
      ...(isEverywhere ? {} : { interface: host, addresses: [host] }),
      onWarning: (error) => terminal.note(`multicast DNS: ${printable(error.message)}\n`),
    });
  } catch (thrown) {
    terminal.note(`the registrar is not announced by multicast DNS: ${printable(reasonOf(thrown))}\n`);
    return undefined;
  }
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
    return await announceFloods({
      ttl: FLOOD_TTL,
      interfaces,
      objectives: ({ address }) => [
        registrarObjective({ host: address, port }),
        proxyObjective({ host: address, port }),
      ],
      onWarning: (error) => terminal.note(`GRASP: ${printable(reasonOf(error))}\n`),
    });
  } catch (thrown) {
    terminal.note(`the registrar is not announced by GRASP: ${printable(reasonOf(thrown))}\n`);
    return undefined;
  }
}
