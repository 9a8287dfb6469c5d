import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { type ApiTransport, apiClient } from '@sallyport/api';
import { isSallyportError, type JsonValue, SallyportError } from '@sallyport/core';
import type { RunningSocketServer } from '@sallyport/http';
import { startControlServer } from '../../src/control/control-server.ts';
import { inProcess, overSocket } from '../../src/control/transports.ts';
import { SMALL_TABLE, smallApi } from '../support/small-api.ts';

const directory = mkdtempSync(join(tmpdir(), 'sallyport-transports-'));
const path = join(directory, 'small.sock');
const { signal } = new AbortController();
const errors: unknown[] = [];
const api = smallApi(
  (given) => {
    if (given === 'refuse')
      throw new SallyportError('E_TEST_REFUSED', { fault: 'policy', hint: 'Ask nicely.' }, 'not like this');
    if (given === 'break') throw new TypeError('a secret of ours');
    return given;
  },
  (error) => errors.push(error),
);
let server: RunningSocketServer;
before(async () => {
  server = await startControlServer(path, api, () => undefined);
});
after(async () => {
  await server.close();
  rmSync(directory, { recursive: true, force: true });
});

const WAYS: readonly (readonly [string, ApiTransport])[] = [
  ['over the socket', overSocket(path, signal)],
  ['in this process', inProcess(api)],
];

for (const [way, transport] of WAYS) {
  const { ask } = apiClient(SMALL_TABLE, transport);

  describe(`an operation asked of a service ${way}`, () => {
    it('is given its input, and its answer comes back', async () => {
      const given = { text: 'Grüße – 你好', list: [1, null, true], big: 'x'.repeat(1 << 18) };
      assert.deepEqual(await ask('look', { given }), given);
    });

    it('can answer with nothing, false or null', async () => {
      const answers: JsonValue[] = [null, false, 0, '', [], {}];
      for (const given of answers) assert.deepEqual(await ask('look', { given }), given);
    });

    it('fails here as it failed there', async () => {
      await assert.rejects(ask('look', { given: 'refuse' }), (thrown) => {
        assert.ok(isSallyportError(thrown));
        const { code, fault, hint, message } = thrown;
        assert.deepEqual([code, fault, hint, message], ['E_TEST_REFUSED', 'policy', 'Ask nicely.', 'not like this']);
        return true;
      });
    });

    it('says nothing of what went wrong inside, which is told to the service alone', async () => {
      await assert.rejects(ask('look', { given: 'break' }), (thrown) => {
        assert.ok(isSallyportError(thrown, 'E_INTERNAL'));
        assert.doesNotMatch(JSON.stringify(thrown.toJSON()), /secret/);
        return true;
      });
      assert.match(String(errors.at(-1)), /a secret of ours/);
    });
  });
}

describe('a service that goes away', () => {
  it('is said not to run', async () => {
    const gone = apiClient(SMALL_TABLE, overSocket(join(directory, 'nothing.sock'), signal));
    await assert.rejects(gone.ask('look', {}), { code: 'E_CLI_NOT_RUNNING' });
    const rudePath = join(directory, 'rude.sock');
    const rude = createServer((socket) => socket.destroy());
    await new Promise<void>((resolve) => rude.listen(rudePath, resolve));
    await assert.rejects(apiClient(SMALL_TABLE, overSocket(rudePath, signal)).ask('look', {}), {
      code: 'E_CLI_NOT_RUNNING',
    });
    rude.close();
  });
});
