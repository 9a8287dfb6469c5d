/** Real multicast, on a port of its own so that other GRASP speakers on this machine are neither heard nor disturbed. */

import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  announceFloods,
  type Family,
  type GraspInterface,
  IPPROTO_TCP,
  listenForFloods,
  type Offer,
  offerAddress,
} from '@sallyport/grasp';
import { withCode } from '@sallyport/testing';
import { GraspLink } from '../src/grasp-link.ts';
import { chooseInterfaces } from '../src/network-interfaces.ts';

function usable(family: Family): readonly GraspInterface[] {
  try {
    return [...chooseInterfaces(undefined, family)];
  } catch {
    return [];
  }
}

function loopback(): readonly GraspInterface[] {
  try {
    return chooseInterfaces(['lo'], 'IPv4');
  } catch {
    return [];
  }
}

/** Whether a datagram to the group comes back on an interface. */
async function echoes(on: GraspInterface): Promise<boolean> {
  const heard = Promise.withResolvers<boolean>();
  const port = randomInt(20_000, 32_000);
  try {
    const link = await GraspLink.open({ on, port, listen: true, onDatagram: () => heard.resolve(true) });
    await link.send(Uint8Array.of(1));
    const result = await Promise.race([heard.promise, sleep(300, false)]);
    await link.close();
    return result;
  } catch {
    return false;
  }
}

async function firstThatEchoes(candidates: readonly GraspInterface[]): Promise<GraspInterface | undefined> {
  for (const candidate of candidates) if (await echoes(candidate)) return candidate;
  return undefined;
}

const onIPv6 = await firstThatEchoes(usable('IPv6'));
const onIPv4 = await firstThatEchoes([...loopback(), ...usable('IPv4')]);

async function until(condition: () => boolean, what: string): Promise<void> {
  const deadline = performance.now() + 5000;
  while (!condition()) {
    assert.ok(performance.now() < deadline, `waited in vain for ${what}`);
    await sleep(5);
  }
}

async function journey(on: GraspInterface): Promise<void> {
  const { family } = on;
  const port = randomInt(20_000, 32_000);
  const up: Offer[] = [];
  const down: Offer[] = [];
  const dropped: Error[] = [];
  const scope = family === 'IPv6' || on.internal ? 'link-local' : 'domain';
  const listening = await listenForFloods(
    { objectives: ['AN_Proxy'], scope, interfaces: [on.name], family, port },
    { up: (offer) => up.push(offer), down: (offer) => down.push(offer), dropped: (error) => dropped.push(error) },
  );
  let service = 4443;
  const announcement = await announceFloods({
    objectives: ({ address }) => [
      {
        objective: { name: 'AN_Proxy', flags: 4, loopCount: 1, value: '' },
        locator: { type: family === 'IPv6' ? 'ipv6' : 'ipv4', address, protocol: IPPROTO_TCP, port: service },
      },
    ],
    interfaces: [on.name],
    family,
    port,
    interval: 100,
  });
  await until(() => up.length === 1, 'the first flood');
  assert.equal(up[0]?.locator?.port, 4443);
  assert.equal(offerAddress(up[0]), family === 'IPv6' ? `${on.address}%${on.name}` : on.address);
  await sleep(250);
  assert.equal(up.length, 1);
  service = 5443;
  announcement.update();
  await until(() => up.length === 2 && down.length === 1, 'the update, and the end of what it replaced');
  const attacker = await GraspLink.open({ on, port, listen: false });
  for (const shot of [new Uint8Array(0), new Uint8Array(3000), Uint8Array.of(0xff)]) await attacker.send(shot);
  await attacker.close();
  await until(() => dropped.length === 3, 'three refusals');
  assert.deepEqual(
    dropped.map((error) => 'code' in error && error.code),
    ['E_GRASP_CBOR', 'E_GRASP_TOO_LARGE', 'E_GRASP_CBOR'],
  );
  await announcement.close();
  await until(() => listening.offers().length === 0, 'the withdrawal');
  assert.equal(down.length, 2);
  await listening.close();
}

describe('real multicast', () => {
  it('carries floods over IPv6 on a link', {
    skip: onIPv6 === undefined && 'no interface echoes IPv6 multicast',
  }, async () => {
    if (onIPv6 !== undefined) await journey(onIPv6);
  });

  it('carries floods over IPv4, on loopback where possible', {
    skip: onIPv4 === undefined && 'no interface echoes IPv4 multicast',
  }, async () => {
    if (onIPv4 !== undefined) await journey(onIPv4);
  });
});

describe('arguments', () => {
  it('are checked', async () => {
    const objectives = () => [{ objective: { name: 'AN_Proxy', flags: 4, loopCount: 1 } }];
    await assert.rejects(announceFloods({ objectives, interfaces: ['none0'] }), withCode('E_GRASP_INTERFACE'));
    await assert.rejects(
      listenForFloods({ objectives: [], scope: 'domain', interfaces: ['none0'] }, {}),
      withCode('E_GRASP_INTERFACE'),
    );
    const [on] = [onIPv4, onIPv6].flatMap((each) => each ?? []);
    if (on === undefined) return;
    const wrong = { objectives: () => [], interfaces: [on.name], family: on.family };
    await assert.rejects(announceFloods(wrong), withCode('E_GRASP_ARGUMENT'));
  });
});
