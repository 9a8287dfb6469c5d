/** `sallyport people`: who is believed, how far, and for what. */

import type { Command } from 'commander';
import { count } from '../options.ts';
import type { RunContext } from '../run-context.ts';
import { withDomain } from '../services/reach.ts';
import { namesOf } from '../view/names.ts';
import { peopleForPeople } from '../view/people-view.ts';
import { showValue } from '../view/value-view.ts';
import { type CommonOptions, domainCommand, perform } from './common.ts';

interface PeopleOptions extends CommonOptions {
  readonly all: boolean;
  readonly from?: number;
  readonly limit?: number;
}

export function peopleCommand(context: RunContext): Command {
  return domainCommand('people', 'show whose word counts, how far, and for what')
    .option('--all', 'those whose word counts for nothing, too', false)
    .option('--limit <number>', 'how many at most, up to 1000 (default: 100)', count)
    .option('--from <number>', 'go on where a page ended', count)
    .action((options: PeopleOptions) => perform(context, options.json, () => people(options, context)));
}

function people(options: PeopleOptions, context: RunContext): Promise<undefined> {
  const { json, all, from, limit } = options;
  return withDomain(options, context, async (ask) => {
    const page = { ...(from === undefined ? {} : { offset: from }), ...(limit === undefined ? {} : { limit }) };
    const answer = await ask('assurance.trust', page);
    const names = json ? new Map<string, string>() : await namesOf(ask);
    showValue(context.terminal, answer, json, (each) => peopleForPeople(each, names, all));
    return undefined;
  });
}
