import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { utf8 } from '@sallyport/core';
import { linkLocalAddress, locatorAddress } from '../../src/node/addresses.ts';
import type { IncomingDatagram } from '../../src/node/ports.ts';
import { type Lab, lab, row } from './support/lab.ts';

const PORT = 4000;

function addressOf({ mesh }: Lab, name: string): string {
  return locatorAddress(mesh.dataset.meshLocalPrefix, mesh.node(name).rloc16);
}

function linkLocalOf({ mesh }: Lab, name: string): string {
  return linkLocalAddress(mesh.node(name).udp.extendedAddress);
}

function echo({ mesh }: Lab, name: string): void {
  const { udp } = mesh.node(name);
  udp.bind(PORT, ({ from, payload }) => udp.send({ from: PORT, to: from, payload, security: 'network-key' }));
}

describe('a mesh', () => {
  for (const loss of [0, 0.05, 0.2]) {
    it(`carries datagrams of every size over five hops and back at ${loss * 100} % loss`, async () => {
      const here = lab(`echo ${loss}`, { loss, repetition: loss / 2, reordering: loss / 4 });
      row(here, 6);
      echo(here, 'r5');
      const { udp } = here.mesh.node('r0');
      const heard: IncomingDatagram[] = [];
      udp.bind(PORT, (datagram) => heard.push(datagram));
      const sizes = [0, 1, 40, 80, 200, 500, 1000, 1200];
      for (const size of sizes) {
        const to = { address: addressOf(here, 'r5'), port: PORT };
        udp.send({ from: PORT, to, payload: new Uint8Array(size).fill(size & 0xff), security: 'network-key' });
      }
      await here.time.until(() => heard.length === sizes.length, 30_000);
      assert.deepEqual(
        heard.map(({ payload }) => payload.length).sort((a, b) => a - b),
        sizes,
      );
      for (const { payload, security, from } of heard) {
        assert.ok(payload.every((byte) => byte === (payload.length & 0xff)));
        assert.equal(security, 'network-key');
        assert.equal(from.address, addressOf(here, 'r5'));
      }
      here.mesh.close();
    });
  }

  it('carries to neighbours by their link-local addresses', async () => {
    const here = lab('link-local');
    row(here, 2);
    const heard: IncomingDatagram[] = [];
    here.mesh.node('r1').udp.bind(PORT, (datagram) => heard.push(datagram));
    const { udp } = here.mesh.node('r0');
    const to = { address: linkLocalOf(here, 'r1'), port: PORT };
    udp.send({ from: PORT, to, payload: utf8('hello'), security: 'network-key' });
    await here.time.until(() => heard.length > 0, 1000);
    assert.equal(heard[0]?.from.address, linkLocalOf(here, 'r0'));
    here.mesh.close();
  });

  it('floods realm-local multicasts to every node once, over lossy links', async () => {
    const here = lab('flood', { loss: 0.05 });
    row(here, 8);
    here.mesh.links.link('r0', 'r7');
    const heard: string[] = [];
    for (const { name, udp } of here.mesh.nodes) {
      udp.bind(PORT, ({ to }) => heard.push(`${name} ${to}`));
    }
    const { udp } = here.mesh.node('r0');
    const to = { address: 'ff03::2', port: PORT };
    udp.send({ from: PORT, to, payload: utf8('to all'), security: 'network-key' });
    await here.time.advance(5000);
    assert.deepEqual(
      heard.sort(),
      ['r1', 'r2', 'r3', 'r4', 'r5', 'r6', 'r7'].map((name) => `${name} ff03::2`),
    );
    here.mesh.close();
  });
});
