/** `sallyport claim preview`: which devices a claim, or to take one back, would put out or let in. */

import type { ClaimTypeName } from '@sallyport/assurance-claims';
import { Command } from 'commander';
import type { RunContext } from '../../run-context.ts';
import type { DomainAsk, DomainInput } from '../../services/ask.ts';
import { DRY_RUN_PATIENCE } from '../../services/dry-run.ts';
import { type CommonOptions, domainCommand } from '../common.ts';
import { performDryRun } from '../dry-run.ts';
import { subjectIn } from './files.ts';
import { CLAIM_ID, wholeId } from './ids.ts';
import { NAME, roleArgument } from './trust.ts';

type Wanted = Omit<DomainInput<'claims.preview'>, 'wait'>;

export function previewCommand(context: RunContext): Command {
  const command = new Command('preview').description('see what a claim would do to devices, without claiming anything');
  const preview = (options: CommonOptions, wanted: (ask: DomainAsk) => Wanted | Promise<Wanted>) =>
    performDryRun(context, options, async (ask) =>
      ask('claims.preview', { ...(await wanted(ask)), wait: DRY_RUN_PATIENCE }),
    );
  const ofTrust = (type: 'Trust' | 'Distrust', name: string, description: string) =>
    domainCommand(name, description)
      .addArgument(roleArgument())
      .argument('<name>', NAME)
      .action((role: string, id: string, options: CommonOptions) =>
        preview(options, () => ({ type, subject: { id, role } })),
      );
  for (const each of [
    ofTrust('Trust', 'trust', 'if you said that you trust'),
    ofTrust('Distrust', 'distrust', 'if you said that you do not trust'),
    domainCommand('make', 'if you claimed anything that there is a type for')
      .argument('<type>', 'the type of the claim, such as Vulnerability')
      .requiredOption('--subject <file>', 'JSON of what is claimed, or - for standard input')
      .action((type: ClaimTypeName, options: CommonOptions & { readonly subject: string }) =>
        preview(options, () => ({ type, subject: subjectIn(options.subject) })),
      ),
    domainCommand('retract', 'if you took a claim of yours back')
      .argument('<id>', CLAIM_ID)
      .action((id: string, options: CommonOptions) =>
        preview(options, async (ask) => ({ retract: await wholeId(id, ask) })),
      ),
  ]) {
    command.addCommand(each);
  }
  return command;
}
