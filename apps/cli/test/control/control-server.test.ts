import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { apiClient } from '@sallyport/api';
import { isSocketListening } from '@sallyport/http';
import { startControlServer } from '../../src/control/control-server.ts';
import { overSocket } from '../../src/control/transports.ts';
import { SMALL_TABLE, type SmallHost, smallApi } from '../support/small-api.ts';

const directory = mkdtempSync(join(tmpdir(), 'sallyport-control-'));
after(() => rmSync(directory, { recursive: true, force: true }));
let count = 0;
const newPath = () => join(directory, `${++count}.sock`);
const start = (path: string, host: SmallHost) => startControlServer(path, smallApi(host), () => undefined);
const { signal } = new AbortController();

async function opened(path: string): Promise<Socket> {
  const socket = connect(path);
  socket.on('error', () => undefined);
  await new Promise((resolve) => socket.once('connect', resolve));
  return socket;
}

describe('the control socket', () => {
  it('is its owner’s alone from the moment it exists, whatever the umask, which it leaves as it was', async () => {
    const path = newPath();
    const before = process.umask(0);
    try {
      const starting = start(path, () => 'here');
      assert.equal(statSync(path).mode & 0o777, 0o600);
      assert.equal(process.umask(), 0);
      await (await starting).close();
    } finally {
      process.umask(before);
    }
  });

  it('takes the place of what a killed process left', async () => {
    const path = newPath();
    writeFileSync(path, 'left behind');
    assert.equal(await isSocketListening(path), false);
    const server = await start(path, () => 'here');
    assert.equal(await apiClient(SMALL_TABLE, overSocket(path, signal)).ask('look', {}), 'here');
    await server.close();
    assert.equal(await isSocketListening(path), false);
  });

  it('lets an operation under way finish before it closes', async () => {
    const path = newPath();
    const { promise: going, resolve: go } = Promise.withResolvers<void>();
    const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
    const server = await start(path, async () => {
      begin();
      await going;
      return 'done';
    });
    const asked = apiClient(SMALL_TABLE, overSocket(path, signal)).ask('look', {});
    await begun;
    const closed = server.close();
    go();
    assert.equal(await asked, 'done');
    await closed;
  });

  it('does not wait for those who have said nothing', { timeout: 60_000 }, async () => {
    const path = newPath();
    const server = await start(path, () => 'never');
    const silent = await opened(path);
    await server.close();
    silent.destroy();
  });

  it('refuses whoever sends without end', { timeout: 60_000 }, async () => {
    const path = newPath();
    const server = await start(path, () => 'never');
    const flood = await opened(path);
    const head = 'POST /api/v1/look HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n';
    flood.write(`${head}transfer-encoding: chunked\r\n\r\n`);
    let said = '';
    flood.on('data', (data) => {
      said += String(data);
    });
    let isOver = false;
    flood.once('close', () => {
      isOver = true;
    });
    const chunk = `100000\r\n${' '.repeat(1 << 20)}\r\n`;
    for (let sent = 0; sent < 64 && !isOver; sent++) {
      await new Promise<void>((resolve) => flood.write(chunk, () => resolve()));
    }
    assert.match(said, /^HTTP\/1\.1 413 /);
    flood.destroy();
    await server.close();
  });
});
