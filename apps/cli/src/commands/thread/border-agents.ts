/** `sallyport thread border-agents`: the Thread networks on this link whose border agents announce themselves. */

import { isSallyportError, type JsonObject, type JsonValue, SECOND, toHex } from '@sallyport/core';
import { browse, type Service } from '@sallyport/dns-sd';
import { BORDER_AGENT_SERVICE, type BorderAgentTxt, decodeBorderAgentTxt } from '@sallyport/thread';
import type { Command } from 'commander';
import { count, port } from '../../options.ts';
import { type RunContext, stopped } from '../../run-context.ts';
import { borderAgentsForPeople } from '../../view/thread-view.ts';
import { showValue } from '../../view/value-view.ts';
import { jsonCommand, perform } from '../common.ts';

interface BorderAgentsOptions {
  readonly mdns?: string;
  readonly mdnsPort?: number;
  readonly seconds: number;
  readonly json: boolean;
}

const DEFAULT_SECONDS = 3;

export function borderAgentsCommand(context: RunContext): Command {
  return jsonCommand('border-agents', 'list the Thread networks whose border agents announce themselves on this link')
    .option('--mdns <interface>', 'look on this link; default: as the system chooses')
    .option('--mdns-port <port>', 'the port of multicast DNS, if another than 5353', port)
    .option('--seconds <number>', 'how long to listen', count, DEFAULT_SECONDS)
    .action((options: BorderAgentsOptions) => perform(context, options.json, () => listBorderAgents(options, context)));
}

async function listBorderAgents(options: BorderAgentsOptions, context: RunContext): Promise<undefined> {
  const { terminal } = context;
  if (terminal.interactive && !options.json) terminal.note(`Listening for ${options.seconds} s …\n`);
  const { mdns, mdnsPort } = options;
  const where = {
    ...(mdns === undefined ? {} : { interface: mdns }),
    ...(mdnsPort === undefined ? {} : { mdnsPort }),
  };
  const browser = await browse({ type: BORDER_AGENT_SERVICE, ...where }, {});
  try {
    await patience(options.seconds, context);
    showValue(terminal, browser.services().map(borderAgentJson), options.json, borderAgentsForPeople);
  } finally {
    await browser.close();
  }
  return undefined;
}

async function patience(seconds: number, context: RunContext): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const elapsed = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, seconds * SECOND);
  });
  await Promise.race([elapsed, stopped(context)]);
  clearTimeout(timer);
}

/** What one announces. Nobody has proved any of it. */
function borderAgentJson({ name, port: number, host, addresses, txt }: Service): JsonObject {
  return { name, host, addresses: [...addresses], port: number, ...readTxt(txt) };
}

function readTxt(txt: Service['txt']): JsonObject {
  try {
    return txtJson(decodeBorderAgentTxt(txt));
  } catch (thrown) {
    if (!isSallyportError(thrown)) throw thrown;
    return { problem: thrown.message };
  }
}

function txtJson(txt: BorderAgentTxt): JsonObject {
  const { state } = txt;
  const members: Record<string, JsonValue | undefined> = {
    networkName: txt.networkName,
    extendedPanId: txt.extendedPanId && toHex(txt.extendedPanId),
    threadVersion: txt.threadVersion,
    vendorName: txt.vendorName,
    modelName: txt.modelName,
    state: state && {
      connectionMode: state.connectionMode ?? null,
      threadInterface: state.threadInterface ?? null,
      availability: state.availability ?? null,
      bbrActive: state.bbrActive,
      bbrPrimary: state.bbrPrimary,
      threadRole: state.threadRole ?? null,
      epskcSupported: state.epskcSupported,
      bits: `0x${state.bits.toString(16).padStart(8, '0')}`,
    },
    borderAgentId: txt.borderAgentId && toHex(txt.borderAgentId),
    extendedAddress: txt.extendedAddress && toHex(txt.extendedAddress),
    activeTimestamp: txt.activeTimestamp && { ...txt.activeTimestamp },
    partitionId: txt.partitionId,
    domainName: txt.domainName,
  };
  const present: Record<string, JsonValue> = {};
  for (const [key, value] of Object.entries(members)) if (value !== undefined) present[key] = value;
  return present;
}
