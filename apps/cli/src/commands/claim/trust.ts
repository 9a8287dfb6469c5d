/** `sallyport claim trust` and `distrust`: whom the owner believes, and whom not. */

import { RIGHTS } from '@sallyport/assurance-claims';
import { Argument, type Command, Option } from 'commander';
import { fail } from '../../errors.ts';
import { fraction } from '../../options.ts';
import type { RunContext } from '../../run-context.ts';
import { type CommonOptions, domainCommand, perform } from '../common.ts';
import { say, UNTIL, type UntilOption } from './say.ts';

const ROLES = ['manufacturer', 'device', 'person', 'router', 'registrar'];
export const NAME =
  'manufacturer: name or id; device: serial number or key; person: mail address or key; others: their key';

interface TrustOptions extends CommonOptions, UntilOption {
  readonly rights?: string[];
  readonly weight?: number;
}

interface DistrustOptions extends CommonOptions, UntilOption {
  readonly weight?: number;
  readonly reason?: string;
}

export function trustCommands(context: RunContext): readonly Command[] {
  return [
    domainCommand('trust', 'say whom you trust')
      .addArgument(roleArgument())
      .argument('<name>', NAME)
      .addOption(new Option('--rights <right...>', 'of a person: what it may do').choices(RIGHTS))
      .option('--weight <number>', 'of a person: how far, from 0 to 1 (default: wholly)', fraction)
      .option(...UNTIL)
      .action((role: string, id: string, options: TrustOptions) => {
        const { rights, weight } = options;
        if (role === 'person') return say(context, options, 'Trust', { id, role, rights, weight });
        return onlyOfPersons(context, options, { rights, weight }, () => say(context, options, 'Trust', { id, role }));
      }),
    domainCommand('distrust', 'say whom you do not trust; it goes before trust')
      .addArgument(roleArgument())
      .argument('<name>', NAME)
      .option('--weight <number>', 'of a person: how far, from 0 to 1 (default: wholly)', fraction)
      .option('--reason <text>', 'why')
      .option(...UNTIL)
      .action((role: string, id: string, options: DistrustOptions) => {
        const { weight, reason } = options;
        if (role === 'person') return say(context, options, 'Distrust', { id, role, weight, reason });
        return onlyOfPersons(context, options, { weight }, () =>
          say(context, options, 'Distrust', { id, role, reason }),
        );
      }),
  ];
}

function onlyOfPersons(
  context: RunContext,
  { json }: CommonOptions,
  options: Readonly<Record<string, unknown>>,
  otherwise: () => Promise<void>,
): Promise<void> {
  const [given] = Object.entries(options).find(([, value]) => value !== undefined) ?? [];
  if (given === undefined) return otherwise();
  return perform(context, json, async () => {
    throw fail('E_CLI_USAGE', `--${given} is for trust in a person`);
  });
}

export function roleArgument(): Argument {
  return new Argument('<role>', 'whom').choices(ROLES);
}
