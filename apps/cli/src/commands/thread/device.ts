/** `sallyport device thread`: a simulated Thread device that shows its code and waits for somebody to give it to the owner. */

import { joinThread, type ThreadDevice } from '@sallyport/app-device';
import { toHex } from '@sallyport/core';
import type { OnboardingEvent } from '@sallyport/onboarding';
import type { Command } from 'commander';
import { renderUnicodeCompact } from 'uqr';
import { type DataDirectory, openDataDirectory } from '../../data/data-directory.ts';
import { findRunning } from '../../data/running.ts';
import { fail } from '../../errors.ts';
import { claimsDecide, trustThreadDevice } from '../../journey/lab-claims.ts';
import { LabOwner } from '../../journey/owner.ts';
import { labAir, threadDevice } from '../../journey/thread-lab.ts';
import { JourneyTrace } from '../../journey/trace.ts';
import { hostAndPort } from '../../options.ts';
import { type RunContext, stopped } from '../../run-context.ts';
import type { DomainAsk } from '../../services/ask.ts';
import { askDomain } from '../../services/reach.ts';
import { styled, type Terminal } from '../../terminal.ts';
import { onThreadText, stepLine } from '../../view/journey-view.ts';
import { type CommonOptions, dataCommand, perform } from '../common.ts';

interface DeviceThreadOptions extends CommonOptions {
  readonly eui64?: string;
  readonly air?: { readonly host: string; readonly port: number };
  readonly showCode: boolean;
  readonly onceAround: boolean;
  readonly stay: boolean;
}

const LABEL_AND_OUTCOME = 'print JSON and nothing else: the label where it is shown, then the outcome, a line each';

export function threadDeviceCommand(context: RunContext): Command {
  return dataCommand(
    'thread',
    'make a Thread device, give its code to the running lab, and let it join',
    LABEL_AND_OUTCOME,
  )
    .option('--eui64 <hex>', 'its EUI-64; an existing device goes on where it stopped')
    .option('--air <host:port>', 'the air of a simulated network; default: the running lab’s', hostAndPort)
    .option('--show-code', 'show the code that is printed on it, and wait until somebody commissions it', false)
    .option('--once-around', 'give up when no network lets it in at once', false)
    .option('--stay', 'stay on the network until Ctrl-C', false)
    .action((options: DeviceThreadOptions) => perform(context, options.json, () => deviceThread(options, context)));
}

async function deviceThread(options: DeviceThreadOptions, context: RunContext): Promise<undefined> {
  const { terminal, clock, random, signal } = context;
  const directory = openDataDirectory(options.dataDir, clock.now());
  const where = whereToLook(options, directory);
  const device = await threadDevice(directory, options.eui64, context);
  const eui64 = toHex(device.birth.eui64);
  const trace = new JourneyTrace('thread');
  let failed = '';
  const onEvent = (event: OnboardingEvent) => {
    const { step, ok, code = '' } = event;
    // A device that waits for somebody to let it in looks again and again: it is told once.
    const isKnown = !ok && failed === `${step} ${code}`;
    failed = ok ? '' : `${step} ${code}`;
    if (trace.add(event) && !isKnown && !options.json) terminal.out(stepLine(event, terminal));
  };
  // A network elsewhere has an owner elsewhere: the code has to be brought there by a person.
  const isShown = options.showCode || options.air !== undefined;
  if (device.membership === undefined) {
    if (isShown) showLabel(device, options.json, terminal);
    else await giveToLab(device, options, context);
  }
  const persistence = options.onceAround ? 'one-round' : 'until-aboard';
  const on = await joinThread({ device, ...where, persistence, onEvent, clock, random, signal });
  try {
    const { networkName, extendedPanId } = on.membership.dataset;
    if (options.json) {
      const network = { networkName, extendedPanId: toHex(extendedPanId), rloc16: on.rloc16 };
      terminal.out(`${JSON.stringify({ ok: true, steps: trace.steps(), device: { eui64 }, network })}\n`);
    } else {
      terminal.out(onThreadText(eui64, networkName));
    }
    if (options.stay) await stopped(context);
  } finally {
    await on.close();
  }
  return undefined;
}

function whereToLook({ air }: DeviceThreadOptions, directory: DataDirectory) {
  if (air !== undefined) return { air: { address: air.host, port: air.port } };
  const { thread } = findRunning(directory);
  if (thread === undefined) throw fail('E_CLI_NOT_RUNNING', 'what runs on this data directory has no Thread network');
  return labAir(thread.airPort, thread.channel);
}

/** What the owner would do with the device in hand. */
async function giveToLab({ birth }: ThreadDevice, options: CommonOptions, context: RunContext): Promise<void> {
  const joiner = { by: 'eui64', eui64: toHex(birth.eui64) } as const;
  const pskd = new TextDecoder().decode(birth.pskd.expose());
  const ask: DomainAsk = (name, input) => askDomain(options, context, name, input);
  await ask('thread.enable', { joiner, pskd, note: 'simulated device' });
  const owner = new LabOwner(ask);
  if (await claimsDecide(owner)) await trustThreadDevice(owner, joiner.eui64);
}

/** The sticker on the device: it is there to be read by whoever has the device in hand. */
function showLabel({ label }: ThreadDevice, json: boolean, terminal: Terminal): void {
  if (json) {
    terminal.out(`${JSON.stringify({ label })}\n`);
    return;
  }
  if (terminal.interactive) terminal.out(`${renderUnicodeCompact(label)}\n`);
  terminal.out(`${styled(terminal, 'bold', 'On its label')}\n  ${label}\n`);
  terminal.note(`Commission it with\n  sallyport thread commission --qr '${label}'\n`);
}
