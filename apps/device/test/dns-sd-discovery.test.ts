/** Real multicast on loopback, on a port of its own so that no other mDNS speaker is disturbed. */

import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { describe, it } from 'node:test';
import { announce } from '@sallyport/dns-sd';
import { bringAboardBrski, mdnsCandidates, unicastCandidates } from '../src/index.ts';
import { Domain, Maker } from './lab.ts';

const onLoopback = () => ({ interface: '127.0.0.1', mdnsPort: randomInt(20_000, 32_000) });

async function hasMulticast(): Promise<boolean> {
  const socket = createSocket({ type: 'udp4', reuseAddr: true });
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once('error', reject);
      socket.bind(0, () => {
        try {
          socket.addMembership('224.0.0.251', '127.0.0.1');
          resolve();
        } catch (error) {
          reject(error);
        }
      });
    });
    return true;
  } catch {
    return false;
  } finally {
    socket.close();
  }
}

const skip = (await hasMulticast())
  ? false
  : 'THIS MACHINE HAS NO MULTICAST ON LOOPBACK: discovery by mDNS is not tested';

describe('a device on a link with multicast DNS', { skip }, () => {
  for (const type of ['_brski-proxy._tcp', '_brski-registrar._tcp']) {
    it(`finds ${type} and comes aboard`, async () => {
      const maker = await Maker.open();
      const domain = await Domain.open(maker);
      const link = onLoopback();
      const announcement = await announce({ ...link, type, name: 'here', port: domain.port, addresses: ['127.0.0.1'] });
      try {
        const { registrar } = await bringAboardBrski({
          device: await maker.device(),
          discovery: [mdnsCandidates(link)],
          signal: AbortSignal.timeout(10_000),
        });
        assert.ok(registrar.equals(domain.registrarParty.certificate));
      } finally {
        await announcement.close();
        await domain.close();
      }
    });
  }
});

/** A name server that knows one zone; just enough of RFC 1035 to answer PTR, SRV, TXT and A. */
async function nameServer(port: number): Promise<{ readonly address: string; close(): void }> {
  const server = createSocket('udp4');
  const names = {
    type: encodeName('_brski-registrar._tcp.example.com'),
    instance: encodeName('here._brski-registrar._tcp.example.com'),
    host: encodeName('registrar.example.com'),
  };
  server.on('message', (query, from) => {
    const question = query.subarray(12);
    const end = question.indexOf(0) + 1;
    const name = question.subarray(0, end);
    const type = question.readUInt16BE(end);
    const answers: Buffer[] = [];
    if (type === 12 && name.equals(names.type)) answers.push(record(name, 12, names.instance));
    if (type === 33 && name.equals(names.instance)) {
      const srv = Buffer.alloc(6);
      srv.writeUInt16BE(port, 4);
      answers.push(record(name, 33, Buffer.concat([srv, names.host])));
    }
    if (type === 1 && name.equals(names.host)) answers.push(record(name, 1, Buffer.from([127, 0, 0, 1])));
    const header = Buffer.from(query.subarray(0, 12));
    header.writeUInt16BE(0x8580, 2);
    header.writeUInt16BE(answers.length, 6);
    header.writeUInt32BE(0, 8);
    server.send(Buffer.concat([header, question.subarray(0, end + 4), ...answers]), from.port, from.address);
  });
  await new Promise<void>((resolve) => server.bind(0, '127.0.0.1', resolve));
  return { address: `127.0.0.1:${server.address().port}`, close: () => server.close() };
}

function encodeName(name: string): Buffer {
  return Buffer.concat([
    ...name.split('.').map((label) => Buffer.from(`${String.fromCharCode(label.length)}${label}`, 'latin1')),
    Buffer.of(0),
  ]);
}

function record(name: Buffer, type: number, data: Buffer): Buffer {
  const fields = Buffer.alloc(10);
  fields.writeUInt16BE(type, 0);
  fields.writeUInt16BE(1, 2);
  fields.writeUInt32BE(60, 4);
  fields.writeUInt16BE(data.length, 8);
  return Buffer.concat([name, fields, data]);
}

describe('a device that knows its network’s domain', () => {
  it('finds the registrar by ordinary DNS', async () => {
    const maker = await Maker.open();
    const domain = await Domain.open(maker);
    const dns = await nameServer(domain.port);
    try {
      const { registrar } = await bringAboardBrski({
        device: await maker.device(),
        discovery: [unicastCandidates({ domain: 'example.com', servers: [dns.address] })],
        signal: AbortSignal.timeout(10_000),
      });
      assert.ok(registrar.equals(domain.registrarParty.certificate));
    } finally {
      dns.close();
      await domain.close();
    }
  });

  it('asks again, and says when nobody answers', async () => {
    const maker = await Maker.open();
    const errors: unknown[] = [];
    const controller = new AbortController();
    const running = bringAboardBrski({
      device: await maker.device(),
      discovery: [unicastCandidates({ domain: 'example.com', servers: ['127.0.0.1:9'] })],
      onDiscoveryError: (error) => {
        errors.push(error);
        if (errors.length === 2) controller.abort();
      },
      signal: AbortSignal.any([controller.signal, AbortSignal.timeout(20_000)]),
    });
    await assert.rejects(running, { code: 'E_DEVICE_ABORTED' });
    assert.equal(errors.length, 2);
  });
});
