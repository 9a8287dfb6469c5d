/** `sallyport device brski`: makes one more simulated device at the running lab's factory and brings it aboard. */

import { Device, type DiscoverySource, graspCandidates } from '@sallyport/app-device';
import { toBase64, toHex } from '@sallyport/core';
import type { OnboardingEvent } from '@sallyport/onboarding';
import { Command } from 'commander';
import { openDataDirectory } from '../data/data-directory.ts';
import { obtainPassphrase } from '../data/passphrase.ts';
import { findRunning } from '../data/running.ts';
import { DEFAULTS } from '../defaults.ts';
import { labDiscovery } from '../journey/door.ts';
import { bear, comeAboard, labStation, newSerialNumber } from '../journey/lab.ts';
import { JourneyTrace } from '../journey/trace.ts';
import { hostAndPort } from '../options.ts';
import type { RunContext } from '../run-context.ts';
import { deviceDirectory, stationPassword } from '../services.ts';
import { stepLine } from '../view/journey-view.ts';
import { type CommonOptions, dataCommand, perform } from './common.ts';

interface DeviceOptions extends CommonOptions {
  readonly serial?: string;
  readonly registrar?: { readonly host: string; readonly port: number };
  readonly onceAround: boolean;
  readonly grasp?: string[];
}

export function deviceCommand(context: RunContext): Command {
  return new Command('device').description('bring one more simulated device aboard').addCommand(
    dataCommand('brski', 'make a device at the running lab’s factory and bring it aboard by BRSKI')
      .option('--serial <number>', 'its serial number; an existing one goes on where it stopped')
      .option(
        '--registrar <host:port>',
        'a registrar or join proxy; default: looks for one by multicast DNS',
        hostAndPort,
      )
      .option('--grasp <interface...>', 'listen for join proxies by GRASP on these links too')
      .option('--once-around', 'give up when every candidate has failed once', false)
      .action((options: DeviceOptions) => perform(context, options.json, () => deviceBrski(options, context))),
  );
}

async function deviceBrski(options: DeviceOptions, context: RunContext): Promise<undefined> {
  const { terminal } = context;
  const directory = openDataDirectory(options.dataDir, context.clock.now());
  const lab = findRunning(directory);
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
      const line = labStation(
        { host: lab.host, port: lab.stationPort, user: DEFAULTS.stationUser },
        { anchors: lab.stationAnchors, password: stationPassword(directory, context) },
        context,
      );
      await bear({ device, line, serialNumber, session, events, context });
    }
    const known = { host: lab.host, port: lab.proxyPort ?? lab.registrarPort };
    const where =
      options.registrar === undefined
        ? { discovery: [...labDiscovery(known, undefined), ...graspSources(options.grasp)] }
        : { candidates: [options.registrar] };
    const persistence = options.onceAround ? 'one-round' : 'until-aboard';
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
      terminal.out(`Device ${serialNumber} is aboard: ${ldevid.subject}\n`);
    }
    return undefined;
  } finally {
    await device.close();
  }
}

function graspSources(interfaces: readonly string[] | undefined): readonly DiscoverySource[] {
  return interfaces === undefined ? [] : [graspCandidates({ interfaces })];
}
