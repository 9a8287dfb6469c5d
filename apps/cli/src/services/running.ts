/** A service of this process, with the socket by which other commands reach it. */

import type { Api } from '@sallyport/api';
import { isSallyportError, reasonOf } from '@sallyport/core';
import { startControlServer } from '../control/control-server.ts';
import type { KeptService } from '../data/kept-settings.ts';
import { fail } from '../errors.ts';
import type { RunContext } from '../run-context.ts';
import { printable } from '../terminal.ts';
import { controlPath, type House } from './house.ts';

export interface Running<Service> {
  readonly service: Service;
  close(): Promise<void>;
}

/** @param listen whether other commands are to reach it */
export async function withControl<Service extends { close(): Promise<void> }>(
  house: House,
  name: KeptService,
  service: Service,
  listen: boolean,
  api: Api,
  context: RunContext,
): Promise<Running<Service>> {
  const close = () => service.close();
  if (!listen) return { service, close };
  try {
    const onError = (error: unknown) => reportInternal(context, error);
    const control = await startControlServer(controlPath(house.directory, name), api, onError);
    return { service, close: () => control.close().finally(close) };
  } catch (cause) {
    await close();
    throw fail('E_CLI_FILE', `the control socket cannot be made: ${reasonOf(cause)}`, { cause });
  }
}

export function reportInternal({ terminal }: RunContext, error: unknown): void {
  const code = isSallyportError(error) ? ` (${error.code})` : '';
  terminal.note(`sallyport: ${printable(reasonOf(error))}${code}\n`);
}
