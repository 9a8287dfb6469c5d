/** `sallyport console people`, `invite`, `link`, `role` and `remove`: who may use the console, and how they come in. */

import { Argument, type Command, Option } from 'commander';
import { count } from '../../options.ts';
import type { RunContext } from '../../run-context.ts';
import type { DomainAsk, DomainInput } from '../../services/ask.ts';
import { askDomain, withDomain } from '../../services/reach.ts';
import { linkJson, peopleRows, showLink } from '../../view/accounts-view.ts';
import { showValue } from '../../view/value-view.ts';
import { type CommonOptions, dataCommand, domainCommand, perform } from '../common.ts';
import { consoleAddress } from './address.ts';
import { hasOwner, onlyOwner, personNamed } from './person.ts';

type Role = DomainInput<'accounts.invite'>['role'];

const ROLES: readonly Role[] = ['owner', 'installer', 'auditor'];
const WHO = 'name or id, as `console people` shows it';

interface LinkOptions extends CommonOptions {
  readonly hours?: number;
}

interface InviteOptions extends LinkOptions {
  readonly role: Role;
}

export function peopleCommands(context: RunContext): readonly Command[] {
  return [
    dataCommand('link', 'give a one-time link to sign in with, also to an owner who is locked out')
      .argument('[person]', `${WHO} (default: the owner)`)
      .option(...HOURS)
      .action((who: string | undefined, options: LinkOptions) =>
        perform(context, options.json, () => link(who, options, context)),
      ),
    domainCommand('people', 'list who may use the console').action((options: CommonOptions) =>
      perform(context, options.json, async () => {
        const answer = await askDomain(options, context, 'accounts.list', {});
        showValue(context.terminal, answer, options.json, () => peopleRows(answer.accounts));
        return undefined;
      }),
    ),
    domainCommand('invite', 'make an account for somebody, and the one-time link with which they come in')
      .argument('<name>', 'what they are called')
      .addOption(new Option('--role <role>', 'what they may do').choices(ROLES).makeOptionMandatory())
      .option(...HOURS)
      .action((name: string, options: InviteOptions) =>
        perform(context, options.json, () => invite(name, options, context)),
      ),
    domainCommand('role', 'give somebody another role, at once')
      .argument('<person>', WHO)
      .addArgument(new Argument('<role>', 'what they may do').choices(ROLES))
      .action((who: string, role: Role, options: CommonOptions) =>
        toPerson(who, options, context, (ask, id) => ask('accounts.set-role', { id, role })),
      ),
    domainCommand('remove', 'remove somebody, with their sign-ins and tokens')
      .argument('<person>', WHO)
      .action((who: string, options: CommonOptions) =>
        toPerson(who, options, context, async (ask, id) => {
          await ask('accounts.remove', { id });
          return { removed: who };
        }),
      ),
  ];
}

const HOURS = ['--hours <number>', 'how long the link is good, up to 168 (default: 24)', count] as const;

async function link(who: string | undefined, options: LinkOptions, context: RunContext): Promise<undefined> {
  const { json, hours } = options;
  const url = await consoleAddress(options, context);
  return withDomain(options, context, async (ask) => {
    const given = await linkFor(who, hours, ask);
    if (json) showValue(context.terminal, linkJson(url, given), json);
    else showLink(url, given, context.terminal);
    return undefined;
  });
}

async function linkFor(who: string | undefined, hours: number | undefined, ask: DomainAsk) {
  if (who === undefined && !(await hasOwner(ask))) {
    // Its first owner is whoever opens the link.
    const { link: first } = await ask('sign-in.first-link', {});
    if (first !== null) return first;
  }
  const { id } = who === undefined ? await onlyOwner(ask) : await personNamed(who, ask);
  return (await ask('accounts.link', { id, hours })).link;
}

async function invite(name: string, options: InviteOptions, context: RunContext): Promise<undefined> {
  const { json, role, hours } = options;
  const url = await consoleAddress(options, context);
  const { id, link: given } = await askDomain(options, context, 'accounts.invite', { name, role, hours });
  if (json) showValue(context.terminal, { id, ...linkJson(url, given) }, json);
  else showLink(url, given, context.terminal);
  return undefined;
}

function toPerson(
  who: string,
  options: CommonOptions,
  context: RunContext,
  operate: (ask: DomainAsk, id: string) => Promise<unknown>,
): Promise<void> {
  return perform(context, options.json, () =>
    withDomain(options, context, async (ask) => {
      const { id } = await personNamed(who, ask);
      showValue(context.terminal, await operate(ask, id), options.json);
      return undefined;
    }),
  );
}
