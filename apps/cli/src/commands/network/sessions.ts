/** `sallyport sessions`: who is on the networks, and ending it. */

import { isJsonObject } from '@sallyport/core';
import type { Command } from 'commander';
import type { RunContext } from '../../run-context.ts';
import { withDomain } from '../../services/reach.ts';
import { sessionsForPeople } from '../../view/network-view.ts';
import { showValue } from '../../view/value-view.ts';
import { type CommonOptions, domainCommand, perform, performDomain } from '../common.ts';
import { deviceNamed } from '../names.ts';
import { type PageOptions, paged, pageOf } from '../page-options.ts';

interface EndOptions extends CommonOptions {
  readonly reason?: string;
}

export function sessionsCommand(context: RunContext): Command {
  const command = paged(domainCommand('sessions', 'show the devices that are on the networks'))
    .argument('[device]', 'of this device: serial number, or MANUFACTURER/SERIAL')
    .action((device: string | undefined, options: PageOptions) =>
      perform(context, options.json, () => list(device, options, context)),
    );
  command.addCommand(
    domainCommand('end', 'have the NAS end a session')
      .argument('<id>', 'as `sessions` shows it')
      .option('--reason <text>', 'why')
      .action((id: string, options: EndOptions) => {
        const input = { id, ...(options.reason === undefined ? {} : { reason: options.reason }) };
        return performDomain(context, options, 'sessions.end', input, (answer) =>
          isJsonObject(answer) && answer['ended'] === true
            ? 'the session has ended'
            : 'the session has not ended: it is not there, or its NAS has not acknowledged',
        );
      }),
  );
  return command;
}

function list(device: string | undefined, options: PageOptions, context: RunContext): Promise<undefined> {
  const { json } = options;
  return withDomain(options, context, async (ask) => {
    const named = device === undefined ? {} : await deviceNamed(device, ask);
    const answer = await ask('sessions.list', {
      ...named,
      ...pageOf(options),
    });
    showValue(context.terminal, answer, json, sessionsForPeople);
    return undefined;
  });
}
