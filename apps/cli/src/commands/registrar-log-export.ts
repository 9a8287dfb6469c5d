/** `sallyport registrar log export`: the log as a file, written as it comes. */

import { type Command, Option } from 'commander';
import { writeStream } from '../data/stream-output.ts';
import { fail } from '../errors.ts';
import { beginning, count, moment } from '../options.ts';
import type { RunContext } from '../run-context.ts';
import type { DomainInput } from '../services/ask.ts';
import { withDomainFiles } from '../services/reach.ts';
import { patiently } from '../view/spinner.ts';
import { showValue } from '../view/value-view.ts';
import { type CommonOptions, domainCommand, perform } from './common.ts';

type Format = DomainInput<'log.export'>['format'];

const FORMATS: readonly Format[] = ['jsonl', 'csv'];

interface ExportOptions extends CommonOptions {
  readonly format: Format;
  readonly out?: string;
  readonly first?: number;
  readonly last?: number;
  readonly stream?: string;
  readonly type?: string;
  readonly from?: Date;
  readonly to?: Date;
}

export function exportCommand(context: RunContext): Command {
  return domainCommand(
    'export',
    'write the log with its chain of hashes, so that it can be checked elsewhere',
    'with --out: print what was written as one JSON value and nothing else',
  )
    .addOption(new Option('--format <format>', 'JSON lines, or CSV').choices(FORMATS).default('jsonl'))
    .option('--out <file>', 'where to; default: standard output')
    .option('--first <position>', 'from this position of the log', count)
    .option('--last <position>', 'up to this position', count)
    .option('--stream <name>', 'only events of this stream')
    .option('--type <name>', 'only events of this type')
    .option('--from <time>', 'only what happened since: a day, or a time as 2027-01-31T12:00:00Z', beginning)
    .option('--to <time>', 'only what happened until then', moment)
    .action((options: ExportOptions) => perform(context, options.json, () => exportLog(options, context)));
}

async function exportLog(options: ExportOptions, context: RunContext): Promise<undefined> {
  const { json, out, format, first, last, stream, type, from, to } = options;
  if (json && out === undefined) throw fail('E_CLI_USAGE', '--json goes with --out');
  const input = { format, first, last, stream, type, from: from?.getTime(), to: to?.getTime() };
  let soFar = 0;
  const work = () =>
    withDomainFiles(options, context, async (fetch) =>
      writeStream(out, await fetch('log.export', input), context.terminal, (bytes) => {
        soFar = bytes;
      }),
    );
  // Where lines go to the terminal they say themselves how far it is.
  const isSilent = out === undefined || json;
  const far = () => `${(soFar / 1e6).toFixed(1)} MB`;
  const bytes = await (isSilent ? work() : patiently(context.terminal, 'writing the log', work, far));
  if (json) showValue(context.terminal, { file: out ?? null, format, bytes }, json);
  else if (out !== undefined) context.terminal.note(`${bytes} bytes were written to ${out}\n`);
  return undefined;
}
