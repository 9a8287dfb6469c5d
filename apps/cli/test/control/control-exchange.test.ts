import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { isSallyportError, type JsonValue, SallyportError } from '@sallyport/core';
import { askService, isServiceRunning } from '../../src/control/control-client.ts';
import { startControlServer } from '../../src/control/control-server.ts';

const directory = mkdtempSync(join(tmpdir(), 'sallyport-exchange-'));
after(() => rmSync(directory, { recursive: true, force: true }));
let count = 0;
const newPath = () => join(directory, `${++count}.sock`);

async function opened(path: string): Promise<Socket> {
  const socket = connect({ path, allowHalfOpen: true });
  socket.on('error', () => undefined);
  await new Promise((resolve) => socket.once('connect', resolve));
  return socket;
}

describe('an operation asked of a running service', () => {
  it('is given its input, and its answer comes back', async () => {
    const path = newPath();
    const server = await startControlServer(path, async (name, input) => ({ name, input }));
    assert.equal(await isServiceRunning(path), true);
    const input = { text: 'Grüße – 你好', list: [1, null, true], big: 'x'.repeat(1 << 20) };
    assert.deepEqual(await askService(path, 'look', input), { name: 'look', input });
    await server.close();
    assert.equal(await isServiceRunning(path), false);
  });

  it('can answer with nothing, false or null', async () => {
    const path = newPath();
    const answers: JsonValue[] = [null, false, 0, '', [], {}];
    const server = await startControlServer(path, async (name) => answers[Number(name)] ?? null);
    for (const [index, answer] of answers.entries())
      assert.deepEqual(await askService(path, String(index), {}), answer);
    await server.close();
  });

  it('fails here as it failed there', async () => {
    const path = newPath();
    const server = await startControlServer(path, async () => {
      throw new SallyportError('E_TEST_REFUSED', { fault: 'policy', hint: 'Ask nicely.' }, 'not like this');
    });
    await assert.rejects(askService(path, 'look', {}), (thrown) => {
      assert.ok(isSallyportError(thrown));
      const { code, fault, hint, message } = thrown;
      assert.deepEqual([code, fault, hint, message], ['E_TEST_REFUSED', 'policy', 'Ask nicely.', 'not like this']);
      return true;
    });
    await server.close();
  });

  it('fails when the service goes away, or is not there', async () => {
    const path = newPath();
    await assert.rejects(askService(path, 'look', {}), (thrown) => isSallyportError(thrown, 'E_CLI_NOT_RUNNING'));
    const rude = createServer((socket) => socket.destroy());
    await new Promise<void>((resolve) => rude.listen(path, resolve));
    await assert.rejects(askService(path, 'look', {}), (thrown) => isSallyportError(thrown));
    rude.close();
  });
});

describe('the control server', () => {
  it('takes the place of what a killed process left', async () => {
    const path = newPath();
    writeFileSync(path, 'left behind');
    assert.equal(await isServiceRunning(path), false);
    const server = await startControlServer(path, async () => 'here');
    assert.equal(await askService(path, 'look', {}), 'here');
    await server.close();
  });

  it('lets an operation under way finish before it closes', async () => {
    const path = newPath();
    const { promise: going, resolve: go } = Promise.withResolvers<void>();
    const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
    const server = await startControlServer(path, async () => {
      begin();
      await going;
      return 'done';
    });
    const asked = askService(path, 'work', {});
    await begun;
    const closed = server.close();
    go();
    assert.equal(await asked, 'done');
    await closed;
  });

  it('does not wait for those who have said nothing, or half of it', async () => {
    const path = newPath();
    const server = await startControlServer(path, async () => 'never');
    const silent = await opened(path);
    const halfway = await opened(path);
    await new Promise<void>((resolve) => halfway.write('{"operation":', () => resolve()));
    const started = performance.now();
    await server.close();
    assert.ok(performance.now() - started < 1000);
    silent.destroy();
    halfway.destroy();
  });

  it('hangs up on whoever sends without end', { timeout: 20_000 }, async () => {
    const path = newPath();
    const server = await startControlServer(path, async () => 'never');
    const flood = await opened(path);
    const chunk = Buffer.alloc(8 << 20, 0x20);
    let isOver = false;
    flood.once('close', () => {
      isOver = true;
    });
    for (let sent = 0; sent < 20 && !isOver; sent++) {
      await new Promise<void>((resolve) => flood.write(chunk, () => resolve()));
    }
    assert.equal(isOver || flood.destroyed || !flood.writable, true);
    await server.close();
  });
});
