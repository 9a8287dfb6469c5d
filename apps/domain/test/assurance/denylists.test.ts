import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { birthUri } from '../../src/assurance/device-uri.ts';
import type { Domain } from '../../src/index.ts';
import { startDomain } from '../support.ts';
import { decide, type Lamp, lampFor, makeWelcome, objectsOf, outcomeAt, run } from './support.ts';

let directory: string;
let domain: Domain;
let lamp: Lamp;

before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'sallyport-denylists-'));
  domain = await startDomain({ listen: undefined, directory });
  lamp = await lampFor(domain);
  await run(domain, 'policy.adopt', { policy: 'build-5' });
  await outcomeAt(domain, lamp.device, 'C.3');
  await makeWelcome(domain, lamp);
  await run(domain, 'addresses.set', { device: 'LAMP-1', addresses: ['192.0.2.7'] });
});
after(async () => {
  await domain.close();
  await rm(directory, { recursive: true });
});

async function see(destination: string): Promise<void> {
  const flow = {
    at: domain.now().toISOString(),
    source: '192.0.2.7',
    destination,
    destinationPort: 443,
    protocol: 'tcp',
  };
  await run(domain, 'flows.submit', { flows: Buffer.from(JSON.stringify(flow)).toString('base64') });
}

describe('a denylist', () => {
  it('is begun by a first destination, and a contact with it is held against a device while it is on it', async () => {
    await see('203.0.113.9');
    assert.deepEqual(await run(domain, 'denylist.change', { name: 'mine', add: ['203.0.113.9', 'evil.example'] }), {
      ...{ name: 'mine', entries: 2, added: 2, removed: 0 },
    });
    assert.match((await decide(domain, lamp.device, 'E.2')).reason, /203.0.113.9, which is on the list mine/);
    const { window, contacts } = await run(domain, 'denylist.contacts');
    assert.equal(window, 120);
    assert.ok(Array.isArray(contacts));
    const [told] = objectsOf({ contacts }, 'contacts');
    assert.deepEqual(
      { ...told, at: '' },
      {
        uri: birthUri(lamp.device.credential ?? new Uint8Array()),
        device: { manufacturer: lamp.device.manufacturer, serialNumber: 'LAMP-1' },
        ...{ destination: '203.0.113.9', at: '', lists: ['mine'] },
      },
    );
    assert.deepEqual(await run(domain, 'denylist.change', { name: 'mine', remove: ['203.0.113.9'] }), {
      ...{ name: 'mine', entries: 1, added: 0, removed: 1 },
    });
    assert.equal(await outcomeAt(domain, lamp.device, 'E.2'), 'permit');
    assert.deepEqual(objectsOf(await run(domain, 'denylist.contacts'), 'contacts'), []);
  });

  it('is kept as it was written, with its comments, but for what was changed', async () => {
    const text = '# from a neighbour\n198.51.100.7 ; the camera\n203.0.113.0/24\n';
    assert.equal((await run(domain, 'denylist.import', { name: 'theirs', text }))['entries'], 2);
    await run(domain, 'denylist.change', { name: 'theirs', add: ['2001:db8::1'], remove: ['203.0.113.0/24'] });
    const kept = await readFile(join(directory, 'denylists', 'theirs.txt'), 'utf8');
    assert.equal(kept, '# from a neighbour\n198.51.100.7 ; the camera\n2001:db8::1\n');
  });

  it('is shown a page at a time, and searched', async () => {
    const destinations = Array.from({ length: 5 }, (_, at) => `host-${at}.example`);
    await run(domain, 'denylist.import', { name: 'long', destinations });
    const first = await run(domain, 'denylist.show', { name: 'long', limit: 3 });
    assert.deepEqual(first, { name: 'long', entries: 5, destinations: destinations.slice(0, 3), next: 3 });
    const second = await run(domain, 'denylist.show', { name: 'long', limit: 3, offset: 3 });
    assert.deepEqual(second, { name: 'long', entries: 5, destinations: destinations.slice(3) });
    const found = await run(domain, 'denylist.show', { name: 'long', search: 'HOST-4' });
    assert.deepEqual(found['destinations'], ['host-4.example']);
  });

  it('changes one after the other, and loses none', async () => {
    const places = Array.from({ length: 8 }, (_, at) => `192.0.2.${at + 100}`);
    await Promise.all(places.map((place) => run(domain, 'denylist.change', { name: 'busy', add: [place] })));
    const { destinations } = await run(domain, 'denylist.show', { name: 'busy' });
    assert.ok(Array.isArray(destinations));
    assert.deepEqual(destinations.toSorted(), places.toSorted());
  });

  it('is refused whole where something is no destination, and where there is no such list', async () => {
    const wrong = { name: 'mine', add: ['192.0.2.1', 'http://evil.example/'] };
    await assert.rejects(run(domain, 'denylist.change', wrong), { code: 'E_BEHAVIOUR_DESTINATION' });
    assert.equal((await run(domain, 'denylist.show', { name: 'mine' }))['entries'], 1);
    await assert.rejects(run(domain, 'denylist.change', { name: 'none', remove: ['192.0.2.1'] }), {
      code: 'E_DOMAIN_DENYLIST',
    });
    await assert.rejects(run(domain, 'denylist.show', { name: 'none' }), { code: 'E_DOMAIN_DENYLIST' });
    for (const input of [{ name: 'mine' }, { name: 'a b', add: ['192.0.2.1'] }, { name: 'mine', add: [] }])
      await assert.rejects(run(domain, 'denylist.change', input), { code: 'E_API_INPUT' });
    for (const input of [{ name: 'x' }, { name: 'x', text: '', destinations: [] }])
      await assert.rejects(run(domain, 'denylist.import', input), { code: 'E_API_INPUT' });
  });
});
