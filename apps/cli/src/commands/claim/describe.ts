/** `sallyport claim purchase`, `type`, `sbom`, `mud`, `vulnerable`: what the owner says of devices and their types. */

import { toBase64 } from '@sallyport/core';
import { Argument, type Command } from 'commander';
import { readInput } from '../../data/named-files.ts';
import type { RunContext } from '../../run-context.ts';
import { type CommonOptions, domainCommand } from '../common.ts';
import { performClaim, say, UNTIL, type UntilOption } from './say.ts';

const DEVICE = 'serial number, MANUFACTURER/SERIAL, or the name of its birth key';
const TYPE = 'what the type is called';

interface PurchaseOptions extends CommonOptions, UntilOption {
  readonly buyer?: string;
  readonly type?: string;
}

interface ReasonOptions extends CommonOptions, UntilOption {
  readonly reason?: string;
}

export function describingCommands(context: RunContext): readonly Command[] {
  return [
    domainCommand('purchase', 'record that a device was bought')
      .argument('<device>', DEVICE)
      .option('--buyer <person>', 'mail address or key (default: you)')
      .option('--type <type>', 'of which type it is, as the invoice says')
      .option(...UNTIL)
      .action((id: string, options: PurchaseOptions) =>
        say(context, options, 'Purchase', { id, buyer: options.buyer, deviceType: options.type }),
      ),
    domainCommand('type', 'say of which type your device is')
      .argument('<device>', DEVICE)
      .argument('<type>', TYPE)
      .option(...UNTIL)
      .action((id: string, deviceType: string, options: CommonOptions & UntilOption) =>
        say(context, options, 'OwnerDeclaration', { id, deviceType }),
      ),
    domainCommand('sbom', 'say what a type is made of, and keep the bill of materials to be scored')
      .argument('<type>', TYPE)
      .argument('<file>', 'CycloneDX or SPDX, or - for standard input')
      .action((deviceType: string, file: string, options: CommonOptions) =>
        performClaim(context, options, async (ask) =>
          ask('sbom.declare', { deviceType, sbom: toBase64(readInput(file)) }),
        ),
      ),
    domainCommand('mud', 'say where the MUD file of a type is')
      .argument('<type>', TYPE)
      .argument('<url>', 'its https URL')
      .option(...UNTIL)
      .action((deviceType: string, url: string, options: CommonOptions & UntilOption) =>
        say(context, options, 'Mud', { deviceType, mud: { url } }),
      ),
    domainCommand('vulnerable', 'set a type vulnerable, or take that back')
      .argument('<type>', TYPE)
      .addArgument(new Argument('<answer>', 'whether it is').choices(['yes', 'no']))
      .option('--reason <text>', 'why')
      .option(...UNTIL)
      .action((deviceType: string, answer: string, options: ReasonOptions) =>
        say(context, options, 'DeviceTypeVulnerable', {
          deviceType,
          vulnerable: answer === 'yes',
          reason: options.reason,
        }),
      ),
  ];
}
