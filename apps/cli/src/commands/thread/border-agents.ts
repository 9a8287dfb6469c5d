/** `sallyport thread border-agents`: the Thread networks on this link whose border agents announce themselves. */

import { SECOND } from '@sallyport/core';
import { BORDER_AGENT_SERVICE, EPHEMERAL_KEY_SERVICE } from '@sallyport/thread';
import type { Command } from 'commander';
import { count, port } from '../../options.ts';
import type { RunContext } from '../../run-context.ts';
import { borderAgentsForPeople } from '../../view/thread-view.ts';
import { showValue } from '../../view/value-view.ts';
import { jsonCommand, perform } from '../common.ts';
import { borderAgentJson, findBorderAgents, type WhereToLook } from './find-border-agents.ts';

interface BorderAgentsOptions extends WhereToLook {
  readonly seconds: number;
  readonly sharing: boolean;
  readonly json: boolean;
}

const DEFAULT_SECONDS = 3;

export function borderAgentsCommand(context: RunContext): Command {
  return jsonCommand('border-agents', 'list the Thread networks whose border agents announce themselves on this link')
    .option('--sharing', 'those that share their credentials by one-time passcode just now', false)
    .option('--mdns <interface>', 'look on this link; default: as the system chooses')
    .option('--mdns-port <port>', 'the port of multicast DNS, if another than 5353', port)
    .option('--seconds <number>', 'how long to listen', count, DEFAULT_SECONDS)
    .action((options: BorderAgentsOptions) => perform(context, options.json, () => listBorderAgents(options, context)));
}

async function listBorderAgents(options: BorderAgentsOptions, context: RunContext): Promise<undefined> {
  const { terminal } = context;
  const { seconds, sharing, json } = options;
  if (terminal.interactive && !json) terminal.note(`Listening for ${seconds} s …\n`);
  const type = sharing ? EPHEMERAL_KEY_SERVICE : BORDER_AGENT_SERVICE;
  const found = await findBorderAgents(type, options, seconds * SECOND, context);
  showValue(terminal, found.map(borderAgentJson), json, borderAgentsForPeople);
  return undefined;
}
