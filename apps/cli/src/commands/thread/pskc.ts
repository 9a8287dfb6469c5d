/** `sallyport thread pskc`: what commissioner and border agent make of a passphrase. */

import { toHex } from '@sallyport/core';
import { derivePskc } from '@sallyport/thread';
import type { Command } from 'commander';
import { obtainSecret } from '../../data/secret-input.ts';
import type { RunContext } from '../../run-context.ts';
import { showValue } from '../../view/value-view.ts';
import { jsonCommand, perform } from '../common.ts';
import { eightBytes, PASSPHRASE_FILE, PASSPHRASE_FILE_TEXT, PASSPHRASE_VARIABLE } from './options.ts';

interface PskcOptions {
  readonly name: string;
  readonly extendedPanId: Uint8Array;
  readonly passphraseFile?: string;
  readonly json: boolean;
}

export function pskcCommand(context: RunContext): Command {
  return jsonCommand('pskc', 'derive the PSKc from a passphrase')
    .requiredOption('--name <text>', 'the network name')
    .requiredOption('--extended-pan-id <hex>', 'the extended PAN ID, 16 hexadecimal digits', eightBytes)
    .option(PASSPHRASE_FILE, PASSPHRASE_FILE_TEXT)
    .action((options: PskcOptions) => perform(context, options.json, () => pskc(options, context)));
}

async function pskc(options: PskcOptions, context: RunContext): Promise<undefined> {
  const { name: networkName, extendedPanId, passphraseFile: file, json } = options;
  const source = {
    what: "the network's passphrase",
    file,
    variable: PASSPHRASE_VARIABLE,
    option: '--passphrase-file',
  };
  const derived = derivePskc(await obtainSecret(source, context), { networkName, extendedPanId });
  // Printing it is what was asked for.
  const value = toHex(derived.expose());
  showValue(context.terminal, json ? { pskc: value } : value, json);
  return undefined;
}
