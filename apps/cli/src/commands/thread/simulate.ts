/** `sallyport thread simulate`: a whole network on loopback that any commissioner can talk to. */

import { closeSync, openSync, writeSync } from 'node:fs';
import { ThreadNetwork } from '@sallyport/app-thread-network';
import { type Random, Secret, systemTimer, toHex } from '@sallyport/core';
import {
  type ActiveDataset,
  type BorderAgentEvent,
  createDataset,
  datasetFromHex,
  derivePskc,
  type LeaderEvent,
  PSKD_ALPHABET,
  requireActive,
} from '@sallyport/thread';
import { type AirRecord, pcapHeader, pcapRecord } from '@sallyport/thread/simulation';
import { type Command, InvalidArgumentError } from 'commander';
import { fileReason } from '../../data/file-reason.ts';
import { readInput } from '../../data/named-files.ts';
import { textOf } from '../../data/secret-input.ts';
import { DEFAULTS } from '../../defaults.ts';
import { fail } from '../../errors.ts';
import { port } from '../../options.ts';
import { type RunContext, stopped } from '../../run-context.ts';
import { printable } from '../../terminal.ts';
import { eventLine } from '../../view/event-json.ts';
import { JourneyBoard } from '../../view/journey-board.ts';
import { networkSentence } from '../../view/thread-network-view.ts';
import { showValue } from '../../view/value-view.ts';
import { jsonCommand, LINES, perform } from '../common.ts';
import { PASSPHRASE_VARIABLE } from './options.ts';

interface SimulateOptions {
  readonly name: string;
  readonly port: number;
  readonly airPort: number;
  readonly host: string;
  readonly dataset?: string;
  readonly passphraseFile?: string;
  readonly loss: number;
  readonly announce: boolean;
  readonly mdns?: string;
  readonly mdnsPort?: number;
  readonly pcap?: string;
  readonly json: boolean;
}

const PASSPHRASE_LETTERS = 12;

export function simulateCommand(context: RunContext): Command {
  return jsonCommand('simulate', 'run a network of simulated nodes that any commissioner can talk to', LINES)
    .option('--name <text>', 'the network name', DEFAULTS.threadNetwork)
    .option('--dataset <file>', 'the dataset of the network, as `thread create` prints it; default: a new one')
    .option(
      '--passphrase-file <file>',
      `file with the passphrase; else ${PASSPHRASE_VARIABLE}, else one is made and shown`,
    )
    .option('--host <address>', 'the address to listen on', DEFAULTS.host)
    .option('--port <port>', 'UDP port of the border agent', port, DEFAULTS.borderAgentPort)
    .option('--air-port <port>', 'UDP port where simulated devices reach the air', port, DEFAULTS.airPort)
    .option('--loss <percent>', 'how many radio frames are lost', percent, 0)
    .option('--announce', 'announce the border agent by multicast DNS', false)
    .option('--mdns <interface>', 'on this link; default: as the system chooses')
    .option('--mdns-port <port>', 'the port of multicast DNS, if another than 5353', port)
    .option('--pcap <file>', 'record every radio frame, for Wireshark')
    .action((options: SimulateOptions) => perform(context, options.json, () => simulate(options, context)));
}

function percent(text: string): number {
  const value = Number(text);
  if (!/^\d{1,3}(\.\d+)?$/.test(text) || value > 90) throw new InvalidArgumentError('it is a number from 0 to 90.');
  return value;
}

interface Named {
  readonly dataset: ActiveDataset;
  /** Undefined when the dataset was given: its PSKc is what it is. */
  readonly passphrase: Secret | undefined;
}

async function simulate(options: SimulateOptions, context: RunContext): Promise<undefined> {
  const { terminal, clock, random } = context;
  const board = new JourneyBoard(terminal);
  const { dataset, passphrase } = networkOf(options, context);
  const { host, mdns, mdnsPort } = options;
  const network = await ThreadNetwork.start({
    dataset,
    borderAgent: { host, port: options.port },
    air: { host, port: options.airPort },
    impairments: { loss: options.loss / 100 },
    events: (event) => (options.json ? terminal.out(eventLine(event)) : board.show(event)),
    listener: (event) => tell(event, options.json, context),
    ...(options.announce
      ? {
          announce: {
            name: `Sallyport ${dataset.networkName}`,
            ...(mdns === undefined ? {} : { interface: mdns }),
            ...(mdnsPort === undefined ? {} : { mdnsPort }),
          },
        }
      : {}),
    clock,
    timer: systemTimer,
    random,
  });
  let endRecording = () => {};
  try {
    if (options.pcap !== undefined) endRecording = record(options.pcap, network);
    // A network of simulated nodes protects nothing; whoever is to try it needs its passphrase.
    showValue(
      terminal,
      {
        networkName: dataset.networkName,
        extendedPanId: toHex(dataset.extendedPanId),
        channel: dataset.channel.number,
        borderAgent: `${host}:${network.borderAgentPort}`,
        air: `${host}:${network.airPort ?? 0}`,
        pskc: toHex(dataset.pskc.expose()),
        ...(passphrase === undefined ? {} : { passphrase: textOf(passphrase) }),
      },
      options.json,
    );
    if (!options.json) terminal.note('Ctrl-C ends it.\n');
    await stopped(context);
  } finally {
    await network.close();
    endRecording();
  }
  return undefined;
}

function networkOf(options: SimulateOptions, context: RunContext): Named {
  if (options.dataset !== undefined) {
    const hex = new TextDecoder().decode(readInput(options.dataset));
    return { dataset: requireActive(datasetFromHex(hex)), passphrase: undefined };
  }
  const settled = createDataset({ networkName: options.name }, context.random);
  const passphrase = passphraseOf(options, context);
  const pskc = derivePskc(passphrase, settled);
  return { dataset: requireActive(settled.dataset.with({ pskc })), passphrase };
}

function passphraseOf({ passphraseFile }: SimulateOptions, { environment, random }: RunContext): Secret {
  if (passphraseFile !== undefined) {
    return Secret.of(new TextDecoder().decode(readInput(passphraseFile)).split(/\r?\n/, 1)[0] ?? '');
  }
  return Secret.of(environment[PASSPHRASE_VARIABLE] ?? madePassphrase(random));
}

function madePassphrase(random: Random): string {
  return [...random.bytes(PASSPHRASE_LETTERS)].map((byte) => PSKD_ALPHABET[byte % PSKD_ALPHABET.length]).join('');
}

/** Writes frames as they come, so that Wireshark can follow; what is written is whole records. */
function record(path: string, network: ThreadNetwork): () => void {
  try {
    const file = openSync(path, 'w');
    writeSync(file, pcapHeader());
    const stop = network.tap((frame: AirRecord) => writeSync(file, pcapRecord(frame)));
    return () => {
      stop();
      closeSync(file);
    };
  } catch (cause) {
    throw fail('E_CLI_FILE', `${path} cannot be written: ${fileReason(cause)}`, { cause });
  }
}

function tell(event: BorderAgentEvent | LeaderEvent, json: boolean, { terminal }: RunContext): void {
  if (json) return;
  const sentence = networkSentence(event);
  if (sentence !== undefined) terminal.note(`${printable(sentence)}\n`);
}
