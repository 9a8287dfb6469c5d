/** Which border agent a command speaks to, and with which credential. */

import { fromHex, SECOND, toHex } from '@sallyport/core';
import { BORDER_AGENT_SERVICE, derivePskc, EPHEMERAL_KEY_SERVICE, requireOneTimePasscode } from '@sallyport/thread';
import { type Command, Option } from 'commander';
import { obtainSecret, textOf } from '../../data/secret-input.ts';
import { fail } from '../../errors.ts';
import { hostAndPort, port } from '../../options.ts';
import type { RunContext } from '../../run-context.ts';
import type { DomainInput } from '../../services/ask.ts';
import { type FoundBorderAgent, findBorderAgents, type WhereToLook } from './find-border-agents.ts';
import { eightBytes, PASSPHRASE_FILE, PASSPHRASE_FILE_TEXT, PASSPHRASE_VARIABLE } from './options.ts';

export interface BorderAgentOptions extends WhereToLook {
  readonly borderAgent?: { readonly host: string; readonly port: number };
  readonly network?: string;
  readonly extendedPanId?: Uint8Array;
  readonly passphraseFile?: string;
  readonly pskcFile?: string;
  readonly passcode?: boolean;
  readonly passcodeFile?: string;
}

type ConnectInput = DomainInput<'thread.connect'>;

const LISTEN = 5 * SECOND;

/** Adds the options that name a border agent and its credential. */
export function withBorderAgent(command: Command): Command {
  return command
    .option('--network <name>', 'the network, by its name; needed where there are several')
    .option('--border-agent <host:port>', 'its border agent; default: found by multicast DNS', hostAndPort)
    .option('--extended-pan-id <hex>', 'the extended PAN ID, for a passphrase where nothing announces it', eightBytes)
    .option(PASSPHRASE_FILE, PASSPHRASE_FILE_TEXT)
    .addOption(
      new Option('--pskc-file <file>', 'file with the PSKc in hexadecimal, in place of a passphrase').conflicts(
        'passphraseFile',
      ),
    )
    .option('--passcode', 'ask for the one-time passcode that the border router shows, in place of a passphrase')
    .option('--passcode-file <file>', 'file with the one-time passcode')
    .option('--mdns <interface>', 'look for border agents on this link; default: as the system chooses')
    .option('--mdns-port <port>', 'the port of multicast DNS, if another than 5353', port);
}

/** True when the command line says how to connect, and not only to which network. */
export function saysHowToConnect(options: BorderAgentOptions): boolean {
  const { borderAgent, passphraseFile, pskcFile, passcode, passcodeFile } = options;
  return [borderAgent, passphraseFile, pskcFile, passcode, passcodeFile].some((each) => each !== undefined);
}

/**
 * The argument of the operation `thread.connect`.
 * @throws E_CLI_USAGE, E_CLI_FILE, E_CLI_NO_BORDER_AGENT, E_THREAD_…, E_DNS_SD_…
 */
export async function connectInput(options: BorderAgentOptions, context: RunContext): Promise<ConnectInput> {
  if (options.passcode === true || options.passcodeFile !== undefined) {
    const secret = await obtainSecret(
      {
        what: 'the one-time passcode that the border router shows',
        file: options.passcodeFile,
        variable: 'SALLYPORT_THREAD_PASSCODE',
        option: '--passcode-file',
      },
      context,
    );
    const passcode = textOf(requireOneTimePasscode(textOf(secret)));
    return { ...(options.borderAgent ?? (await find(EPHEMERAL_KEY_SERVICE, options, context)).address), passcode };
  }
  if (options.pskcFile !== undefined || context.environment['SALLYPORT_THREAD_PSKC'] !== undefined) {
    const secret = await obtainSecret(
      { what: 'the PSKc', file: options.pskcFile, variable: 'SALLYPORT_THREAD_PSKC', option: '--pskc-file' },
      context,
    );
    const pskc = toHex(fromHex(textOf(secret).trim()));
    return { ...(options.borderAgent ?? (await find(BORDER_AGENT_SERVICE, options, context)).address), pskc };
  }
  return withPassphrase(options, context);
}

/** A passphrase is stretched with the network's name and extended PAN ID, which its border agent announces. */
async function withPassphrase(options: BorderAgentOptions, context: RunContext): Promise<ConnectInput> {
  const { borderAgent, network, extendedPanId } = options;
  const isKnown = borderAgent !== undefined && network !== undefined && extendedPanId !== undefined;
  const target = isKnown
    ? { address: borderAgent, networkName: network, extendedPanId }
    : await announced(options, context);
  const passphrase = await obtainSecret(
    {
      what: `the passphrase of the network ${target.networkName}`,
      file: options.passphraseFile,
      variable: PASSPHRASE_VARIABLE,
      option: '--passphrase-file',
    },
    context,
  );
  return { ...target.address, pskc: toHex(derivePskc(passphrase, target).expose()) };
}

async function announced(options: BorderAgentOptions, context: RunContext) {
  const { address, agent } = await find(BORDER_AGENT_SERVICE, options, context);
  const { networkName, extendedPanId } = agent.txt ?? {};
  if (networkName === undefined || extendedPanId === undefined) {
    throw fail('E_CLI_NO_BORDER_AGENT', 'the border agent does not announce its network’s name and extended PAN ID');
  }
  return { address: options.borderAgent ?? address, networkName, extendedPanId };
}

/** The border agent that is meant: of the network that was named, or the only one. */
async function find(type: string, options: BorderAgentOptions, context: RunContext) {
  const { network, borderAgent } = options;
  if (context.terminal.interactive) context.terminal.note('Looking for border agents …\n');
  const fits = ({ txt, service }: FoundBorderAgent) =>
    (network === undefined || txt?.networkName === network) &&
    (borderAgent === undefined || service.port === borderAgent.port);
  const isNamed = network !== undefined || borderAgent !== undefined;
  const found = await findBorderAgents(type, options, LISTEN, context, (all) => isNamed && all.some(fits));
  const [agent, ...others] = found.filter(fits);
  if (agent === undefined) {
    const which = network === undefined ? '' : ` of a network ${network}`;
    throw fail('E_CLI_NO_BORDER_AGENT', `no border agent${which} was found on this link`);
  }
  const networks = new Set([agent, ...others].map(({ txt }) => txt && toHex(txt.extendedPanId ?? new Uint8Array())));
  if (networks.size > 1) {
    const names = found.map(({ txt, service }) => txt?.networkName ?? service.name);
    throw fail('E_CLI_USAGE', `there are several networks: say --network with one of ${names.join(', ')}`);
  }
  const [host = agent.service.host] = agent.service.addresses;
  return { address: { host, port: agent.service.port }, agent };
}
