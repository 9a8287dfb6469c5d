/** `sallyport device`: simulated devices. By BRSKI: makes one more simulated device at the running lab's factory and brings it aboard. */

import { Device, type FactoryLine, graspCandidates, mdnsCandidates } from '@sallyport/app-device';
import { Secret, toBase64, toHex } from '@sallyport/core';
import type { OnboardingEvent } from '@sallyport/onboarding';
import { Certificate } from '@sallyport/pki';
import { Command } from 'commander';
import { type DataDirectory, openDataDirectory } from '../data/data-directory.ts';
import { deviceDirectory } from '../data/device-directory.ts';
import { readInput } from '../data/named-files.ts';
import { obtainPassphrase } from '../data/passphrase.ts';
import { findRunning } from '../data/running.ts';
import { stationPassword } from '../data/station-password.ts';
import { DEFAULTS } from '../defaults.ts';
import { fail } from '../errors.ts';
import { labDiscovery } from '../journey/door.ts';
import { bear, comeAboard, labStation, newSerialNumber, type WayAboard } from '../journey/lab.ts';
import { claimsDecide, trustDevice } from '../journey/lab-claims.ts';
import { LabOwner } from '../journey/owner.ts';
import { stayUntilStopped } from '../journey/stay.ts';
import { JourneyTrace } from '../journey/trace.ts';
import { hostAndPort } from '../options.ts';
import type { RunContext } from '../run-context.ts';
import { askDomain } from '../services/reach.ts';
import { aboardText, stepLine } from '../view/journey-view.ts';
import { type CommonOptions, dataCommand, perform } from './common.ts';
import { devicePageCommand } from './device-page.ts';
import { threadDeviceCommand } from './thread/device.ts';

interface DeviceOptions extends CommonOptions {
  readonly serial?: string;
  readonly registrar?: { readonly host: string; readonly port: number };
  readonly onceAround: boolean;
  readonly stay: boolean;
  readonly stranger: boolean;
  readonly grasp?: string[];
  readonly mdns?: string;
  readonly station?: { readonly host: string; readonly port: number };
  readonly stationAnchor?: string;
  readonly stationPasswordFile?: string;
}

export function deviceCommand(context: RunContext): Command {
  return new Command('device')
    .description('bring one more simulated device aboard')
    .addCommand(brskiDeviceCommand(context))
    .addCommand(threadDeviceCommand(context))
    .addCommand(devicePageCommand(context));
}

function brskiDeviceCommand(context: RunContext): Command {
  return dataCommand('brski', 'make a device at the running lab’s factory and bring it aboard by BRSKI')
    .option('--serial <number>', 'its serial number; an existing one goes on where it stopped')
    .option('--station <host:port>', "a factory station; default: the running lab's", hostAndPort)
    .option('--station-anchor <file>', "PEM of what the station's TLS certificate leads to")
    .option('--station-password-file <file>', 'file with the password of the station')
    .option(
      '--registrar <host:port>',
      'a registrar or join proxy; default: found as the running lab announces it',
      hostAndPort,
    )
    .option('--grasp <interface...>', 'listen for join proxies by GRASP on these links')
    .option('--mdns <interface>', 'look for join proxies and registrars by multicast DNS on this link')
    .option('--stranger', 'let the owner of the running lab claim nothing of it', false)
    .option('--once-around', 'give up when every candidate has failed once', false)
    .option('--stay', 'stay: renew the certificate in time, and come back by itself when it counts no more', false)
    .action((options: DeviceOptions) => perform(context, options.json, () => deviceBrski(options, context)));
}

async function deviceBrski(options: DeviceOptions, context: RunContext): Promise<undefined> {
  const { terminal } = context;
  const directory = openDataDirectory(options.dataDir, context.clock.now());
  const trace = new JourneyTrace();
  const events = (event: OnboardingEvent) => {
    if (trace.add(event) && !options.json) terminal.out(stepLine(event, terminal));
  };
  const session = toHex(context.random.bytes(8));
  const serialNumber = options.serial ?? newSerialNumber(context.random);
  const passphrase = obtainPassphrase(directory, context.environment, context.random).secret;
  const device = await Device.open({ storage: { directory: deviceDirectory(directory, serialNumber), passphrase } });
  try {
    if (device.birth === undefined) {
      const line = lineFor(options, directory, context);
      await bear({ device, line, serialNumber, session, events, context });
    }
    const persistence = options.onceAround ? 'one-round' : 'until-aboard';
    const where = whereToLook(options, directory);
    // A device that has an owner goes on where it stopped.
    if (options.stay && device.isConfigured) {
      await stayUntilStopped({ device, where, events, json: options.json }, context);
      return undefined;
    }
    if (!options.stranger && !device.isConfigured) await greet(device, options, context);
    const aboard = await comeAboard({ device, ...where, session, events, context, persistence });
    const { ldevid } = aboard.ownership;
    if (options.json) {
      const result = {
        ok: true,
        steps: trace.steps(),
        device: { serialNumber, idevid: device.birth?.idevid.toPem(), ldevid: ldevid.toPem() },
        voucher: toBase64(aboard.voucher),
      };
      terminal.out(`${JSON.stringify(result)}\n`);
    } else {
      terminal.out(aboardText(serialNumber, ldevid));
    }
    if (options.stay) await stayUntilStopped({ device, where, events, json: options.json }, context);
    return undefined;
  } finally {
    await device.close();
  }
}

/** The owner of the running lab trusts the devices that are made for it, where claims decide. */
async function greet({ birth }: Device, { dataDir, registrar, grasp, mdns }: DeviceOptions, context: RunContext) {
  const isElsewhere = registrar !== undefined || grasp !== undefined || mdns !== undefined;
  if (isElsewhere || birth === undefined) return;
  const owner = new LabOwner((name, input) => askDomain({ dataDir }, context, name, input));
  if (await claimsDecide(owner)) await trustDevice(owner, birth.idevid);
}

/** The factory station that was named, else the running lab's. */
function lineFor(options: DeviceOptions, directory: DataDirectory, context: RunContext): FactoryLine {
  const { station, stationAnchor, stationPasswordFile } = options;
  if (station === undefined) {
    const lab = findRunning(directory);
    const address = { host: lab.host, port: lab.stationPort, user: DEFAULTS.stationUser };
    return labStation(address, { anchors: lab.stationAnchors, password: stationPassword(directory, context) }, context);
  }
  if (stationAnchor === undefined || stationPasswordFile === undefined) {
    throw fail('E_CLI_USAGE', '--station needs --station-anchor and --station-password-file');
  }
  const [password = ''] = new TextDecoder().decode(readInput(stationPasswordFile)).split(/\r?\n/, 1);
  return labStation(
    { ...station, user: DEFAULTS.stationUser },
    {
      anchors: Certificate.allFromPem(new TextDecoder().decode(readInput(stationAnchor))),
      password: Secret.of(password),
    },
    context,
  );
}

/** The registrar that was named; else whatever discovery finds, with the running lab's proxy as a last resort. */
function whereToLook(options: DeviceOptions, directory: DataDirectory): Pick<WayAboard, 'candidates' | 'discovery'> {
  if (options.registrar !== undefined) return { candidates: [options.registrar] };
  if (options.grasp !== undefined) return { discovery: [graspCandidates({ interfaces: options.grasp })] };
  if (options.mdns !== undefined) return { discovery: [mdnsCandidates({ interface: options.mdns })] };
  const lab = findRunning(directory);
  return { discovery: labDiscovery({ host: lab.host, port: lab.proxyPort ?? lab.registrarPort }, undefined) };
}
