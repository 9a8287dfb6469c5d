/** `sallyport identity`: a person's key, the mailbox that it is bound to, and what is signed with it. */

import { Command } from 'commander';
import type { RunContext } from '../../run-context.ts';
import { claimByPerson } from './claim.ts';
import { requestCommands } from './request.ts';

export function identityCommand(context: RunContext): Command {
  const command = new Command('identity').description('your key, bound to your mailbox, with which you sign claims');
  for (const each of [...requestCommands(context), claimByPerson(context)]) command.addCommand(each);
  return command;
}
