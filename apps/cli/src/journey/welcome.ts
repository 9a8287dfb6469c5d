/** The first devices of a lab come aboard, one by each protocol. */

import { Device, joinThread } from '@sallyport/app-device';
import { toHex } from '@sallyport/core';
import type { EventListener } from '@sallyport/onboarding';
import { deviceDirectory } from '../data/device-directory.ts';
import { stationPassword } from '../data/station-password.ts';
import { DEFAULTS } from '../defaults.ts';
import { fail } from '../errors.ts';
import type { RunContext } from '../run-context.ts';
import { printable } from '../terminal.ts';
import { aboardText, onNetworkText, onThreadText } from '../view/journey-view.ts';
import { labDiscovery } from './door.ts';
import { bear, comeAboard, deliver, labStation, newSerialNumber } from './lab.ts';
import { trustDevice, trustMaker, trustThreadDevice } from './lab-claims.ts';
import { devicesAboard } from './lab-devices.ts';
import { knock } from './network-lab.ts';
import type { Lab } from './open-lab.ts';
import { giveCode, labAir, threadDevice } from './thread-lab.ts';

const SHOWN = 5;

/** Brings the first devices aboard, or tells which are aboard already. @throws E_CLI_JOURNEY, E_DEVICE_… */
export async function welcomeDevices(
  lab: Lab,
  events: EventListener,
  say: (text: string) => void,
  context: RunContext,
): Promise<void> {
  const { entries: before, hasMore } = await devicesAboard(lab.domain);
  if (before.length > 0) {
    const more = hasMore ? ' and more' : '';
    say(`${before.length}${more} device(s) aboard from before:\n`);
    for (const { row } of before.slice(0, SHOWN)) say(`  ${printable(row.serialNumber)}\n`);
    return;
  }
  await welcomeByBrski(lab, events, say, context);
  await welcomeByThread(lab, events, say, context);
}

async function welcomeByBrski(
  { house, manufacturer, domain, owner, door, accessPoint }: Lab,
  events: EventListener,
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
    await trustMaker(owner, manufacturer.name, context.clock);
    if (device.birth !== undefined) await trustDevice(owner, device.birth.idevid);
    const discovery = labDiscovery({ host: DEFAULTS.host, port: door.port }, undefined);
    const persistence = 'until-aboard';
    const { ownership } = await comeAboard({ device, discovery, session, events, context, persistence });
    say(aboardText(serialNumber, ownership.ldevid));
    if (accessPoint === undefined) return;
    const { point } = accessPoint;
    const { verdict } = await knock({ point, device, serialNumber, session, events, context });
    if (!verdict.isOpen) throw fail('E_CLI_JOURNEY', `the network did not let ${serialNumber} in`);
    say(onNetworkText(serialNumber, point.ssid));
  } finally {
    await device.close();
  }
}

async function welcomeByThread(
  { house, domain, owner, thread }: Lab,
  events: EventListener,
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
