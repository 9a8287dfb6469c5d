/** `sallyport policy`: by which rules an owner's domain decides. */

import { Command } from 'commander';
import type { RunContext } from '../../run-context.ts';
import { inForceCommands } from './in-force.ts';
import { previewCommand } from './preview.ts';
import { rulesCommand } from './rules.ts';
import { testCommand } from './test.ts';

export function policyCommand(context: RunContext): Command {
  const command = new Command('policy').description('see, adopt, change and test the rules by which is decided');
  for (const each of [
    ...inForceCommands(context),
    previewCommand(context),
    rulesCommand(context),
    testCommand(context),
  ]) {
    command.addCommand(each);
  }
  return command;
}
