/** `sallyport console sign-ins` and `sign-ins end`: who came in from where, who was refused, and ending it. */

import type { Command } from 'commander';
import type { RunContext } from '../../run-context.ts';
import { askDomain } from '../../services/reach.ts';
import { signInRows } from '../../view/accounts-view.ts';
import { moreText } from '../../view/members.ts';
import { showValue } from '../../view/value-view.ts';
import { type CommonOptions, domainCommand, perform } from '../common.ts';
import { type PageOptions, paged, pageOf } from '../page-options.ts';

export function signInsCommand(context: RunContext): Command {
  return paged(domainCommand('sign-ins', 'list who came in, and who was refused, the newest first'))
    .action((options: PageOptions) => perform(context, options.json, () => list(options, context)))
    .addCommand(
      domainCommand('end', 'end a sign-in, at once')
        .argument('<id>', 'as `console sign-ins` shows it')
        .action((id: string, options: CommonOptions) =>
          perform(context, options.json, async () => {
            await askDomain(options, context, 'sign-ins.end', { id });
            showValue(context.terminal, { ended: id }, options.json);
            return undefined;
          }),
        ),
    );
}

async function list(options: PageOptions, context: RunContext): Promise<undefined> {
  const answer = await askDomain(options, context, 'sign-ins.list', pageOf(options));
  showValue(context.terminal, answer, options.json, (whole) => moreText(whole, signInRows(answer.signIns), 'signIns'));
  return undefined;
}
