/** Which device a command is about, and the code printed on it. */

import { type Secret, toHex } from '@sallyport/core';
import { parseEui64, parseJoinerQr } from '@sallyport/thread';
import { type Command, Option } from 'commander';
import { obtainSecret, textOf } from '../../data/secret-input.ts';
import { fail } from '../../errors.ts';
import type { RunContext } from '../../run-context.ts';
import type { DomainInput } from '../../services/ask.ts';
import { eightBytes } from './options.ts';

export interface JoinerOptions {
  readonly qr?: string | true;
  readonly eui64?: string;
  readonly joinerId?: Uint8Array;
  readonly all?: boolean;
}

export interface CodeOptions {
  readonly pskd?: string;
  readonly pskdFile?: string;
}

type Joiner = NonNullable<DomainInput<'thread.enable'>['joiner']>;

const CODE_VARIABLE = 'SALLYPORT_THREAD_PSKD';
const WHO = ['qr', 'eui64', 'joinerId', 'all'] as const;

/** Adds the options that say which device. */
export function withJoiner(command: Command): Command {
  const others = (name: (typeof WHO)[number]) => WHO.filter((each) => each !== name);
  return command
    .addOption(
      new Option('--qr [text]', 'what the QR code on the device says; asked for when left out').conflicts(others('qr')),
    )
    .addOption(new Option('--eui64 <hex>', 'the EUI-64 printed on the device').conflicts(others('eui64')))
    .addOption(
      new Option('--joiner-id <hex>', 'its Joiner ID, where the EUI-64 is not known')
        .argParser(eightBytes)
        .conflicts(others('joinerId')),
    )
    .addOption(new Option('--all', 'any device that knows the code').conflicts(others('all')));
}

/** Adds the options that give the code. It protects one device once, so it may stand on the command line. */
export function withCode(command: Command): Command {
  return command
    .option('--pskd <code>', 'the code printed on the device; other users of this machine can see it')
    .option('--pskd-file <file>', `file with the code; else ${CODE_VARIABLE}, else it is asked for`);
}

/** The joiner as operations name it. @throws E_CLI_USAGE, E_THREAD_EUI64, E_THREAD_JOINER_QR */
export async function joinerOf(
  options: JoinerOptions,
  context: RunContext,
): Promise<{ readonly joiner: Joiner; readonly pskd: Secret | undefined }> {
  const { qr, eui64, joinerId, all } = options;
  if (qr !== undefined) {
    const code = parseJoinerQr(qr === true ? await askForQr(context) : qr);
    return { joiner: { by: 'eui64', eui64: toHex(code.eui64) }, pskd: code.pskd };
  }
  if (eui64 !== undefined) return { joiner: { by: 'eui64', eui64: toHex(parseEui64(eui64)) }, pskd: undefined };
  if (joinerId !== undefined) return { joiner: { by: 'joiner-id', joinerId: toHex(joinerId) }, pskd: undefined };
  if (all === true) return { joiner: { by: 'any' }, pskd: undefined };
  throw fail('E_CLI_USAGE', 'say which device: --qr, --eui64, --joiner-id or --all');
}

/** @throws E_CLI_USAGE, E_CLI_FILE */
export async function codeOf({ pskd, pskdFile }: CodeOptions, context: RunContext): Promise<string> {
  if (pskd !== undefined) return pskd;
  const source = { what: 'the code printed on the device', file: pskdFile, variable: CODE_VARIABLE };
  return textOf(await obtainSecret({ ...source, option: '--pskd-file' }, context));
}

/** @throws E_CLI_USAGE */
export async function askForQr(context: RunContext): Promise<string> {
  const source = { what: 'what the QR code says', file: undefined, variable: 'SALLYPORT_THREAD_QR' };
  return textOf(await obtainSecret({ ...source, option: '--qr' }, context));
}
