/** `sallyport device page`: a simulated device with a page of its own, on which a person brings it aboard and takes it off again. */

import { Device, DeviceLife, type NetworkInReach, servePage } from '@sallyport/app-device';
import { isSallyportError, reasonOf, type Timer, toHex } from '@sallyport/core';
import type { OnboardingEvent } from '@sallyport/onboarding';
import type { Command } from 'commander';
import { type DataDirectory, openDataDirectory } from '../data/data-directory.ts';
import { deviceDirectory } from '../data/device-directory.ts';
import { obtainPassphrase } from '../data/passphrase.ts';
import { findRunning } from '../data/running.ts';
import { stationPassword } from '../data/station-password.ts';
import { DEFAULTS } from '../defaults.ts';
import { labDiscovery } from '../journey/door.ts';
import { bear, labStation, newSerialNumber } from '../journey/lab.ts';
import { claimsDecide, trustDevice } from '../journey/lab-claims.ts';
import { RADIUS_NAME } from '../journey/network-lab.ts';
import { LabOwner } from '../journey/owner.ts';
import { port } from '../options.ts';
import { type RunContext, stopped } from '../run-context.ts';
import { askDomain } from '../services/reach.ts';
import { printable, styled } from '../terminal.ts';
import { eventLine } from '../view/event-json.ts';
import { stepLine } from '../view/journey-view.ts';
import { type CommonOptions, dataCommand, LINES, perform } from './common.ts';

interface PageOptions extends CommonOptions {
  readonly serial?: string;
  readonly port: number;
  readonly stranger: boolean;
}

/** Waits keep the process: a page that nobody looks at has nothing else that does. */
const TIMER: Timer = {
  after(span, act) {
    const timeout = setTimeout(act, span);
    return () => clearTimeout(timeout);
  },
};

export function devicePageCommand(context: RunContext): Command {
  return dataCommand('page', 'give a device of the running lab a page: Onboard, Offboard, Ping, and its log', LINES)
    .option('--serial <number>', 'its serial number; an existing one goes on where it stopped')
    .option('--port <port>', 'port of the page on loopback; 0 for one that is free', port, 0)
    .option('--stranger', 'let the owner of the running lab claim nothing of it', false)
    .action((options: PageOptions) => perform(context, options.json, () => devicePage(options, context)));
}

async function devicePage(options: PageOptions, context: RunContext): Promise<undefined> {
  const { terminal, clock, random } = context;
  const directory = openDataDirectory(options.dataDir, clock.now());
  const serialNumber = options.serial ?? newSerialNumber(random);
  const passphrase = obtainPassphrase(directory, context.environment, random).secret;
  const device = await Device.open({ storage: { directory: deviceDirectory(directory, serialNumber), passphrase } });
  try {
    const events = (event: OnboardingEvent) =>
      terminal.out(options.json ? eventLine(event) : stepLine(event, terminal));
    if (device.birth === undefined) await takeThroughFactory({ device, serialNumber, directory, events, context });
    if (!options.stranger && !device.isConfigured) await greet(device, options.dataDir, context);
    const life = new DeviceLife({
      ...{ device, clock, random, timer: TIMER, onEvent: events },
      where: () => {
        const { host, proxyPort, registrarPort } = findRunning(directory);
        return { discovery: labDiscovery({ host, port: proxyPort ?? registrarPort }, undefined) };
      },
      network: () => networkOf(directory),
    });
    try {
      await serveUntilStopped(life, serialNumber, options, context);
    } finally {
      await life.close();
    }
    return undefined;
  } finally {
    await device.close();
  }
}

interface Birth {
  readonly device: Device;
  readonly serialNumber: string;
  readonly directory: DataDirectory;
  readonly events: (event: OnboardingEvent) => void;
  readonly context: RunContext;
}

async function takeThroughFactory({ device, serialNumber, directory, events, context }: Birth): Promise<void> {
  const { host, stationPort, stationAnchors: anchors } = findRunning(directory);
  const address = { host, port: stationPort, user: DEFAULTS.stationUser };
  const line = labStation(address, { anchors, password: stationPassword(directory, context) }, context);
  await bear({ device, line, serialNumber, session: toHex(context.random.bytes(8)), events, context });
}

/** The owner of the running lab trusts the devices that are made for it, where claims decide. */
async function greet({ birth }: Device, dataDirectory: string, context: RunContext): Promise<void> {
  const owner = new LabOwner((name, input) => askDomain({ dataDir: dataDirectory }, context, name, input));
  if (birth !== undefined && (await claimsDecide(owner))) await trustDevice(owner, birth.idevid);
}

/** The running lab's access point. None while the lab is away: the page says so, and asks again. */
function networkOf(directory: DataDirectory): NetworkInReach | undefined {
  try {
    const { host, accessPoint } = findRunning(directory);
    if (accessPoint === undefined) return undefined;
    return { name: accessPoint.ssid, host, port: accessPoint.airPort, serverNames: [RADIUS_NAME] };
  } catch (thrown) {
    if (isSallyportError(thrown, 'E_CLI_NOT_RUNNING')) return undefined;
    throw thrown;
  }
}

async function serveUntilStopped(
  life: DeviceLife,
  serialNumber: string,
  options: PageOptions,
  context: RunContext,
): Promise<void> {
  const { terminal } = context;
  const onError = (error: unknown) => terminal.note(`page: ${printable(reasonOf(error))}\n`);
  const server = await servePage({ life, port: options.port, onError });
  try {
    const url = `http://localhost:${server.port}/`;
    if (options.json) terminal.out(`${JSON.stringify({ event: 'page', serialNumber, url })}\n`);
    else terminal.out(`${styled(terminal, 'bold', printable(serialNumber))} has its page at\n  ${url}\nCtrl-C ends.\n`);
    await stopped(context);
  } finally {
    await server.close();
  }
}
