/** Where a domain is looked at: as it was said, else as it was before. */

import type { AssetSource } from '@sallyport/api';
import type { ConsoleOptions, Domain } from '@sallyport/app-domain';
import { consoleAssets } from '@sallyport/console';
import { isSallyportError } from '@sallyport/core';
import type { KeptSettings } from '../data/kept-settings.ts';
import { DEFAULTS } from '../defaults.ts';
import type { RunContext } from '../run-context.ts';

export interface ConsoleSettings {
  readonly port?: number;
  /** Where browsers reach it when something stands before it; empty when nothing does. */
  readonly origin?: string;
}

export function consoleOptions(
  { port, origin: said }: ConsoleSettings,
  kept: KeptSettings['domain'],
  { host, port: registrarPort }: { readonly host: string; readonly port?: number | undefined },
  context: RunContext,
  load: () => AssetSource = consoleAssets,
): ConsoleOptions {
  // Whoever lets the system choose the port of the registrar is not alone on this machine.
  const usual = registrarPort === 0 ? 0 : DEFAULTS.consolePort;
  const origin = said ?? kept.consoleOrigin ?? '';
  return {
    listen: { host, port: port ?? kept.consolePort ?? usual },
    ...(origin === '' ? {} : { origin }),
    ...pages(context, load),
  };
}

export function keptConsole(
  { console: open }: Domain,
  { origin }: Pick<ConsoleOptions, 'origin'> = {},
): KeptSettings['domain'] {
  if (open === undefined) return {};
  return { consolePort: open.port, consoleUrl: open.url, ...(origin === undefined ? {} : { consoleOrigin: origin }) };
}

/** Nobody should be without a registrar because the pages were not built. */
function pages({ terminal }: RunContext, load: () => AssetSource): Pick<ConsoleOptions, 'assets'> {
  try {
    return { assets: load() };
  } catch (thrown) {
    if (!isSallyportError(thrown, 'E_CONSOLE_NOT_BUILT')) throw thrown;
    terminal.note(`the console has no pages, only its API: ${thrown.hint}\n`);
    return {};
  }
}
