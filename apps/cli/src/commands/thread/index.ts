/** `sallyport thread`: Thread networks, their border agents, and the devices that join them. */

import { Command } from 'commander';
import type { RunContext } from '../../run-context.ts';
import { borderAgentsCommand } from './border-agents.ts';
import { commissionCommand } from './commission.ts';
import { connectCommand } from './connect.ts';
import { createCommand } from './create.ts';
import { datasetCommand } from './dataset.ts';
import { lookCommands } from './look.ts';
import { pskcCommand } from './pskc.ts';
import { sessionCommands } from './session-commands.ts';
import { simulateCommand } from './simulate.ts';

export function threadCommand(context: RunContext): Command {
  const thread = new Command('thread').description('find, make and commission Thread networks');
  const commands = [
    borderAgentsCommand(context),
    connectCommand(context),
    commissionCommand(context),
    ...sessionCommands(context),
    ...lookCommands(context),
    datasetCommand(context),
    createCommand(context),
    pskcCommand(context),
    simulateCommand(context),
  ];
  for (const command of commands) thread.addCommand(command);
  return thread;
}
