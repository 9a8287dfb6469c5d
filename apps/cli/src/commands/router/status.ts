/** `sallyport router status`: what a router has heard, whether it runs or not. */

import { openRouterIdentity, readRouterState } from '@sallyport/app-router';
import type { Command } from 'commander';
import type { RunContext } from '../../run-context.ts';
import { showValue } from '../../view/value-view.ts';
import { jsonCommand, perform } from '../common.ts';
import { type DirectoryOptions, directoryOption } from './directory.ts';

export function statusCommand(context: RunContext): Command {
  return jsonCommand('status', 'show what a router has heard from its registrar')
    .addOption(directoryOption())
    .action((options: DirectoryOptions) => perform(context, options.json, () => status(options, context)));
}

async function status({ directory, json }: DirectoryOptions, { terminal }: RunContext): Promise<undefined> {
  const { name, did } = await openRouterIdentity(directory);
  const state = await readRouterState(directory);
  const devices = (state?.devices ?? []).map(({ device, access, stations }) => ({
    device,
    access,
    stations: json ? [...stations] : stations.join(' '),
  }));
  const heard = {
    registrar: state?.registrar ?? null,
    sequence: state?.sequence ?? 0,
    heardAt: state?.heardAt?.toISOString() ?? null,
    devices,
  };
  showValue(terminal, { router: name, did, ...heard }, json);
  return undefined;
}
