import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { Secret, systemClock, systemRandom, systemTimer } from '@sallyport/core';
import { ACCT_STATUS_TYPES, ATTRIBUTES } from '@sallyport/radius';
import { openUdpClient } from '@sallyport/radius/transport';
import { openUdpSocket } from '@sallyport/udp';
import { birthUri } from '../../src/assurance/device-uri.ts';
import type { Domain } from '../../src/index.ts';
import { attempt, SECRET, startNetwork } from '../admission/support/network.ts';
import { missing } from '../admission/support/programs.ts';
import { startDomain } from '../support.ts';
import { decide, lampFor, makeWelcome, objectsOf, outcomeAt, run } from './support.ts';

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'sallyport-behaviour-'));
});
afterEach(() => rm(directory, { recursive: true }));

async function see(domain: Domain, source: string, destination: string): Promise<void> {
  const at = domain.now().toISOString();
  const flow = { at, source, destination, destinationPort: 443, protocol: 'tcp' };
  await run(domain, 'flows.submit', { flows: Buffer.from(JSON.stringify(flow)).toString('base64') });
}

describe('contact with a denylisted destination', () => {
  it('is held against the device over a restart, and with a list that comes after it', async () => {
    const before = await startDomain({ listen: undefined, directory: join(directory, 'domain') });
    const lamp = await lampFor(before);
    await run(before, 'policy.adopt', { policy: 'build-5' });
    await outcomeAt(before, lamp.device, 'C.3');
    await makeWelcome(before, lamp);
    await run(before, 'addresses.set', { device: 'LAMP-1', addresses: ['192.0.2.7'] });
    await see(before, '192.0.2.7', '203.0.113.9');
    assert.equal(await outcomeAt(before, lamp.device, 'E.2'), 'permit');
    const path = join(directory, 'bad.txt');
    await writeFile(path, '# bad\n203.0.113.0/24\nnot an entry!\n');
    const imported = await run(before, 'denylist.import', { name: 'bad', path });
    assert.deepEqual([imported['entries'], imported['refused']], [1, 1]);
    const { outcome, reason } = await decide(before, lamp.device, 'E.2');
    assert.equal(outcome, 'deny');
    assert.match(reason, /in contact with 203.0.113.9, which is on the list bad/);
    await before.close();
    const after = await startDomain({ listen: undefined, directory: join(directory, 'domain') });
    assert.equal(await outcomeAt(after, lamp.device, 'E.2'), 'deny');
    assert.deepEqual(objectsOf(await run(after, 'denylist.list'), 'lists'), [{ name: 'bad', entries: 1 }]);
    await run(after, 'denylist.remove', { name: 'bad' });
    assert.equal(await outcomeAt(after, lamp.device, 'E.2'), 'permit');
    await after.close();
  });

  it('of an address that no device has is nobody’s, and of one that a device has is counted by a databot', async () => {
    const domain = await startDomain({ listen: undefined });
    const lamp = await lampFor(domain);
    await run(domain, 'policy.adopt', { policy: 'build-5' });
    await outcomeAt(domain, lamp.device, 'C.3');
    await makeWelcome(domain, lamp);
    await run(domain, 'denylist.import', { name: 'bad', destinations: ['203.0.113.9'] });
    await see(domain, '192.0.2.7', '203.0.113.9');
    assert.equal(await outcomeAt(domain, lamp.device, 'E.2'), 'permit');
    await run(domain, 'addresses.set', { device: 'LAMP-1', addresses: ['192.0.2.7'] });
    assert.deepEqual(objectsOf(await run(domain, 'addresses.list'), 'addresses'), [
      { address: '192.0.2.7', device: lamp.key },
    ]);
    await see(domain, '192.0.2.7', '203.0.113.9');
    assert.equal(await outcomeAt(domain, lamp.device, 'E.2'), 'deny');
    await domain.assurance.databots.settled();
    await domain.assured();
    const asked = await run(domain, 'claims.query', { goal: 'denylist_contacts(Device, Count, Lists, _, _, _)' });
    assert.deepEqual(objectsOf(asked, 'answers'), [
      { Device: birthUri(lamp.device.credential ?? new Uint8Array()), Count: 1, Lists: 'bad' },
    ]);
    await assert.rejects(run(domain, 'addresses.set', { device: 'LAMP-1', addresses: ['nowhere'] }), {
      code: 'E_DOMAIN_ARGUMENT',
    });
    await domain.close();
  });
});

describe('an address that a NAS accounts for', { skip: missing('eapol_test') }, () => {
  it('is that of the device which was let in there', async () => {
    await using network = await startNetwork();
    const { domain } = network;
    const lamp = await lampFor(domain);
    await outcomeAt(domain, lamp.device, 'C.3');
    await run(domain, 'policy.adopt', { policy: 'build-5' });
    await makeWelcome(domain, lamp);
    await run(domain, 'denylist.import', { name: 'bad', destinations: ['203.0.113.9'] });
    const credentials = await network.issue(lamp.device);
    assert.ok((await attempt(network, credentials)).isAccepted);
    const { authenticationPort = 0, accountingPort = 0 } = domain.admission.listening ?? {};
    const at = (port: number) => ({ address: '127.0.0.1', port });
    const server = { name: 'home', endpoint: at(authenticationPort), accounting: at(accountingPort) };
    const { client, close } = await openUdpClient(
      { servers: [{ ...server, secret: Secret.of(SECRET) }] },
      { clock: systemClock, timer: systemTimer, random: systemRandom, open: openUdpSocket },
    );
    await client.account([
      ...ATTRIBUTES['NAS-Identifier'].of('ap-1'),
      ...ATTRIBUTES['Acct-Status-Type'].of(ACCT_STATUS_TYPES.START),
      ...ATTRIBUTES['Acct-Session-Id'].of('session 1'),
      ...ATTRIBUTES['Calling-Station-Id'].of('02-00-00-00-00-01'),
      ...ATTRIBUTES['Framed-IP-Address'].of('192.0.2.7'),
    ]);
    await close();
    await see(domain, '192.0.2.7', '203.0.113.9');
    assert.equal(await outcomeAt(domain, lamp.device, 'E.2'), 'deny');
  });
});
