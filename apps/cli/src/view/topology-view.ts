/** A Thread network for people: its routers with their children, how well they hear each other, and who was silent. */

import type { JsonValue } from '@sallyport/core';
import type { DomainAnswer } from '../services/ask.ts';
import { printable, styled, type Terminal } from '../terminal.ts';
import { timeText } from './words.ts';

type Topology = DomainAnswer<'thread.topology'>;
type Router = Topology['routers'][number];
type Node = Pick<Router, 'rloc16' | 'eui64' | 'extendedAddress' | 'device' | 'vendor' | 'model' | 'isSleepy'>;

export function topologyText({ at, partitionId, routers, links, silent }: Topology, terminal: Terminal): string {
  const partition = partitionId === null ? '' : `, partition ${partitionId}`;
  const lines = [styled(terminal, 'bold', `as of ${timeText(at)}${partition}`)];
  if (routers.length === 0) lines.push('no router answered');
  for (const router of routers) {
    lines.push(`${nodeText(router)}${rolesText(router)}`);
    for (const child of router.children) {
      lines.push(
        `  ${nodeText(child)}, a child${child.isSleepy === true ? ' that sleeps' : ''}${heard(child.quality)}`,
      );
    }
  }
  if (links.length > 0) lines.push('', styled(terminal, 'bold', 'links, from 0 (none) to 3 (good)'));
  for (const { ends, there, back } of links) {
    const [one, other] = ends.map((id) => routers.find(({ routerId }) => routerId === id)?.rloc16 ?? `router ${id}`);
    lines.push(`${one} – ${other}  ${there ?? '?'} there, ${back ?? '?'} back`);
  }
  if (silent.length > 0) lines.push('', `asked and silent: ${silent.map(printable).join(', ')}`);
  return `${lines.join('\n')}\n`;
}

export function codeForPeople({ eui64, joinerId, device, others }: DomainAnswer<'thread.read-code'>): JsonValue {
  return {
    eui64,
    joinerId,
    device: device === null ? 'not known yet' : `${device.manufacturer}/${device.serialNumber}`,
    ...(Object.keys(others).length === 0 ? {} : { others }),
  };
}

function nodeText({ rloc16, device, eui64, extendedAddress, vendor, model }: Node): string {
  const who = device?.serialNumber ?? eui64 ?? extendedAddress ?? 'unknown';
  const make = [vendor, model].filter((each) => each !== null).join(' ');
  return printable(`${rloc16}  ${who}${make === '' ? '' : ` (${make})`}`);
}

function rolesText({ isLeader, isBorderAgent, hasAnswered }: Router): string {
  const roles = [
    ...(isLeader ? ['leader'] : []),
    ...(isBorderAgent ? ['border agent'] : []),
    ...(hasAnswered ? [] : ['did not answer: others name it']),
  ];
  return roles.length === 0 ? '' : `, ${roles.join(', ')}`;
}

function heard(quality: number | null): string {
  return quality === null ? '' : `, heard ${quality}`;
}
