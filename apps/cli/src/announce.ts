/** Announces the owner's registrar to join proxies and to devices on its own link (RFC 8995 §4.3, appendix B). */

import { REGISTRAR_SERVICE } from '@sallyport/brski';
import { reasonOf } from '@sallyport/core';
import { announce } from '@sallyport/dns-sd';
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
