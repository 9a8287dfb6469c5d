/** `sallyport feeds`: what is known of vulnerabilities, from files that are published. */

import { resolve } from 'node:path';
import { isJsonObject, type JsonValue } from '@sallyport/core';
import { Argument, Command } from 'commander';
import type { RunContext } from '../run-context.ts';
import { askDomain } from '../services/reach.ts';
import { feedsForPeople, importForPeople } from '../view/posture-view.ts';
import { patiently } from '../view/spinner.ts';
import { showValue } from '../view/value-view.ts';
import { type CommonOptions, domainCommand, perform, performDomain } from './common.ts';

const KINDS = ['osv', 'nvd', 'kev'] as const;
type FeedKind = (typeof KINDS)[number];

export function feedsCommand(context: RunContext): Command {
  const command = new Command('feeds').description(
    'take in vulnerability feeds, by which bills of materials are scored',
  );
  command.addCommand(
    domainCommand('import', 'take in a feed; the domain must be able to read the file')
      .addArgument(new Argument('<kind>', 'an OSV export, NVD JSON 2.0, or the KEV catalogue of CISA').choices(KINDS))
      .argument('<path>', 'a file, which may be gzipped or a ZIP; for osv, a folder too')
      .action((kind: FeedKind, path: string, options: CommonOptions) =>
        perform(context, options.json, () => importFeed(kind, path, options, context)),
      ),
  );
  command.addCommand(
    domainCommand('show', 'show what was taken in, and what scores by it').action((options: CommonOptions) =>
      performDomain(context, options, 'feeds.show', {}, feedsForPeople),
    ),
  );
  return command;
}

async function importFeed(
  kind: FeedKind,
  path: string,
  options: CommonOptions,
  context: RunContext,
): Promise<undefined> {
  const { json } = options;
  // The domain may run in another directory.
  const work = () => askDomain(options, context, 'feeds.import', { kind, path: resolve(path) });
  const { terminal } = context;
  const answer = await (json ? work() : patiently(terminal, `taking in ${path}`, work));
  showValue(terminal, answer, json, importForPeople);
  for (const problem of json ? [] : problemsIn(answer)) terminal.note(`${problem}\n`);
  return undefined;
}

/** Records that could not be read, in lines. */
function problemsIn(answer: JsonValue): readonly string[] {
  const problems = isJsonObject(answer) ? answer['problems'] : undefined;
  return (Array.isArray(problems) ? problems : []).map((problem) => JSON.stringify(problem));
}
