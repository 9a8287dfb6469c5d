/**
 * libcoap's example client against our server, and our client against libcoap's example server, over UDP on the loopback. Its `-l`
 * makes it lose the datagrams of these numbers.
 */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { CODES, type CoapResponse, decodeLinks } from '@sallyport/coap';
import { bytesEqual, fromUtf8, seededRandom, toHex, utf8 } from '@sallyport/core';
import { type ExampleResources, exampleResources } from '../support/example-resources.ts';
import { findLibcoap, type Libcoap, type RunningServer, runClient, startServer } from '../support/libcoap.ts';
import { openUdpEndpoint, peerName, type UdpEndpoint } from '../support/udp-endpoint.ts';

const found = findLibcoap('notls', 'openssl', 'gnutls');
const skip = found === undefined ? 'libcoap is not installed (Debian: libcoap3-bin)' : false;
const libcoap: Libcoap = found ?? { version: '', client: '', server: '' };

/** Text, for the client prints it to a terminal with a line break after it. */
const LARGE = utf8(toHex(seededRandom('large').bytes(10_000)));
const pause = (span: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, span));

describe(`libcoap ${libcoap.version} as the client`, { skip, concurrency: 4 }, () => {
  let ours: UdpEndpoint;
  let example: ExampleResources;
  before(async () => {
    example = exampleResources(pause, LARGE);
    ours = await openUdpEndpoint({ handler: example.router.handler });
  });
  after(() => ours.close());
  const run = async (args: readonly string[], path: string, input?: Uint8Array): Promise<string> => {
    const uri = `coap://127.0.0.1:${ours.socket.port}/${path}`;
    return fromUtf8(await runClient(libcoap, [...args, uri], input)).replace(/\n$/, '');
  };

  it('gets a piggybacked response', async () => {
    assert.equal(await run([], 'hello'), 'hello');
  });

  it('gets a separate response', async () => {
    assert.equal(await run([], 'slow'), 'at last');
  });

  it('gets a response to a non-confirmable request', async () => {
    assert.equal(await run(['-N'], 'hello'), 'hello');
  });

  it('gets 4.04, 4.05, 4.06, 4.02 and 5.05', async () => {
    const answers = await Promise.all([
      run([], 'nothing'),
      run(['-m', 'put', '-e', 'x'], 'hello'),
      run(['-A', '50'], 'hello'),
      run(['-O', '65001,0x01'], 'hello'),
      run(['-P', `coap://127.0.0.1:${ours.socket.port}`], 'hello'),
    ]);
    assert.deepEqual(
      answers.map((answer) => answer.slice(0, 4)),
      ['4.04', '4.05', '4.06', '4.02', '5.05'],
    );
  });

  it('gets a long representation in blocks of 1024 and of 64 bytes', async () => {
    assert.equal(await run([], 'large'), fromUtf8(LARGE));
    assert.equal(await run(['-b', '64'], 'large'), fromUtf8(LARGE));
  });

  it('puts a long body, gets it back and deletes it', async () => {
    assert.equal(await run(['-m', 'put', '-f', '-'], 'stored', LARGE), '');
    assert.equal(await run([], 'stored'), fromUtf8(LARGE));
    assert.equal(await run(['-m', 'put', '-f', '-', '-b', '32'], 'stored', LARGE.subarray(0, 3000)), '');
    assert.equal(await run([], 'stored'), fromUtf8(LARGE.subarray(0, 3000)));
    assert.equal(await run(['-m', 'delete'], 'stored'), '');
    assert.equal((await run([], 'stored')).slice(0, 4), '4.04');
  });

  it('posts a long body and gets a long response, as with FETCH', async () => {
    assert.equal(await run(['-m', 'post', '-f', '-'], 'echo', LARGE), fromUtf8(LARGE));
    assert.equal(await run(['-m', 'post', '-f', '-', '-b', '128'], 'echo', LARGE), fromUtf8(LARGE));
    assert.equal(await run(['-m', 'fetch', '-f', '-'], 'echo', LARGE), fromUtf8(LARGE));
  });

  it('discovers what there is', async () => {
    const links = decodeLinks(await run([], '.well-known/core?rt=st*'));
    assert.deepEqual(
      links.map(({ target }) => target),
      ['/state'],
    );
  });

  it('observes, and says when it has enough', async () => {
    const ticking = setInterval(() => example.change(`tick ${performance.now()}`), 150);
    const output = await run(['-s', '1', '-w'], 'state');
    clearInterval(ticking);
    const ticks = output.split('\n').filter((line) => line.startsWith('tick'));
    assert.ok(ticks.length >= 4, output);
    assert.equal(new Set(ticks).size, ticks.length);
    assert.equal(example.observers.size, 0);
  });

  it('loses datagrams of its own, and what it asks for is done once', async () => {
    assert.equal(await run(['-l', '1', '-m', 'post', '-e', 'abc'], 'count'), '1 3');
    assert.equal(example.posts(), 1);
  });

  it('loses blocks', async () => {
    assert.equal(await run(['-l', '2,4'], 'large'), fromUtf8(LARGE));
  });

  it('does not hear our first acknowledgement, asks again, and what it asks for is done once', async () => {
    const another = exampleResources(pause, LARGE);
    let count = 0;
    const lossy = await openUdpEndpoint({ handler: another.router.handler }, () => count++ === 0);
    const uri = `coap://127.0.0.1:${lossy.socket.port}/count`;
    const output = await runClient(libcoap, ['-m', 'post', '-e', 'abc', uri]);
    assert.equal(fromUtf8(output).trim(), '1 3');
    assert.equal(another.posts(), 1);
    assert.equal(count, 2);
    await lossy.close();
  });
});

describe(`libcoap ${libcoap.version} as the server`, { skip, concurrency: 4 }, () => {
  let ours: UdpEndpoint;
  let server: RunningServer;
  let peer: string;
  before(async () => {
    [ours, server] = await Promise.all([openUdpEndpoint(), startServer(libcoap, ['-d', '10'])]);
    peer = peerName(server.port);
  });
  after(() => Promise.all([ours.close(), server.stop()]));
  const text = ({ payload }: CoapResponse): string => fromUtf8(payload);

  it('answers a ping', () => ours.endpoint.ping(peer));

  it('gives a piggybacked response, 4.04 and 4.05', async () => {
    const index = await ours.endpoint.request(peer, { method: 'GET', path: '' });
    assert.match(text(index), /libcoap/);
    const nothing = await ours.endpoint.request(peer, { method: 'GET', path: 'nothing' });
    assert.equal(nothing.code, CODES.NOT_FOUND);
    const refused = await ours.endpoint.request(peer, { method: 'POST', path: 'async' });
    assert.equal(refused.code, CODES.METHOD_NOT_ALLOWED);
  });

  it('gives a separate response', async () => {
    const response = await ours.endpoint.request(peer, { method: 'GET', path: 'async', query: ['1'] });
    assert.equal(text(response), 'done');
  });

  it('answers a non-confirmable request', async () => {
    const response = await ours.endpoint.request(peer, { method: 'GET', path: 'time', confirmable: false });
    assert.equal(response.code, CODES.CONTENT);
  });

  it('takes a long body, gives it back and deletes it', async () => {
    const created = await ours.endpoint.request(peer, { method: 'PUT', path: 'stored', payload: LARGE });
    assert.equal(created.code, CODES.CREATED);
    const stored = await ours.endpoint.request(peer, { method: 'GET', path: 'stored' });
    assert.ok(bytesEqual(stored.payload, LARGE));
    const changed = await ours.endpoint.request(peer, { method: 'PUT', path: 'stored', payload: utf8('short') });
    assert.equal(changed.code, CODES.CHANGED);
    const deleted = await ours.endpoint.request(peer, { method: 'DELETE', path: 'stored' });
    assert.equal(deleted.code, CODES.DELETED);
  });

  it('lists what it has', async () => {
    const response = await ours.endpoint.request(peer, { method: 'GET', path: '.well-known/core' });
    const time = decodeLinks(text(response)).find(({ target }) => target === '/time');
    assert.ok(time?.attributes.has('obs'));
  });

  it('lets itself be observed', async () => {
    const heard: string[] = [];
    const second = Promise.withResolvers<void>();
    const listener = {
      changed: (response: CoapResponse) => {
        heard.push(text(response));
        if (heard.length === 2) second.resolve();
      },
    };
    const observation = await ours.endpoint.observe(peer, { method: 'GET', path: 'time' }, listener);
    assert.ok(observation.isActive);
    await second.promise;
    observation.cancel();
    await pause(1500);
    assert.equal(heard.length, 2);
    assert.equal(new Set(heard).size, 2);
  });

  it('is heard through a link that loses every fifth datagram of ours', async () => {
    let count = 0;
    const parameters = { ackTimeout: 50 };
    const lossy = await openUdpEndpoint({ parameters }, () => ++count % 5 === 0);
    const request = { method: 'PUT', path: 'lossy', payload: LARGE } as const;
    assert.equal((await lossy.endpoint.request(peer, request)).code, CODES.CREATED);
    const stored = await lossy.endpoint.request(peer, { method: 'GET', path: 'lossy' });
    assert.ok(bytesEqual(stored.payload, LARGE));
    await lossy.close();
  });
});
