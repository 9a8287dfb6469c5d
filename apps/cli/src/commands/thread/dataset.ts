/** `sallyport thread dataset get|set active|pending`: what a network runs on, and changing it. */

import { isJsonObject, type JsonValue, SECOND } from '@sallyport/core';
import { Argument, Command } from 'commander';
import { obtainSecret, textOf } from '../../data/secret-input.ts';
import { fail } from '../../errors.ts';
import { count } from '../../options.ts';
import type { RunContext } from '../../run-context.ts';
import type { DomainAsk, DomainInput } from '../../services/ask.ts';
import { withThreadSession } from '../../thread-session.ts';
import { jsonOf } from '../../view/json-of.ts';
import { datasetForPeople } from '../../view/thread-view.ts';
import { showValue } from '../../view/value-view.ts';
import { type CommonOptions, domainCommand, perform } from '../common.ts';
import { type BorderAgentOptions, connectInput, saysHowToConnect, withBorderAgent } from './border-agent.ts';
import { channel, channels, panId } from './options.ts';

interface GetOptions extends CommonOptions, BorderAgentOptions {
  readonly keys: boolean;
}

interface SetOptions extends CommonOptions, BorderAgentOptions {
  readonly name?: string;
  readonly channel?: number;
  readonly channels?: readonly number[];
  readonly panId?: number;
  readonly newPassphrase: boolean;
  readonly newPassphraseFile?: string;
  readonly newNetworkKey: boolean;
  readonly delay?: number;
}

export function datasetCommand(context: RunContext): Command {
  return new Command('dataset')
    .description('read and change what a network runs on')
    .addCommand(
      withBorderAgent(domainCommand('get', 'show the active or the pending dataset, without its keys'))
        .addArgument(kindArgument())
        .option('--keys', 'with its keys, in the hexadecimal form that other tools read', false)
        .action((kind: Kind, options: GetOptions) => perform(context, options.json, () => get(kind, options, context))),
    )
    .addCommand(
      withBorderAgent(
        domainCommand('set', 'change the network: at once (active), or everywhere at the same time (pending)'),
      )
        .addArgument(kindArgument())
        .option('--name <text>', 'the network name, up to 16 bytes')
        .option('--channel <number>', 'the channel, 11 to 26; as pending only', channel)
        .option('--channels <list>', 'the channels that the network may use, as 11,15,20-26', channels)
        .option('--pan-id <0xhhhh>', 'the PAN ID; as pending only', panId)
        .option('--new-passphrase', 'ask for a new passphrase for commissioners', false)
        .option('--new-passphrase-file <file>', 'file with it')
        .option('--new-network-key', 'a new network key, at random; as pending only', false)
        .option('--delay <seconds>', 'how long until a pending change is made', count)
        .action((kind: Kind, options: SetOptions) => perform(context, options.json, () => set(kind, options, context))),
    );
}

type Kind = DomainInput<'thread.dataset'>['kind'];

function kindArgument(): Argument {
  return new Argument('<dataset>', 'which dataset').choices(['active', 'pending']);
}

async function get(kind: Kind, options: GetOptions, context: RunContext): Promise<undefined> {
  // To reveal keys is written down, so it is an operation of its own.
  const answer = await withNetwork(
    (ask, on) => ask(options.keys ? 'thread.reveal' : 'thread.dataset', { ...on, kind }),
    options,
    context,
  );
  // Whoever asks for the keys wants something to paste.
  if (options.keys && !options.json && isJsonObject(answer)) context.terminal.out(`${answer['hex']}\n`);
  else show(answer, options.json, context);
  return undefined;
}

async function set(kind: Kind, options: SetOptions, context: RunContext): Promise<undefined> {
  const { name: networkName, channel: number, channels: mask, panId: id, newNetworkKey, delay } = options;
  const passphrase = await newPassphrase(options, context);
  const change = {
    networkName,
    channel: number,
    channels: mask,
    panId: id,
    passphrase,
    newNetworkKey: newNetworkKey || undefined,
  };
  if (Object.values(change).every((value) => value === undefined)) throw fail('E_CLI_USAGE', 'say what to change');
  const when = delay === undefined ? {} : { delay: delay * SECOND };
  const answer = await withNetwork(
    (ask, on) => ask('thread.set-dataset', { ...on, kind, ...change, ...when }),
    options,
    context,
  );
  show(answer, options.json, context);
  return undefined;
}

async function newPassphrase(options: SetOptions, context: RunContext): Promise<string | undefined> {
  const { newPassphrase: isAsked, newPassphraseFile: file } = options;
  if (!isAsked && file === undefined) return undefined;
  const source = { what: 'the new passphrase', file, variable: 'SALLYPORT_THREAD_NEW_PASSPHRASE' };
  return textOf(await obtainSecret({ ...source, option: '--new-passphrase-file' }, context));
}

async function withNetwork(
  operate: (ask: DomainAsk, network: { readonly network?: string }) => Promise<unknown>,
  options: CommonOptions & BorderAgentOptions,
  context: RunContext,
): Promise<JsonValue> {
  const connection = saysHowToConnect(options) ? await connectInput(options, context) : undefined;
  const silent = { events: () => undefined, control: false };
  return withThreadSession(options, context, silent, async (session) => {
    if (connection !== undefined) await session.ask('thread.connect', connection);
    const network = options.network === undefined ? {} : { network: options.network };
    return jsonOf(await operate(session.ask, network));
  });
}

function show(answer: JsonValue, json: boolean, { terminal }: RunContext): void {
  showValue(terminal, answer, json, (value) => {
    const dataset = isJsonObject(value) ? value['dataset'] : undefined;
    if (!isJsonObject(dataset)) return value;
    return Object.keys(dataset).length === 0 ? 'there is none' : datasetForPeople(dataset);
  });
}
