/** `sallyport console tokens`, `tokens make` and `tokens revoke`: what programs come in by. */

import type { Command } from 'commander';
import { count } from '../../options.ts';
import type { RunContext } from '../../run-context.ts';
import { askDomain, withDomain } from '../../services/reach.ts';
import { tokenRows } from '../../view/accounts-view.ts';
import { moreText } from '../../view/members.ts';
import { showValue } from '../../view/value-view.ts';
import { type CommonOptions, dataCommand, domainCommand, perform } from '../common.ts';
import { onlyOwner, personNamed } from './person.ts';

interface ListOptions extends CommonOptions {
  readonly cursor?: string;
}

interface MakeOptions extends CommonOptions {
  readonly for?: string;
  readonly scope: string[];
  readonly days: number;
}

const USUAL_DAYS = 90;

export function tokensCommand(context: RunContext): Command {
  return domainCommand('tokens', 'list the API tokens: whose, what for, until when')
    .option('--cursor <cursor>', 'go on after the page that named this')
    .action((options: ListOptions) => perform(context, options.json, () => list(options, context)))
    .addCommand(
      dataCommand('make', 'make an API token in the name of a person; it is shown this once')
        .argument('<name>', 'what it is for')
        .option('--for <person>', 'name or id, as `console people` shows it (default: the owner)')
        .option('--scope <scope...>', 'read, an operation such as devices.list, or a group such as devices.*', ['read'])
        .option('--days <number>', 'how long it counts', count, USUAL_DAYS)
        .action((name: string, options: MakeOptions) =>
          perform(context, options.json, () => make(name, options, context)),
        ),
    )
    .addCommand(
      domainCommand('revoke', 'let a token count no more')
        .argument('<id>', 'as `console tokens` shows it')
        .action((id: string, options: CommonOptions) =>
          perform(context, options.json, async () => {
            await askDomain(options, context, 'tokens.revoke', { id });
            showValue(context.terminal, { revoked: id }, options.json);
            return undefined;
          }),
        ),
    );
}

async function list(options: ListOptions, context: RunContext): Promise<undefined> {
  const { cursor } = options;
  const answer = await askDomain(options, context, 'tokens.list', { cursor });
  showValue(context.terminal, answer, options.json, (whole) => moreText(whole, tokenRows(answer.tokens), 'tokens'));
  return undefined;
}

function make(name: string, options: MakeOptions, context: RunContext): Promise<undefined> {
  const { json, scope, days } = options;
  return withDomain(options, context, async (ask) => {
    const { id: account } = options.for === undefined ? await onlyOwner(ask) : await personNamed(options.for, ask);
    const made = await ask('tokens.make', { name, scopes: scope, days, account });
    // By itself, so that it can go straight to whatever keeps it.
    if (json) showValue(context.terminal, made, json);
    else context.terminal.out(`${made.token}\n`);
    if (!json) context.terminal.note(`it counts until ${made.expiresAt.slice(0, 10)}, and is shown this once\n`);
    return undefined;
  });
}
