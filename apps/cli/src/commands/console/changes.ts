/** `sallyport console changes`: who changed what, and how it went. */

import type { Command } from 'commander';
import type { RunContext } from '../../run-context.ts';
import { withDomain } from '../../services/reach.ts';
import { changeRows } from '../../view/accounts-view.ts';
import { moreText } from '../../view/members.ts';
import { showValue } from '../../view/value-view.ts';
import { domainCommand, perform } from '../common.ts';
import { type PageOptions, paged, pageOf } from '../page-options.ts';
import { personNamed } from './person.ts';

interface ChangesOptions extends PageOptions {
  readonly by?: string;
  readonly operation?: string;
}

/** As operations call whoever works on the domain's own machine. */
const LOCAL = 'local';

export function changesCommand(context: RunContext): Command {
  return paged(domainCommand('changes', 'list who changed what, the newest first'))
    .option('--by <person>', `only theirs: name or id, or ${LOCAL} for the command line`)
    .option('--operation <name>', 'only by this operation, such as lists.add')
    .action((options: ChangesOptions) => perform(context, options.json, () => list(options, context)));
}

function list(options: ChangesOptions, context: RunContext): Promise<undefined> {
  const { by, operation, json } = options;
  return withDomain(options, context, async (ask) => {
    const account = by === undefined || by === LOCAL ? by : (await personNamed(by, ask)).id;
    const answer = await ask('changes.list', { ...pageOf(options), account, operation });
    showValue(context.terminal, answer, json, (whole) => moreText(whole, changeRows(answer.changes), 'changes'));
    return undefined;
  });
}
