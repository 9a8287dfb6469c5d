/** `sallyport policy preview`: which devices a change of the policy would put out or let in. */

import { Command } from 'commander';
import type { RunContext } from '../../run-context.ts';
import type { DomainInput } from '../../services/ask.ts';
import { DRY_RUN_PATIENCE } from '../../services/dry-run.ts';
import { type CommonOptions, domainCommand } from '../common.ts';
import { performDryRun } from '../dry-run.ts';
import { sourceIn } from './source.ts';

type Change = DomainInput<'policy.preview'>['change'];

export function previewCommand(context: RunContext): Command {
  const command = new Command('preview').description(
    'see what a change would do to devices, without changing anything',
  );
  const preview = (options: CommonOptions, change: () => Change) =>
    performDryRun(context, options, async (ask) => ask('policy.preview', { change: change(), wait: DRY_RUN_PATIENCE }));
  for (const each of [
    domainCommand('replace', 'if this rule stood in the place of the one of that name, or were added')
      .argument('<rule>', 'the name of the rule')
      .argument('<file>', 'its text in Prolog, or - for standard input')
      .action((rule: string, file: string, options: CommonOptions) =>
        preview(options, () => ({ kind: 'replace', rule, source: sourceIn(file) })),
      ),
    domainCommand('remove', 'if your rule of this name were taken back')
      .argument('<rule>', 'the name of the rule')
      .action((rule: string, options: CommonOptions) => preview(options, () => ({ kind: 'remove', rule }))),
    domainCommand('adopt', 'if claims decided by this policy')
      .argument('[policy]', 'which; `policy show` and `policy rules` list them', 'build-5')
      .action((policy: string, options: CommonOptions) => preview(options, () => ({ kind: 'adopt', policy }))),
    domainCommand('drop', 'if the accept lists decided again').action((options: CommonOptions) =>
      preview(options, () => ({ kind: 'drop' })),
    ),
  ]) {
    command.addCommand(each);
  }
  return command;
}
