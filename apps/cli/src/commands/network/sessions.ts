/** `sallyport sessions`: who is on the networks, and ending it. */

import { isJsonObject } from '@sallyport/core';
import type { Command } from 'commander';
import { count } from '../../options.ts';
import type { RunContext } from '../../run-context.ts';
import { operateDomain, withDomain } from '../../services/ask.ts';
import { sessionsForPeople } from '../../view/network-view.ts';
import { showValue } from '../../view/value-view.ts';
import { type CommonOptions, dataCommand, perform, performOperation } from '../common.ts';
import { deviceNamed } from '../names.ts';

interface ListOptions extends CommonOptions {
  readonly limit?: number;
  readonly cursor?: string;
}

interface EndOptions extends CommonOptions {
  readonly reason?: string;
}

export function sessionsCommand(context: RunContext): Command {
  const command = dataCommand('sessions', 'show the devices that are on the networks')
    .argument('[device]', 'of this device: serial number, or MANUFACTURER/SERIAL')
    .option('--limit <count>', 'at most so many (default: 100)', count)
    .option('--cursor <text>', 'go on where a page ended')
    .action((device: string | undefined, options: ListOptions) =>
      perform(context, options.json, () => list(device, options, context)),
    );
  command.addCommand(
    dataCommand('end', 'have the NAS end a session')
      .argument('<id>', 'as `sessions` shows it')
      .option('--reason <text>', 'why')
      .action((id: string, options: EndOptions) => {
        const input = { id, ...(options.reason === undefined ? {} : { reason: options.reason }) };
        return performOperation(context, options, operateDomain, 'sessions.end', input, (answer) =>
          isJsonObject(answer) && answer['ended'] === true
            ? 'the session has ended'
            : 'the session has not ended: it is not there, or its NAS has not acknowledged',
        );
      }),
  );
  return command;
}

function list(device: string | undefined, options: ListOptions, context: RunContext): Promise<undefined> {
  const { dataDir, json, limit, cursor } = options;
  return withDomain(dataDir, context, async (ask) => {
    const named = device === undefined ? {} : await deviceNamed(device, ask);
    const answer = await ask('sessions.list', {
      ...named,
      ...(limit === undefined ? {} : { limit }),
      ...(cursor === undefined ? {} : { cursor }),
    });
    showValue(context.terminal, answer, json, sessionsForPeople);
    return undefined;
  });
}
