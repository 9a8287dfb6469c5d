/** `sallyport revoke`: takes back the certificates of a device, or one certificate. */

import { type Command, Option } from 'commander';
import { fail } from '../errors.ts';
import type { RunContext } from '../run-context.ts';
import type { DomainAsk, DomainInput } from '../services/ask.ts';
import { withDomain } from '../services/reach.ts';
import { showValue } from '../view/value-view.ts';
import { type CommonOptions, domainCommand, perform } from './common.ts';
import { deviceNamed } from './names.ts';

export type RevokeReason = NonNullable<DomainInput<'ca.revoke'>['reason']>;

export const REVOKE_REASONS: readonly RevokeReason[] = [
  'keyCompromise',
  'superseded',
  'cessationOfOperation',
  'affiliationChanged',
  'unspecified',
];

interface RevokeOptions extends CommonOptions {
  readonly reason?: RevokeReason;
  readonly refuse: boolean;
  readonly note?: string;
}

export function revokeCommand(context: RunContext): Command {
  return domainCommand('revoke', 'take back the certificates of a device, at once')
    .argument('<device>', 'serial number of a device, MANUFACTURER/SERIAL, or the serial number of a certificate')
    .addOption(new Option('--reason <reason>', 'why').choices(REVOKE_REASONS))
    .option('--refuse', 'and give the device no other: put it on the list of those refused', false)
    .option('--note <text>', 'why it is refused, in your words')
    .action((named: string, options: RevokeOptions) =>
      perform(context, options.json, () => revoke(named, options, context)),
    );
}

async function revoke(named: string, options: RevokeOptions, context: RunContext): Promise<undefined> {
  const { json, reason, refuse, note } = options;
  if (note !== undefined && !refuse) throw fail('E_CLI_USAGE', '--note goes with --refuse');
  return withDomain(options, context, async (ask) => {
    const why = reason === undefined ? {} : { reason };
    const certificate = await certificateNamed(named, ask);
    if (certificate !== undefined && refuse) {
      throw fail('E_CLI_USAGE', `${named} is a certificate: name the device to refuse it`);
    }
    const answer =
      certificate === undefined
        ? await ask('devices.revoke', {
            ...{ ...(await deviceNamed(named, ask)), ...why, refuse },
            ...(note === undefined ? {} : { note }),
          })
        : await ask('ca.revoke', { serialNumber: certificate, ...why });
    showValue(context.terminal, answer, json);
    return undefined;
  });
}

/** What a certificate of this domain can be called: long, random and hexadecimal. */
const CERTIFICATE_SERIAL = /^(?:[0-9a-f]{2}:?){8,20}$/i;

async function certificateNamed(text: string, ask: DomainAsk): Promise<string | undefined> {
  if (!CERTIFICATE_SERIAL.test(text)) return undefined;
  const { status, serialNumber } = await ask('ca.status', { serialNumber: text });
  return status === 'unknown' ? undefined : serialNumber;
}
