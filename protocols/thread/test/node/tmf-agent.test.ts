import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CODES, encodeMessage } from '@sallyport/coap';
import { SECOND, seededRandom, VirtualTime } from '@sallyport/core';
import { withCode } from '@sallyport/testing';
import { linkLocalAddress, REALM_LOCAL_ALL_NODES, TMF_PORT } from '../../src/node/addresses.ts';
import type { IncomingDatagram } from '../../src/node/ports.ts';
import { TmfAgent, type TmfRequest } from '../../src/node/tmf-agent.ts';
import { TMF_URIS } from '../../src/tmf/uris.ts';
import { MeshHub } from '../support/mesh-hub.ts';
import { PREFIX } from '../support/network.ts';

const PATH = TMF_URIS.MGMT_ACTIVE_GET;

function two() {
  const time = new VirtualTime();
  const ports = { clock: time, timer: time, random: seededRandom('tmf') };
  const hub = new MeshHub(time, PREFIX);
  const [asker, answerer] = [new TmfAgent(hub.node(0x1000), ports), new TmfAgent(hub.node(0x2000), ports)];
  const heard: TmfRequest[] = [];
  const serve = () =>
    answerer.serve(PATH, (request) => {
      heard.push(request);
      return Uint8Array.of(7);
    });
  const settle = async <T>(work: Promise<T>): Promise<T> => {
    const ended = { is: false };
    work.then(
      () => {
        ended.is = true;
      },
      () => {
        ended.is = true;
      },
    );
    await time.until(() => ended.is, 300 * SECOND);
    return work;
  };
  return { time, hub, asker, answerer, heard, serve, settle };
}

describe('the management framework of a node', () => {
  it('answers a request for a path that a role serves', async () => {
    const { asker, answerer, heard, serve, settle } = two();
    serve();
    const response = await settle(asker.request({ address: answerer.addressOf(0x2000) }, PATH, Uint8Array.of(1)));
    assert.deepEqual([response.code, ...response.payload], [CODES.CHANGED, 7]);
    assert.deepEqual(heard[0], {
      from: 'fd00:db8::ff:fe00:1000',
      fromLocator: 0x1000,
      payload: Uint8Array.of(1),
      confirmable: true,
      multicast: false,
    });
  });

  it('answers from the anycast locator that was asked', async () => {
    const { hub, asker, answerer, serve, settle } = two();
    serve();
    hub.nodes[1]?.claimAnycast(0xfc00);
    await settle(asker.request({ address: answerer.addressOf(0xfc00) }, PATH, new Uint8Array(0)));
    assert.equal(hub.sent.at(-1)?.fromAddress, 'fd00:db8::ff:fe00:fc00');
  });

  it('answers a neighbour, whose link-local address has no locator', async () => {
    const { hub, asker, heard, serve, settle } = two();
    serve();
    const address = linkLocalAddress(hub.nodes[1]?.extendedAddress ?? new Uint8Array(8));
    await settle(asker.request({ address }, PATH, new Uint8Array(0)));
    assert.equal(heard[0]?.fromLocator, undefined);
  });

  it('hears what is said to all nodes and does not answer it', async () => {
    const { time, hub, asker, heard, serve } = two();
    serve();
    asker.notify({ address: REALM_LOCAL_ALL_NODES }, PATH, new Uint8Array(0));
    await time.advance(SECOND);
    assert.equal(heard[0]?.multicast, true);
    assert.equal(hub.sent.length, 1);
  });

  it('refuses other paths', async () => {
    const { asker, answerer, settle } = two();
    const response = await settle(asker.request({ address: answerer.addressOf(0x2000) }, PATH, new Uint8Array(0)));
    assert.equal(response.code, CODES.NOT_FOUND);
  });

  for (const [what, change] of [
    ['an unsecured datagram', { security: 'none' }],
    ['one under a KEK that nobody expects', { security: 'kek' }],
    ['one from outside the mesh', { from: { address: '2001:db8::1', port: TMF_PORT } }],
    ['one from a neighbour to an address of the mesh', { from: { address: 'fe80::1', port: TMF_PORT } }],
    ['one from the mesh to a link-local address', { to: 'fe80::2' }],
  ] as const) {
    it(`drops ${what}`, async () => {
      const { time, answerer, heard, serve } = two();
      serve();
      const datagram: IncomingDatagram = {
        from: { address: 'fd00:db8::ff:fe00:1000', port: TMF_PORT },
        to: 'fd00:db8::ff:fe00:2000',
        payload: encodeMessage({
          type: 'NON',
          code: 2,
          messageId: 1,
          token: new Uint8Array(0),
          options: ['c', 'ag'].map((segment) => ({ number: 11, value: Buffer.from(segment) })),
          payload: new Uint8Array(0),
        }),
        security: 'network-key',
      };
      answerer.receive(datagram);
      await time.advance(SECOND);
      assert.equal(heard.length, 1);
      answerer.receive({ ...datagram, ...change });
      await time.advance(SECOND);
      assert.equal(heard.length, 1);
    });
  }

  it('has one role for a path, until that role stops', () => {
    const { serve } = two();
    const stop = serve();
    assert.throws(serve, withCode('E_THREAD_BUSY'));
    stop();
    serve();
  });

  it('gives what a KEK protected to whoever expects it from there', () => {
    const { answerer } = two();
    const received: string[] = [];
    const kek: IncomingDatagram = {
      from: { address: 'fe80::9', port: 1 },
      to: 'fe80::2',
      payload: new Uint8Array(1),
      security: 'kek',
    };
    const stop = answerer.expectKek('fe80::9', ({ from }) => received.push(from.address));
    answerer.receive(kek);
    answerer.receive({ ...kek, from: { address: 'fe80::8', port: 1 } });
    stop();
    answerer.receive(kek);
    assert.deepEqual(received, ['fe80::9']);
  });

  it('never throws for what a peer sent', () => {
    const { answerer, serve } = two();
    serve();
    const random = seededRandom('noise');
    for (let i = 0; i < 500; i++) {
      answerer.receive({
        from: { address: 'fd00:db8::ff:fe00:1000', port: TMF_PORT },
        to: 'fd00:db8::ff:fe00:2000',
        payload: random.bytes(i % 64),
        security: 'network-key',
      });
    }
  });

  it('ends what is under way when it is closed', async () => {
    const { asker, answerer, settle } = two();
    const asked = asker.request({ address: answerer.addressOf(0x2000) }, PATH, new Uint8Array(0));
    asker.close();
    await assert.rejects(settle(asked), withCode('E_COAP_CLOSED'));
  });
});
