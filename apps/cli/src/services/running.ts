/** A service of this process, with the socket by which other commands reach it. */

import { isSallyportError, type JsonValue, reasonOf } from '@sallyport/core';
import { type ControlServer, startControlServer } from '../control/control-server.ts';
import type { KeptService } from '../data/kept-settings.ts';
import { fail } from '../errors.ts';
import type { RunContext } from '../run-context.ts';
import { printable } from '../terminal.ts';
import { controlPath, type House } from './house.ts';

export interface Running<Service> {
  readonly service: Service;
  close(): Promise<void>;
}

export async function withControl<Service extends { close(): Promise<void> }>(
  house: House,
  name: KeptService,
  service: Service,
  listen: boolean,
  run: (name: string, input: JsonValue) => Promise<JsonValue>,
): Promise<Running<Service>> {
  let control: ControlServer | undefined;
  try {
    if (listen) control = await startControlServer(controlPath(house.directory, name), run);
  } catch (cause) {
    await service.close();
    throw fail('E_CLI_FILE', `the control socket cannot be made: ${reasonOf(cause)}`, { cause });
  }
  return {
    service,
    close: async () => {
      await control?.close();
      await service.close();
    },
  };
}

export function reportInternal({ terminal }: RunContext, error: unknown): void {
  const code = isSallyportError(error) ? ` (${error.code})` : '';
  terminal.note(`sallyport: ${printable(reasonOf(error))}${code}\n`);
}
