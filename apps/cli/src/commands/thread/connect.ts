/** `sallyport thread connect`: become the Commissioner of a network, and stay it until told to resign. */

import { setTimeout as sleep } from 'node:timers/promises';
import type { OnboardingEvent } from '@sallyport/onboarding';
import type { Command } from 'commander';
import { type RunContext, stopped } from '../../run-context.ts';
import type { DomainAsk } from '../../services/ask.ts';
import { withThreadSession } from '../../thread-session.ts';
import { eventLine } from '../../view/event-json.ts';
import { JourneyBoard } from '../../view/journey-board.ts';
import { showValue } from '../../view/value-view.ts';
import { type CommonOptions, domainCommand, LINES, perform } from '../common.ts';
import { type BorderAgentOptions, connectInput, withBorderAgent } from './border-agent.ts';

const LOOK_EVERY = 500;

export function connectCommand(context: RunContext): Command {
  return withBorderAgent(
    domainCommand('connect', 'become the Commissioner of a network; Ctrl-C gives the role back', LINES),
  ).action((options: BorderAgentOptions & CommonOptions) =>
    perform(context, options.json, () => connect(options, context)),
  );
}

async function connect(options: BorderAgentOptions & CommonOptions, context: RunContext): Promise<undefined> {
  const { terminal } = context;
  const board = new JourneyBoard(terminal);
  const events = (event: OnboardingEvent) => {
    if (options.json) terminal.out(eventLine(event));
    else board.show(event);
  };
  const input = await connectInput(options, context);
  await withThreadSession(options, context, { events, control: true }, async ({ ask, isOurs }) => {
    const network = await ask('thread.connect', input);
    showValue(terminal, network, options.json);
    if (!isOurs) return;
    if (!options.json) {
      terminal.note('Leave this running; in another terminal: sallyport thread commission. Ctrl-C resigns.\n');
    }
    await over(ask, context);
  });
  return undefined;
}

/** Resolves when the command is told to stop, or when another command had the role given back. */
async function over(ask: DomainAsk, context: RunContext): Promise<void> {
  const end = stopped(context);
  while (!context.signal.aborted) {
    const networks = await ask('thread.networks', {});
    if (Array.isArray(networks) && networks.length === 0) return;
    await Promise.race([sleep(LOOK_EVERY), end]);
  }
}
