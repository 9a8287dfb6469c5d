/** `sallyport registrar onboard`, `offboard`, `waiting` and `refusals`: letting devices in, putting them out, and who stands at the door. */

import { type Command, Option } from 'commander';
import { count } from '../options.ts';
import type { RunContext } from '../run-context.ts';
import type { DomainAnswer, DomainAsk } from '../services/ask.ts';
import { withDomain } from '../services/reach.ts';
import { changedForPeople, refusalsForPeople, waitingForPeople } from '../view/door-view.ts';
import { type Names, namesOf } from '../view/names.ts';
import { showValue } from '../view/value-view.ts';
import { type CommonOptions, domainCommand, perform } from './common.ts';
import { deviceNamed, type NamedDevice } from './names.ts';

const DEVICE = 'serial number, or MANUFACTURER/SERIAL';

interface OffboardOptions extends CommonOptions {
  readonly how: 'revoke' | 'distrust';
  readonly note?: string;
}

interface RefusalsOptions extends CommonOptions {
  readonly limit?: number;
  readonly cursor?: number;
}

export function doorCommands(context: RunContext): readonly Command[] {
  return [
    domainCommand('onboard', 'lift the refusal of a device and trust it, so that it can come aboard')
      .argument('<device>', DEVICE)
      .action((device: string, options: CommonOptions) =>
        change(device, options, context, (ask, named) => ask('devices.onboard', named)),
      ),
    domainCommand('offboard', 'put a device out, at once')
      .argument('<device>', DEVICE)
      .addOption(
        new Option('--how <how>', 'revoke its certificates and refuse it, or distrust it alone: it then may come back')
          .choices(['revoke', 'distrust'])
          .default('revoke'),
      )
      .option('--note <text>', 'why, in your words')
      .action((device: string, options: OffboardOptions) =>
        change(device, options, context, (ask, named) => {
          const { how, note } = options;
          return ask('devices.offboard', { ...named, how, note });
        }),
      ),
    domainCommand('waiting', 'show what waits for a person, and what would help').action((options: CommonOptions) =>
      perform(context, options.json, () => waiting(options, context)),
    ),
    domainCommand('refusals', 'show who was refused lately, and why')
      .option('--limit <number>', 'of the log, how many at most, up to 500 (default: 100)', count)
      .option('--cursor <position>', 'go on with what is older, as the page before said', count)
      .action(({ limit, cursor, ...options }: RefusalsOptions) =>
        perform(context, options.json, () =>
          withDomain(options, context, async (ask) => {
            const answer = await ask('refusals.list', { limit, cursor });
            const names = await namesUnless(options.json, ask);
            showValue(context.terminal, answer, options.json, () => refusalsForPeople(answer, names));
            return undefined;
          }),
        ),
      ),
  ];
}

type Changed = DomainAnswer<'devices.onboard'>;

function change(
  device: string,
  options: CommonOptions,
  context: RunContext,
  operate: (ask: DomainAsk, named: NamedDevice) => Promise<Changed>,
): Promise<void> {
  const { json } = options;
  return perform(context, json, () =>
    withDomain(options, context, async (ask) => {
      const named = await deviceNamed(device, ask);
      const answer = await operate(ask, named);
      const names = await namesUnless(json, ask);
      showValue(context.terminal, answer, json, () => changedForPeople(named.serialNumber, answer, names));
      return undefined;
    }),
  );
}

function waiting(options: CommonOptions, context: RunContext): Promise<undefined> {
  const { json } = options;
  return withDomain(options, context, async (ask) => {
    const answer = await ask('onboarding.waiting', {});
    const names = await namesUnless(json, ask);
    showValue(context.terminal, answer, json, () => waitingForPeople(answer, names));
    return undefined;
  });
}

/** Programs are given keys as they are. */
async function namesUnless(json: boolean, ask: DomainAsk): Promise<Names> {
  return json ? new Map() : namesOf(ask);
}
