/** `sallyport thread commission`: let a device join, and wait until it has. */

import { setTimeout as sleep } from 'node:timers/promises';
import { isJsonObject, isSallyportError, SECOND } from '@sallyport/core';
import type { OnboardingEvent } from '@sallyport/onboarding';
import type { Command } from 'commander';
import { textOf } from '../../data/secret-input.ts';
import { fail } from '../../errors.ts';
import { EXIT } from '../../exit.ts';
import { count } from '../../options.ts';
import { type RunContext, stopped } from '../../run-context.ts';
import type { DomainAsk, DomainInput } from '../../services/ask.ts';
import { printable, wrapped } from '../../terminal.ts';
import { withThreadSession } from '../../thread-session.ts';
import { textIn } from '../../view/members.ts';
import { failureText } from '../../view/thread-view.ts';
import { type CommonOptions, domainCommand, perform } from '../common.ts';
import { type BorderAgentOptions, connectInput, saysHowToConnect, withBorderAgent } from './border-agent.ts';
import { type CodeOptions, codeOf, type JoinerOptions, joinerOf, withCode, withJoiner } from './joiner-options.ts';
import { JoinerWait, type Outcome } from './joiner-wait.ts';

interface CommissionOptions extends CommonOptions, BorderAgentOptions, JoinerOptions, CodeOptions {
  readonly seconds: number;
  readonly note?: string;
  readonly wait: boolean;
}

const DEFAULT_SECONDS = 300;
/** A device that missed its answer asks again: the Commissioner stays for it. */
const LINGER = 5 * SECOND;

export function commissionCommand(context: RunContext): Command {
  const command = domainCommand('commission', 'let a device join by the code printed on it, and wait until it has');
  return withBorderAgent(withCode(withJoiner(command)))
    .option('--note <text>', 'what or where the device is')
    .option('--seconds <number>', 'how long it may take', count, DEFAULT_SECONDS)
    .option('--no-wait', 'enable the device and do not wait for it')
    .action((options: CommissionOptions) => perform(context, options.json, () => commission(options, context)));
}

async function commission(options: CommissionOptions, context: RunContext): Promise<number> {
  const { joiner, pskd: printed } = await joinerOf(options, context);
  const pskd = printed === undefined ? await codeOf(options, context) : textOf(printed);
  const connection = saysHowToConnect(options) ? await connectInput(options, context) : undefined;
  const wait = new JoinerWait(options.json, context);
  const events = (event: OnboardingEvent) => wait.heard(event);
  return withThreadSession(options, context, { events, control: false }, async ({ ask, isOurs }) => {
    if (isOurs && !options.wait) {
      throw fail('E_CLI_USAGE', '--no-wait needs a Commissioner that stays: run `sallyport thread connect`');
    }
    if (connection !== undefined) await ask('thread.connect', connection);
    const network = options.network === undefined ? {} : { network: options.network };
    const timeout = options.seconds * SECOND;
    const note = options.note === undefined ? {} : { note: options.note };
    const enabled = await ask('thread.enable', { ...network, joiner, pskd, timeout, ...note });
    const name = isJsonObject(enabled) ? (textIn(enabled, 'enabled') ?? '') : '';
    if (!options.wait) {
      tell(context, options.json, { joiner: name, state: 'enabled' });
      return EXIT.ok;
    }
    const joiners = () => ask('thread.joiners', network);
    const outcome = await wait.until(name, joiners, { seconds: options.seconds, areStepsShown: isOurs });
    // Whoever stops waiting wants nobody to join any more; a device that joined may need its permission once more.
    if (outcome.state !== 'joined' || name === 'any') await disable(ask, { ...network, joiner });
    tell(context, options.json, outcome);
    if (outcome.state !== 'joined') return EXIT.failed;
    if (isOurs) await Promise.race([sleep(LINGER), stopped(context)]);
    return EXIT.ok;
  });
}

async function disable(ask: DomainAsk, input: DomainInput<'thread.disable'>): Promise<void> {
  try {
    await ask('thread.disable', input);
  } catch (thrown) {
    // The network may have been lost meanwhile, and with it the permission.
    if (!isSallyportError(thrown)) throw thrown;
  }
}

const SENTENCES: Readonly<Record<string, string>> = {
  enabled: 'may join now',
  joined: 'has joined',
  refused: 'was refused: `sallyport registrar lists` shows whom the owner accepts',
  expired: 'did not join in time',
  stopped: 'is no longer awaited',
};

function tell({ terminal }: RunContext, json: boolean, { joiner, state, failure }: Outcome): void {
  if (json) {
    terminal.out(`${JSON.stringify({ joiner, state, ...(failure === undefined ? {} : { failure }) })}\n`);
    return;
  }
  const who = joiner === 'any' ? 'A device with the code' : `Device ${printable(joiner)}`;
  const why = state === 'expired' && failure !== undefined ? `: ${failureText(failure)}` : '';
  terminal.out(`${wrapped(terminal, `${who} ${SENTENCES[state] ?? state}${why}`)}\n`);
}
