/** `sallyport thread create`: a dataset for a new network. */

import { type Secret, utf8 } from '@sallyport/core';
import { replaceFileDurablySync } from '@sallyport/files';
import { channelMaskOf, createDataset, derivePskc, exposeDatasetHex } from '@sallyport/thread';
import type { Command } from 'commander';
import { fileReason } from '../../data/file-reason.ts';
import { obtainSecret } from '../../data/secret-input.ts';
import { fail } from '../../errors.ts';
import type { RunContext } from '../../run-context.ts';
import { datasetForPeople, datasetJson } from '../../view/thread-view.ts';
import { showValue } from '../../view/value-view.ts';
import { jsonCommand, perform } from '../common.ts';
import {
  channel,
  channels,
  eightBytes,
  meshLocalPrefix,
  PASSPHRASE_FILE,
  PASSPHRASE_FILE_TEXT,
  PASSPHRASE_VARIABLE,
  panId,
} from './options.ts';

interface CreateOptions {
  readonly name?: string;
  readonly panId?: number;
  readonly extendedPanId?: Uint8Array;
  readonly channel?: number;
  readonly channels?: readonly number[];
  readonly meshLocalPrefix?: Uint8Array;
  readonly passphraseFile?: string;
  readonly randomPskc: boolean;
  readonly out?: string;
  readonly json: boolean;
}

export function createCommand(context: RunContext): Command {
  return jsonCommand('create', 'make the dataset of a new network; what is not given is chosen at random')
    .option('--name <text>', 'the network name, up to 16 bytes')
    .option('--pan-id <0xhhhh>', 'the PAN ID', panId)
    .option('--extended-pan-id <hex>', 'the extended PAN ID, 16 hexadecimal digits', eightBytes)
    .option('--channel <number>', 'the channel, 11 to 26', channel)
    .option('--channels <list>', 'the channels that the network may use, as 11,15,20-26', channels)
    .option('--mesh-local-prefix <prefix>', 'a prefix as fd12:3456:789a:1::/64', meshLocalPrefix)
    .option(PASSPHRASE_FILE, PASSPHRASE_FILE_TEXT)
    .option('--random-pskc', 'no passphrase: a commissioner then needs the PSKc itself', false)
    .option('--out <file>', 'write the dataset here, readable by you alone, instead of printing it')
    .action((options: CreateOptions) => perform(context, options.json, () => create(options, context)));
}

async function create(options: CreateOptions, context: RunContext): Promise<undefined> {
  const { terminal, random } = context;
  const values = {
    networkName: options.name,
    panId: options.panId,
    extendedPanId: options.extendedPanId,
    channel: options.channel === undefined ? undefined : { page: 0, number: options.channel },
    channelMask: options.channels && channelMaskOf(options.channels),
    meshLocalPrefix: options.meshLocalPrefix,
  };
  // The name and the extended PAN ID go into the PSKc, so they have to be settled first.
  const settled = createDataset(values, random);
  const dataset = options.randomPskc
    ? settled.dataset
    : settled.dataset.with({ pskc: derivePskc(await passphraseFor(options, context), settled) });
  const hex = exposeDatasetHex(dataset);
  const secretNote = 'It holds the network key: whoever has it is in the network.';
  if (options.out !== undefined) writePrivately(options.out, hex);
  if (options.json) {
    const where = options.out === undefined ? { hex } : { file: options.out };
    terminal.out(`${JSON.stringify({ dataset: datasetJson(dataset), ...where })}\n`);
  } else if (options.out === undefined) {
    terminal.out(`${hex}\n`);
    terminal.note(`${secretNote}\n`);
  } else {
    showValue(terminal, datasetForPeople(datasetJson(dataset)), false);
    terminal.note(`The dataset is in ${options.out}. ${secretNote}\n`);
  }
  return undefined;
}

function passphraseFor({ passphraseFile }: CreateOptions, context: RunContext): Promise<Secret> {
  const what = 'a passphrase for the new network';
  const option = '--passphrase-file or --random-pskc';
  return obtainSecret({ what, file: passphraseFile, variable: PASSPHRASE_VARIABLE, option }, context);
}

/** @throws E_CLI_FILE */
function writePrivately(path: string, hex: string): void {
  try {
    replaceFileDurablySync(path, utf8(`${hex}\n`));
  } catch (cause) {
    throw fail('E_CLI_FILE', `${path} cannot be written: ${fileReason(cause)}`, { cause });
  }
}
