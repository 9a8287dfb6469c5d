/** `sallyport thread`: Thread networks, their border agents, and the devices that join them. */

import { Command } from 'commander';
import type { RunContext } from '../../run-context.ts';
import { borderAgentsCommand } from './border-agents.ts';
import { createCommand } from './create.ts';
import { pskcCommand } from './pskc.ts';

export function threadCommand(context: RunContext): Command {
  return new Command('thread')
    .description('find, make and commission Thread networks')
    .addCommand(borderAgentsCommand(context))
    .addCommand(createCommand(context))
    .addCommand(pskcCommand(context));
}
