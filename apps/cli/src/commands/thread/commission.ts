/** `sallyport thread commission`: let a device join, and wait until it has. */

import { setTimeout as sleep } from 'node:timers/promises';
import { spinner } from '@clack/prompts';
import { isJsonObject, isSallyportError, type JsonObject, type JsonValue, SECOND } from '@sallyport/core';
import type { Command } from 'commander';
import { fail } from '../../errors.ts';
import { EXIT } from '../../exit.ts';
import { count } from '../../options.ts';
import { type RunContext, stopped } from '../../run-context.ts';
import type { Ask } from '../../services.ts';
import { printable } from '../../terminal.ts';
import { withThreadSession } from '../../thread-session.ts';
import { stepLine } from '../../view/journey-view.ts';
import { numberIn, objectsIn, textIn } from '../../view/members.ts';
import { type CommonOptions, dataCommand, perform } from '../common.ts';
import { type BorderAgentOptions, connectInput, saysHowToConnect, withBorderAgent } from './border-agent.ts';
import {
  type CodeOptions,
  codeOf,
  type JoinerOptions,
  joinerOf,
  textOf,
  withCode,
  withJoiner,
} from './joiner-options.ts';

interface CommissionOptions extends CommonOptions, BorderAgentOptions, JoinerOptions, CodeOptions {
  readonly seconds: number;
  readonly note?: string;
  readonly wait: boolean;
}

const DEFAULT_SECONDS = 300;
const LOOK_EVERY = 300;

export function commissionCommand(context: RunContext): Command {
  const command = dataCommand('commission', 'let a device join by the code printed on it, and wait until it has');
  return withBorderAgent(withCode(withJoiner(command)))
    .option('--note <text>', 'what or where the device is')
    .option('--seconds <number>', 'how long it may take', count, DEFAULT_SECONDS)
    .option('--no-wait', 'enable the device and do not wait for it')
    .action((options: CommissionOptions) => perform(context, options.json, () => commission(options, context)));
}

async function commission(options: CommissionOptions, context: RunContext): Promise<number> {
  const { terminal } = context;
  const { joiner, pskd: printed } = await joinerOf(options, context);
  const pskd = printed === undefined ? await codeOf(options, context) : textOf(printed);
  const connection = saysHowToConnect(options) ? await connectInput(options, context) : undefined;
  const steps: string[] = [];
  const events = (event: Parameters<typeof stepLine>[0]) => {
    steps.push(event.step);
    if (!options.json) terminal.out(stepLine(event, terminal));
  };
  return withThreadSession(options.dataDir, context, { events, control: false }, async ({ ask, isOurs }) => {
    if (connection !== undefined) await ask('thread.connect', connection);
    const network = options.network === undefined ? {} : { network: options.network };
    const timeout = options.seconds * SECOND;
    const note = options.note === undefined ? {} : { note: options.note };
    const enabled = await ask('thread.enable', { ...network, joiner, pskd, timeout, ...note });
    const name = isJsonObject(enabled) ? (textIn(enabled, 'enabled') ?? '') : '';
    if (!options.wait) {
      if (isOurs)
        throw fail('E_CLI_USAGE', '--no-wait needs a Commissioner that stays: run `sallyport thread connect`');
      tell(context, options.json, { joiner: name, state: 'enabled' });
      return EXIT.ok;
    }
    const outcome = await outcomeOf(name, network, ask, options, context);
    // Whoever stops waiting wants the device no longer; one that joined needs no permission any more.
    if (outcome.state !== 'joined') await disable(ask, { ...network, joiner });
    tell(context, options.json, outcome);
    return outcome.state === 'joined' ? EXIT.ok : EXIT.failed;
  });
}

interface Outcome {
  readonly joiner: string;
  readonly state: string;
}

/** Looks until the device has joined, has been refused, or may join no longer. */
async function outcomeOf(
  name: string,
  network: JsonObject,
  ask: Ask,
  options: CommissionOptions,
  context: RunContext,
): Promise<Outcome> {
  const progress = waiting(name, options, context);
  const deadline = context.clock.monotonic() + options.seconds * SECOND;
  try {
    for (;;) {
      const row = rowOf(await ask('thread.joiners', network), name);
      const state = row === undefined ? 'expired' : (textIn(row, 'state') ?? '');
      if (state === 'joined' || state === 'refused' || row === undefined) return { joiner: name, state };
      progress.show(Math.max(0, Math.round((deadline - context.clock.monotonic()) / SECOND)), state, row);
      await Promise.race([sleep(LOOK_EVERY), stopped(context)]);
      if (context.signal.aborted) return { joiner: name, state: 'stopped' };
    }
  } finally {
    progress.end();
  }
}

function rowOf(answer: JsonValue, name: string): JsonObject | undefined {
  return objectsIn({ rows: answer }, 'rows').find((row) => textIn(row, 'joiner') === name);
}

function waiting(name: string, { json }: CommissionOptions, { terminal }: RunContext) {
  const who = name === 'any' ? 'a device' : `device ${name}`;
  if (json || !terminal.interactive) {
    if (!json) terminal.note(`Waiting for ${who} to join …\n`);
    return { show: () => undefined, end: () => undefined };
  }
  const turning = spinner({ output: process.stderr });
  turning.start(`Switch on ${who}`);
  return {
    show: (left: number, state: string, row: JsonObject) => {
      const attempts = numberIn(row, 'attempts') ?? 0;
      const seen =
        state === 'joining' ? 'it is joining' : attempts === 0 ? 'waiting for it' : `tried ${attempts} times`;
      turning.message(`Switch on ${who}: ${seen}, ${left} s left`);
    },
    end: () => turning.clear(),
  };
}

async function disable(ask: Ask, input: JsonObject): Promise<void> {
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

function tell({ terminal }: RunContext, json: boolean, { joiner, state }: Outcome): void {
  const who = joiner === 'any' ? 'Any device with the code' : `Device ${printable(joiner)}`;
  if (json) terminal.out(`${JSON.stringify({ joiner, state })}\n`);
  else terminal.out(`${who} ${SENTENCES[state] ?? state}\n`);
}
