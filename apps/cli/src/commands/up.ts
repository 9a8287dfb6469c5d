/** `sallyport up`: a whole lab on loopback that stays up: manufacturer, owner's domain, and a first device. */

import type { OnboardingEvent } from '@sallyport/onboarding';
import type { Command } from 'commander';
import { forgetRunning, noteRunning } from '../data/running.ts';
import { DEFAULTS } from '../defaults.ts';
import { type Lab, type LabSettings, openLab } from '../journey/open-lab.ts';
import { welcomeDevices } from '../journey/welcome.ts';
import { port } from '../options.ts';
import { type RunContext, stopped } from '../run-context.ts';
import { consoleEntry } from '../services/console-entry.ts';
import { openHouse } from '../services/house.ts';
import { consoleJson, consoleText } from '../view/console-view.ts';
import { eventLine } from '../view/event-json.ts';
import { JourneyBoard } from '../view/journey-board.ts';
import { labText, whatNext } from '../view/lab-view.ts';
import { type CommonOptions, dataCommand, LINES, perform } from './common.ts';
import { type ConsoleOptions, consoleOf, withConsole } from './console-options.ts';
import { admissionOf, type RadiusOptions, withRadius } from './network/radius-options.ts';

interface UpOptions extends CommonOptions, RadiusOptions, ConsoleOptions {
  readonly registrarPort?: number;
  readonly proxyPort: number;
  readonly masaPort?: number;
  readonly stationPort?: number;
  readonly borderAgentPort: number;
  readonly airPort: number;
  readonly owner?: string;
  readonly network?: string;
}

export function upCommand(context: RunContext): Command {
  return withConsole(withRadius(dataCommand('up', 'start a whole lab on loopback, with a first device', LINES)))
    .option(
      '--registrar-port <port>',
      `port of the registrar and EST (default: ${DEFAULTS.registrarPort}, then as before)`,
      port,
    )
    .option('--proxy-port <port>', 'port of the join proxy', port, DEFAULTS.proxyPort)
    .option('--masa-port <port>', `port of the MASA (default: ${DEFAULTS.masaPort}, then as before)`, port)
    .option(
      '--station-port <port>',
      `port of the factory station (default: ${DEFAULTS.stationPort}, then as before)`,
      port,
    )
    .option(
      '--border-agent-port <port>',
      "UDP port of the Thread network's border agent",
      port,
      DEFAULTS.borderAgentPort,
    )
    .option('--air-port <port>', 'UDP port where simulated Thread devices reach the air', port, DEFAULTS.airPort)
    .option('--owner <name>', "the owner's name, as it stands in new certificates")
    .option('--network <name>', 'the target network that LDevIDs are for, for example an SSID')
    .action((options: UpOptions) => perform(context, options.json, () => up(options, context)));
}

function settingsOf(options: UpOptions): LabSettings {
  const { masaPort, stationPort, registrarPort, owner, network, proxyPort, borderAgentPort, airPort } = options;
  const lookedAt = consoleOf(options);
  return {
    manufacturer: {
      ...(masaPort === undefined ? {} : { masaPort }),
      ...(stationPort === undefined ? {} : { stationPort }),
    },
    domain: {
      ...(registrarPort === undefined ? {} : { port: registrarPort }),
      ...(owner === undefined ? {} : { owner }),
      ...(network === undefined ? {} : { network }),
      ...(lookedAt === undefined ? {} : { console: lookedAt }),
    },
    admission: admissionOf(options),
    ...{ proxyPort, borderAgentPort, airPort },
  };
}

async function up(options: UpOptions, context: RunContext): Promise<undefined> {
  const { terminal } = context;
  if (terminal.interactive && !options.json) terminal.note('Starting a manufacturer and an owner’s domain …\n');
  const house = openHouse(options.dataDir, context);
  const board = new JourneyBoard(terminal);
  const events = (event: OnboardingEvent) => {
    if (options.json) terminal.out(eventLine(event));
    else board.show(event);
  };
  const say = options.json ? () => {} : (text: string) => terminal.out(text);
  const opened = new AsyncDisposableStack();
  try {
    const lab = await openLab(house, settingsOf(options), events, context, opened);
    opened.defer(() => forgetRunning(house.directory));
    note(lab);
    say(labText(lab, terminal));
    await welcomeDevices(lab, events, say, context);
    const entry = await consoleEntry(lab.domain);
    if (entry !== undefined && options.json) terminal.out(`${JSON.stringify(consoleJson(entry))}\n`);
    if (!context.signal.aborted) {
      if (entry !== undefined) say(`\n${consoleText(entry, terminal)}`);
      say(whatNext(options.dataDir));
    }
    await stopped(context);
    say('\nGoing down; everything is kept.\n');
  } finally {
    await opened.disposeAsync();
  }
  return undefined;
}

/** For other commands, which look for the lab. */
function note({ house, manufacturer, domain, door, thread, accessPoint }: Lab): void {
  noteRunning(house.directory, {
    pid: process.pid,
    host: DEFAULTS.host,
    registrarPort: domain.port ?? 0,
    stationPort: manufacturer.stationPort ?? 0,
    proxyPort: door.port,
    thread: { airPort: thread.airPort ?? 0, channel: thread.dataset.channel.number },
    accessPoint: accessPoint && { airPort: accessPoint.air.port, ssid: accessPoint.point.ssid },
    stationAnchors: manufacturer.masaTlsAnchors,
  });
}
