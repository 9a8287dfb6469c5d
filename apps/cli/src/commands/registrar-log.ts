/** `sallyport registrar log head`, `verify` and `export`: whether the log is still what was written, here and elsewhere. */

import { isJsonObject, type JsonValue } from '@sallyport/core';
import { Command, InvalidArgumentError } from 'commander';
import type { RunContext } from '../run-context.ts';
import type { DomainInput } from '../services/ask.ts';
import { type CommonOptions, domainCommand, performDomain } from './common.ts';
import { exportCommand } from './registrar-log-export.ts';

type NotedHead = NonNullable<DomainInput<'log.verify'>['noted']>;

interface VerifyOptions extends CommonOptions {
  readonly noted?: NotedHead;
}

export function logCommand(context: RunContext): Command {
  return new Command('log')
    .description('whether the log is still what was written, and the log as a file')
    .addCommand(
      domainCommand('head', 'show the head of the chain, to be noted elsewhere').action((options: CommonOptions) =>
        performDomain(context, options, 'log.head', {}, headText),
      ),
    )
    .addCommand(
      domainCommand('verify', 'read the whole log and check its chain')
        .option(
          '--noted <head>',
          'a head that was noted: then a log that was cut off or made anew shows too',
          notedHead,
        )
        .action(({ noted, ...options }: VerifyOptions) => {
          const input = noted === undefined ? {} : { noted };
          return performDomain(context, options, 'log.verify', input, (head) =>
            noted === undefined
              ? `the log fits together up to ${headText(head)}; against a noted head (--noted) it would show more`
              : `the log fits together up to ${headText(head)}, and holds the head that was noted`,
          );
        }),
    )
    .addCommand(exportCommand(context));
}

function headText(head: JsonValue): string {
  return isJsonObject(head) ? `${head['position']}:${head['hash']}` : String(head);
}

/** As `log head` shows it. */
function notedHead(text: string): NotedHead {
  const match = /^(\d{1,15}):([0-9a-f]{64})$/.exec(text);
  if (match === null) throw new InvalidArgumentError('it is POSITION:HASH, as "registrar log head" shows it.');
  return { position: Number(match[1]), hash: match[2] ?? '' };
}
