/** Real multicast, on a port of its own so that other mDNS speakers on this machine are neither heard nor disturbed. */

import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { utf8 } from '@sallyport/core';
import { announce, browse, type Service } from '@sallyport/dns-sd';
import { withCode } from '@sallyport/testing';
import { found, GROUP } from './support/multicast.ts';

const TYPE = '_brski-registrar._tcp';

const skip = typeof found === 'string' ? found : false;
const on = typeof found === 'string' ? { name: '', address: '' } : found;

async function until(condition: () => boolean, what: string): Promise<void> {
  const deadline = performance.now() + 5000;
  while (!condition()) {
    assert.ok(performance.now() < deadline, `waited in vain for ${what}`);
    await sleep(10);
  }
}

describe('real multicast', { skip }, () => {
  it('carries announcements, renaming and goodbyes', async () => {
    const mdnsPort = randomInt(20_000, 32_000);
    const up = new Map<string, Service>();
    const warnings: Error[] = [];
    const browser = await browse(
      { type: TYPE, interface: on.name, mdnsPort },
      {
        up: (service) => up.set(service.name, service),
        down: (service) => up.delete(service.name),
        warning: (error) => warnings.push(error),
      },
    );
    const renames: string[] = [];
    const common = {
      type: TYPE,
      name: 'Gate',
      interface: on.address,
      mdnsPort,
      host: 'gate',
      addresses: ['192.0.2.1'],
    };
    const first = await announce({ ...common, port: 1, txt: { v: '1' } });
    const second = await announce({ ...common, port: 2, onRename: ({ name }) => renames.push(name) });
    assert.deepEqual([first.name, second.name, second.host], ['Gate', 'Gate (2)', 'gate']);
    assert.deepEqual(renames, ['Gate (2)']);
    await until(() => up.size === 2, 'both services');
    const gate = up.get('Gate');
    assert.deepEqual(
      [gate?.port, gate?.host, gate?.addresses, gate?.txt.get('v')],
      [1, 'gate.local', ['192.0.2.1'], utf8('1')],
    );
    assert.equal(up.get('Gate (2)')?.port, 2);
    await first.close();
    await until(() => !up.has('Gate'), 'the goodbye');
    assert.ok(up.has('Gate (2)'));
    await second.close();
    await browser.close();
    assert.deepEqual(warnings, []);
  });

  it('survives whatever is thrown at it', async () => {
    const mdnsPort = randomInt(20_000, 32_000);
    const warnings: Error[] = [];
    const browser = await browse(
      { type: TYPE, interface: on.name, mdnsPort },
      { warning: (error) => warnings.push(error) },
    );
    const attacker = createSocket({ type: 'udp4', reuseAddr: true });
    await new Promise<void>((resolve) => attacker.bind(0, () => resolve()));
    attacker.setMulticastInterface(on.address);
    const shots = [
      Buffer.alloc(0),
      Buffer.alloc(12, 0xff),
      Buffer.alloc(1400, 0xc0),
      Buffer.from('GET / HTTP/1.1\r\n\r\n'),
    ];
    for (const shot of shots) attacker.send(shot, mdnsPort, GROUP);
    await until(() => warnings.length === shots.length, 'every refusal');
    for (const warning of warnings) withCode('E_DNS_SD_MALFORMED')(warning);
    attacker.close();
    const up: string[] = [];
    const late = await browse({ type: TYPE, interface: on.name, mdnsPort }, { up: ({ name }) => up.push(name) });
    const gate = await announce({ type: TYPE, name: 'After', port: 3, interface: on.name, mdnsPort });
    await until(() => up.includes('After') && browser.services().length === 1, 'a service after the attack');
    await Promise.all([gate.close(), browser.close(), late.close()]);
  });

  it('finds what is there already when the network changes', async () => {
    const mdnsPort = randomInt(20_000, 32_000);
    const gate = await announce({ type: TYPE, name: 'Gate', port: 3, interface: on.name, mdnsPort });
    const up: string[] = [];
    const browser = await browse({ type: TYPE, interface: on.name, mdnsPort }, { up: ({ name }) => up.push(name) });
    await until(() => up.length === 1, 'the service');
    browser.networkChanged();
    gate.networkChanged(['192.0.2.77']);
    await until(() => browser.services()[0]?.addresses.includes('192.0.2.77') === true, 'the new address');
    await Promise.all([gate.close(), browser.close()]);
  });
});

describe('arguments', () => {
  const options = { type: TYPE, name: 'Gate', port: 1 };
  it('are checked before anything is opened', async () => {
    await assert.rejects(announce({ ...options, type: 'http' }), withCode('E_DNS_SD_NAME'));
    await assert.rejects(announce({ ...options, name: 'a.b' }), withCode('E_DNS_SD_NAME'));
    await assert.rejects(announce({ ...options, port: 70_000 }), withCode('E_DNS_SD_NAME'));
    await assert.rejects(announce({ ...options, host: '-' }), withCode('E_DNS_SD_NAME'));
    await assert.rejects(announce({ ...options, txt: { '': 'x' } }), withCode('E_DNS_SD_TXT'));
    await assert.rejects(announce({ ...options, addresses: ['fe80::1%eth0'] }), withCode('E_DNS_SD_ADDRESS'));
    await assert.rejects(announce({ ...options, interface: 'none0' }), withCode('E_DNS_SD_INTERFACE'));
    await assert.rejects(browse({ type: 'http' }, {}), withCode('E_DNS_SD_NAME'));
    await assert.rejects(browse({ type: TYPE, interface: 'none0' }, {}), withCode('E_DNS_SD_INTERFACE'));
  });
});
