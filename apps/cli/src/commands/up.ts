/** `sallyport up`: a whole lab on loopback that stays up: manufacturer, owner's domain, and a first device. */

import { resolve } from 'node:path';
import type { AccessPoint } from '@sallyport/app-access-point';
import { Device, joinThread } from '@sallyport/app-device';
import type { Domain } from '@sallyport/app-domain';
import type { Manufacturer } from '@sallyport/app-manufacturer';
import type { RunningJoinProxy } from '@sallyport/app-relay';
import type { ThreadNetwork } from '@sallyport/app-thread-network';
import { toHex } from '@sallyport/core';
import type { OnboardingEvent } from '@sallyport/onboarding';
import type { Command } from 'commander';
import { keptSettings } from '../data/kept-settings.ts';
import { forgetRunning, noteRunning } from '../data/running.ts';
import { DEFAULTS } from '../defaults.ts';
import { fail } from '../errors.ts';
import { labDiscovery, openDoor } from '../journey/door.ts';
import { bear, comeAboard, deliver, followMasa, labStation, newSerialNumber } from '../journey/lab.ts';
import { adoptBuild5, trustDevice, trustMaker, trustThreadDevice } from '../journey/lab-claims.ts';
import { knock, LAB_ADMISSION, openAccessPoint } from '../journey/network-lab.ts';
import { LabOwner } from '../journey/owner.ts';
import { giveCode, labAir, startThreadNetwork, takeCharge, threadDevice } from '../journey/thread-lab.ts';
import { port } from '../options.ts';
import { type RunContext, stopped } from '../run-context.ts';
import {
  deviceDirectory,
  type House,
  openHouse,
  operateHere,
  type Running,
  startDomain,
  startManufacturer,
  stationPassword,
} from '../services.ts';
import { printable, styled } from '../terminal.ts';
import { eventLine } from '../view/event-json.ts';
import { JourneyBoard } from '../view/journey-board.ts';
import { aboardText, onNetworkText, onThreadText } from '../view/journey-view.ts';
import { type CommonOptions, dataCommand, LINES, perform } from './common.ts';
import { admissionOf, type RadiusOptions, withRadius } from './network/radius-options.ts';

interface UpOptions extends CommonOptions, RadiusOptions {
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
  return withRadius(dataCommand('up', 'start a whole lab on loopback, with a first device', LINES))
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

interface Lab {
  readonly house: House;
  readonly manufacturer: Manufacturer;
  readonly domain: Domain;
  readonly owner: LabOwner;
  /** Claims decide when it resolves. */
  readonly adopting: Promise<void>;
  readonly door: RunningJoinProxy;
  readonly thread: ThreadNetwork;
  /** Undefined where the owner's own access points are let ask. */
  readonly accessPoint: AccessPoint | undefined;
}

async function up(options: UpOptions, context: RunContext): Promise<undefined> {
  const { terminal } = context;
  if (terminal.interactive && !options.json) terminal.note('Starting a manufacturer and an owner’s domain …\n');
  const house = openHouse(options.dataDir, context);
  const board = new JourneyBoard(terminal);
  const show = (event: OnboardingEvent) => {
    if (options.json) terminal.out(eventLine(event));
    else board.show(event);
  };
  let isNoted = false;
  const open: Running<unknown>[] = [];
  const keep = <T extends Running<unknown>>(part: T): T => {
    open.push(part);
    return part;
  };
  try {
    const { masaPort, stationPort, registrarPort, owner, network } = options;
    const ports = {
      ...(masaPort === undefined ? {} : { masaPort }),
      ...(stationPort === undefined ? {} : { stationPort }),
    };
    const { service: manufacturer } = keep(await startManufacturer(house, ports, context, show));
    const asked = admissionOf(options);
    const settings = {
      ...(registrarPort === undefined ? {} : { port: registrarPort }),
      ...(owner === undefined ? {} : { owner }),
      ...(network === undefined ? {} : { network }),
      admission: asked ?? LAB_ADMISSION,
    };
    const { service: domain } = keep(await startDomain(house, settings, context, show));
    const labOwner = new LabOwner((name, input) => operateHere(domain, name, input));
    // Inference starts while the rest does. Who has devices from before goes on as it was decided then.
    const adopting = (await devicesOf(domain)).entries.length === 0 ? adoptBuild5(labOwner) : Promise.resolve();
    adopting.catch(() => undefined);
    await followMasa(manufacturer, domain);
    const door = await openDoor({ port: options.proxyPort, registrarPort: domain.port ?? 0 }, context);
    keep({ service: door, close: () => door.close() });
    const thread = await startThreadNetwork(house.directory, options, context, show);
    keep({ service: thread, close: () => thread.close() });
    await takeCharge(domain, thread);
    const ssid = keptSettings(house.directory, 'domain').network ?? DEFAULTS.network;
    const accessPoint = asked === undefined ? await openAccessPoint(domain, ssid, context) : undefined;
    if (accessPoint !== undefined) keep({ service: accessPoint, close: () => accessPoint.close() });
    const lab = {
      ...{ house, manufacturer, domain, owner: labOwner, adopting },
      ...{ door, thread, accessPoint: accessPoint?.point },
    };
    isNoted = true;
    noteRunning(house.directory, {
      pid: process.pid,
      host: DEFAULTS.host,
      registrarPort: domain.port ?? 0,
      stationPort: manufacturer.stationPort ?? 0,
      proxyPort: door.port,
      thread: { airPort: thread.airPort ?? 0, channel: thread.dataset.channel.number },
      stationAnchors: manufacturer.masaTlsAnchors,
    });
    if (!options.json) terminal.out(greeting(lab, context));
    const say = options.json ? () => {} : (text: string) => terminal.out(text);
    await welcomeDevices(lab, show, say, context);
    if (!options.json && !context.signal.aborted) terminal.out(whatNext(options.dataDir));
    await stopped(context);
    if (!options.json) terminal.out('\nGoing down; everything is kept.\n');
  } finally {
    if (isNoted) forgetRunning(house.directory);
    for (const part of open.reverse()) await part.close();
  }
  return undefined;
}

/** Brings the first device aboard, or tells which are aboard already. */
async function welcomeDevices(
  lab: Lab,
  events: (event: OnboardingEvent) => void,
  say: (text: string) => void,
  context: RunContext,
): Promise<void> {
  const { domain } = lab;
  const { entries: before, hasMore } = await devicesOf(domain);
  if (before.length > 0) {
    const more = hasMore ? ' and more' : '';
    say(`${before.length}${more} device(s) aboard from before:\n`);
    for (const { row } of before.slice(0, 5)) say(`  ${printable(row.serialNumber)}\n`);
    return;
  }
  await welcomeByBrski(lab, events, say, context);
  await welcomeByThread(lab, events, say, context);
}

/** Those that are aboard, by whichever protocol. */
async function devicesOf(domain: Domain) {
  const states = ['aboard', 'entrusted'] as const;
  const pages = await Promise.all(states.map((state) => domain.devices.page({ state, limit: 1000 })));
  const hasMore = pages.some(({ next }) => next !== undefined);
  return { entries: pages.flatMap(({ entries }) => entries), hasMore };
}

async function welcomeByBrski(
  { house, manufacturer, domain, owner, adopting, door, accessPoint }: Lab,
  events: (event: OnboardingEvent) => void,
  say: (text: string) => void,
  context: RunContext,
): Promise<void> {
  const serialNumber = newSerialNumber(context.random);
  const session = toHex(context.random.bytes(8));
  const storage = { directory: deviceDirectory(house.directory, serialNumber), passphrase: house.passphrase.secret };
  const device = await Device.open({ storage });
  try {
    const line = labStation(
      { host: DEFAULTS.host, port: manufacturer.stationPort ?? 0, user: DEFAULTS.stationUser },
      { anchors: manufacturer.masaTlsAnchors, password: stationPassword(house.directory, context) },
      context,
    );
    await bear({ device, line, serialNumber, session, events, context });
    await deliver(manufacturer, domain, [serialNumber]);
    await adopting;
    await trustMaker(owner, manufacturer.name, context.clock);
    if (device.birth !== undefined) await trustDevice(owner, device.birth.idevid);
    const discovery = labDiscovery({ host: DEFAULTS.host, port: door.port }, undefined);
    // The first proxy that is heard may be another lab's on this machine, which refuses the device.
    const persistence = 'until-aboard';
    const { ownership } = await comeAboard({ device, discovery, session, events, context, persistence });
    say(aboardText(serialNumber, ownership.ldevid));
    if (accessPoint === undefined) return;
    const { verdict } = await knock({ point: accessPoint, device, serialNumber, session, events, context });
    if (!verdict.isOpen) throw fail('E_CLI_JOURNEY', `the network did not let ${serialNumber} in`);
    say(onNetworkText(serialNumber, accessPoint.ssid));
  } finally {
    await device.close();
  }
}

async function welcomeByThread(
  { house, domain, owner, thread }: Lab,
  events: (event: OnboardingEvent) => void,
  say: (text: string) => void,
  context: RunContext,
): Promise<void> {
  const device = await threadDevice(house.directory, undefined, context);
  await giveCode(domain, thread, device, 'the first Thread device of the lab');
  await trustThreadDevice(owner, toHex(device.birth.eui64));
  const air = labAir(thread.airPort ?? 0, thread.dataset.channel.number);
  const { clock, random, signal } = context;
  const on = await joinThread({ device, ...air, onEvent: events, clock, random, signal });
  await on.close();
  say(onThreadText(toHex(device.birth.eui64), on.membership.dataset.networkName));
}

function greeting({ house, manufacturer, domain, door, thread, accessPoint }: Lab, { terminal }: RunContext): string {
  const kept = house.passphrase.besideTheKeys ? 'beside them; SALLYPORT_PASSPHRASE keeps it elsewhere' : 'yours';
  const radius = domain.admission.listening?.authenticationPort;
  const asks = accessPoint === undefined ? '' : `, asked by an access point of ${printable(accessPoint.ssid)}`;
  return [
    styled(terminal, 'bold', 'Sallyport is up on loopback'),
    `  factory station    https://localhost:${manufacturer.stationPort}`,
    `  MASA               https://localhost:${manufacturer.masaPort}`,
    `  registrar and EST  https://localhost:${domain.port}`,
    `  join proxy         localhost:${door.port}`,
    `  RADIUS             UDP port ${radius}${asks}`,
    `  Thread network     ${printable(thread.dataset.networkName)}, border agent on UDP port ${thread.borderAgentPort}`,
    `  keys and logs      ${house.directory.path}`,
    `  passphrase         ${kept}`,
    '',
    '',
  ].join('\n');
}

const TO_TRY = [
  ['device brski', 'bring another device aboard by BRSKI'],
  ['device thread', 'bring another device aboard by Thread'],
  ['registrar devices', 'see who is aboard'],
  ['sessions', 'see who is on the network'],
  ['why DEVICE', 'see why it may be there'],
  ['claim list', 'see what was claimed, and what of it counts'],
  ['claim distrust device DEVICE', 'put a device out, by a claim'],
  ['revoke DEVICE --refuse', 'put a device off the network, for good'],
  ['policy show', 'see by which rules it is decided'],
  ['manufacturer devices', 'see what was made and sold'],
] as const;

function whatNext(dataDirectory: string): string {
  const isElsewhere = dataDirectory !== DEFAULTS.dataDirectory;
  const width = Math.max(...TO_TRY.map(([command]) => command.length));
  return [
    '',
    'Leave this running, and in another terminal try:',
    ...(isElsewhere ? [`  export SALLYPORT_DATA_DIR=${resolve(dataDirectory)}`] : []),
    ...TO_TRY.map(([command, purpose]) => `  npx sallyport ${command.padEnd(width)}   ${purpose}`),
    'Ctrl-C ends; a restart goes on from here.',
    '',
  ].join('\n');
}
