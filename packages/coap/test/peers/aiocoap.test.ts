/** aiocoap, a second peer: its client against our server and our client against its server. SALLYPORT_TEST_PYTHON names a Python that has it. */

import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { CODES, type CoapResponse } from '@sallyport/coap';
import { bytesEqual, fromUtf8, seededRandom, toHex, utf8 } from '@sallyport/core';
import { exampleResources } from '../support/example-resources.ts';
import { freePort } from '../support/libcoap.ts';
import { openUdpEndpoint, peerName, type UdpEndpoint } from '../support/udp-endpoint.ts';

const PYTHON = process.env['SALLYPORT_TEST_PYTHON'] ?? 'python3';
const found = spawnSync(PYTHON, ['-c', 'import aiocoap.meta; print(aiocoap.meta.version)'], { encoding: 'utf8' });
const version = found.status === 0 ? found.stdout.trim() : '';
const skip = version === '' ? 'aiocoap is not installed (PyPI: aiocoap)' : false;
const LARGE = utf8(toHex(seededRandom('large').bytes(5000)));
const pause = (span: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, span));

describe(`aiocoap ${version} as the client`, { skip, concurrency: 2 }, () => {
  let ours: UdpEndpoint;
  before(async () => {
    ours = await openUdpEndpoint({ handler: exampleResources(pause, LARGE).router.handler });
  });
  after(() => ours.close());
  const run = async (args: readonly string[], path: string, input = ''): Promise<string> => {
    const uri = `coap://127.0.0.1:${ours.socket.port}/${path}`;
    const child = spawn(PYTHON, ['-m', 'aiocoap.cli.client', '--no-color', ...args, uri]);
    const parts: Buffer[] = [];
    child.stdout.on('data', (part) => parts.push(part));
    child.stdin.end(input);
    await once(child, 'close');
    return Buffer.concat(parts).toString().trim();
  };

  it('gets long bodies and separate responses', async () => {
    assert.equal(await run([], 'large'), fromUtf8(LARGE));
    assert.equal(await run(['--payload-initial-szx', '2'], 'slow'), 'at last');
  });

  it('puts a long body and gets it back', async () => {
    await run(['-m', 'PUT', '--payload', '@-', '--payload-initial-szx', '3'], 'stored', fromUtf8(LARGE));
    assert.equal(await run([], 'stored'), fromUtf8(LARGE));
  });
});

describe(`aiocoap ${version} as the server`, { skip, concurrency: 4 }, () => {
  let ours: UdpEndpoint;
  let server: ChildProcess;
  let peer: string;
  before(async () => {
    const port = await freePort();
    const script = fileURLToPath(new URL('../support/aiocoap-server.py', import.meta.url));
    const child = spawn(PYTHON, [script, String(port)], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(child.stdout, 'data');
    server = child;
    peer = peerName(port);
    ours = await openUdpEndpoint();
  });
  after(async () => {
    await ours.close();
    server.kill();
  });

  it('takes a long body and gives it back', async () => {
    const changed = await ours.endpoint.request(peer, { method: 'PUT', path: 'stored', payload: LARGE });
    assert.equal(changed.code, CODES.CHANGED);
    assert.deepEqual(changed.options, []);
    const stored = await ours.endpoint.request(peer, { method: 'GET', path: 'stored' });
    assert.ok(bytesEqual(stored.payload, LARGE));
    const echo = await ours.endpoint.request(peer, { method: 'POST', path: 'echo', payload: LARGE });
    assert.ok(bytesEqual(echo.payload, LARGE));
  });

  it('gives a separate response', async () => {
    const response = await ours.endpoint.request(peer, { method: 'GET', path: 'slow' });
    assert.equal(fromUtf8(response.payload), 'at last');
  });

  it('lets itself be observed, with states of several blocks', async () => {
    const heard: number[] = [];
    const third = Promise.withResolvers<void>();
    const changed = ({ payload }: CoapResponse): void => {
      assert.ok(payload.length > 2000);
      heard.push(Number.parseInt(fromUtf8(payload), 10));
      if (heard.length === 3) third.resolve();
    };
    const observation = await ours.endpoint.observe(peer, { method: 'GET', path: 'counter' }, { changed });
    assert.ok(observation.isActive && observation.response.payload.length > 2000);
    await third.promise;
    observation.cancel();
    assert.deepEqual(
      heard,
      heard.toSorted((a, b) => a - b),
    );
  });
});
