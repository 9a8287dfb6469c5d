/** What people are told of a lab: where everything listens, and what to try. */

import { resolve } from 'node:path';
import { DEFAULTS } from '../defaults.ts';
import type { Lab } from '../journey/open-lab.ts';
import { printable, styled, type Terminal } from '../terminal.ts';

export function labText({ house, manufacturer, domain, door, thread, accessPoint }: Lab, terminal: Terminal): string {
  const kept = house.passphrase.besideTheKeys ? 'beside them; SALLYPORT_PASSPHRASE keeps it elsewhere' : 'yours';
  const radius = domain.admission.listening?.authenticationPort;
  const asks = accessPoint === undefined ? '' : `, asked by an access point of ${printable(accessPoint.point.ssid)}`;
  return [
    styled(terminal, 'bold', 'Sallyport is up on loopback'),
    `  factory station    https://localhost:${manufacturer.stationPort}`,
    `  MASA               https://localhost:${manufacturer.masaPort}`,
    `  registrar and EST  https://localhost:${domain.port}`,
    `  join proxy         localhost:${door.port}`,
    `  console            ${domain.console?.url ?? 'none'}`,
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
  ['device page', 'a device with a page of its own: onboard, offboard, ping'],
  ['registrar devices', 'see who is aboard'],
  ['sessions', 'see who is on the network'],
  ['why DEVICE', 'see why it may be there'],
  ['claim list', 'see what was claimed, and what of it counts'],
  ['claim distrust device DEVICE', 'put a device out, by a claim'],
  ['revoke DEVICE --refuse', 'put a device off the network, for good'],
  ['policy show', 'see by which rules it is decided'],
  ['manufacturer devices', 'see what was made and sold'],
] as const;

export function whatNext(dataDirectory: string): string {
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
