/** Puts into a house what its views have words for: devices that were let in, distrusted, put out and refused, and claims of each kind. */

import { didKeySigner, makeClaim, signJose } from '@sallyport/assurance-claims';
import { systemClock, toBase64, utf8 } from '@sallyport/core';
import { generateKeyPair, softwareSigner } from '@sallyport/pki';
import { type ConsoleHouse, LAMP_TYPE } from './house.ts';
import { LAMP_BILL, LAMP_MUD } from './lamp-documents.ts';

const ADA = 'ada@example.com';
const ADDRESS = '192.0.2.10';
const DENIED = '203.0.113.9';
const RETIRED_TYPE = 'retired-lamp';
const WHY = 'Left at a neighbour’s.';
const OWN_RULE = 'Nobody wants lamps at night.';
const NOTE = 'Bought at the flea market.';

/** What people and makers of this house wrote and named, as it stands on pages. */
export const WRITTEN: readonly RegExp[] = [
  WHY,
  OWN_RULE,
  NOTE,
  'A lamp that asks its hub.',
  'the lamp of the hall',
].map((text) => new RegExp(`(?:^|[^\\p{L}])${text.replaceAll('.', '\\.')}`, 'u'));

/**
 * Devices: LAMP-1 is aboard, LAMP-2 put out for good, LAMP-3 distrusted, LAMP-4 of a type that is vulnerable; LAMP-5 went where it must
 * not, and LAMP-STRANGER was refused.
 */
export async function furnish(house: ConsoleHouse): Promise<void> {
  for (const number of [1, 2, 3, 5]) await house.deviceOnNetwork(`LAMP-${number}`, { model: 'Lamp 3' });
  await house.lab.bear(house.manufacturer, 'LAMP-FACTORY');
  const stranger = await house.lab.bear(house.manufacturer, 'LAMP-STRANGER');
  await house.lab.bringAboard(stranger, house.domain).catch(() => undefined);
  const retired = house.life(await house.device('LAMP-4', { deviceType: RETIRED_TYPE }));
  await house.claim('Vulnerability', { ...VULNERABILITY, deviceType: RETIRED_TYPE });
  await house.claim('DeviceTypeVulnerable', { deviceType: RETIRED_TYPE, vulnerable: true, reason: WHY });
  retired.onboard();
  await retired.settled();
  await house.claim('Distrust', { id: 'LAMP-3', role: 'device', reason: WHY });
  await house.ask('devices.offboard', { manufacturer: house.maker, serialNumber: 'LAMP-2', note: NOTE });
  await seeContact(house, 'LAMP-5');
  await house.joinThread();
  await house.ask('sbom.declare', { deviceType: LAMP_TYPE, sbom: toBase64(utf8(JSON.stringify(LAMP_BILL))) });
  await house.claim('Mud', {
    deviceType: LAMP_TYPE,
    mud: { url: 'https://example.com/lamp.json', document: LAMP_MUD },
  });
  await house.claim('Trust', { id: ADA, role: 'person', rights: ['connect-devices', 'trust-manufacturers'] });
  await house.claim('Purchase', { id: 'LAMP-1', buyer: ADA, deviceType: LAMP_TYPE });
  await house.claim('DeviceType', { id: 'LAMP-1', deviceType: LAMP_TYPE });
  await house.ask('claims.retract', {
    id: await house.claim('OwnerDeclaration', { id: 'LAMP-1', deviceType: 'desk-lamp' }),
    reason: WHY,
  });
  await house.ask('policy.replace', {
    rule: 'at_night',
    about: OWN_RULE,
    source: 'at_night(Device) :- made_by(Device, _), lampless(Device).',
  });
  await house.ask('lists.add', { list: 'devices', match: 'somebody/else', note: NOTE });
  await sayAsStranger(house);
}

/** A router saw the device talk with somebody who is on a denylist. */
async function seeContact(house: ConsoleHouse, device: string): Promise<void> {
  await house.ask('addresses.set', { device, addresses: [ADDRESS] });
  await house.ask('denylist.import', { name: 'bot-net', destinations: [DENIED] });
  const at = house.domain.now().toISOString();
  const flow = { at, source: ADDRESS, destination: DENIED, destinationPort: 443, protocol: 'tcp' };
  await house.ask('flows.submit', { flows: toBase64(utf8(JSON.stringify(flow))) });
}

/** Somebody whom nobody here vouches for says something, and somebody sends what is no claim. */
async function sayAsStranger(house: ConsoleHouse): Promise<void> {
  const signer = didKeySigner(softwareSigner(generateKeyPair('Ed25519').privateKey));
  const subject = { deviceType: LAMP_TYPE, vulnerable: true, reason: WHY };
  const claim = makeClaim({
    type: 'DeviceTypeVulnerable',
    issuer: signer.issuer,
    validFrom: systemClock.now(),
    subject,
  });
  for (const bytes of [utf8(await signJose(claim, { signer })), utf8('{"type":"Trust"}')]) {
    await house.ask('claims.submit', { claim: toBase64(bytes) });
  }
}

const VULNERABILITY = { vulnerability: 'CVE-2021-42378', score: 9.8, component: 'pkg:generic/busybox@1.2.3' };
