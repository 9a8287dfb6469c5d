import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { askService } from '../../src/control/control-client.ts';
import { startControlServer } from '../../src/control/control-server.ts';

describe('the control socket', () => {
  const directory = mkdtempSync(join(tmpdir(), 'sallyport-control-'));
  after(() => rmSync(directory, { recursive: true, force: true }));

  it('is its owner’s alone from the moment it exists, whatever the umask, which it leaves as it was', async () => {
    const path = join(directory, 'a.sock');
    const before = process.umask(0);
    try {
      const starting = startControlServer(path, async (name) => ({ did: name }));
      assert.equal(statSync(path).mode & 0o777, 0o600);
      assert.equal(process.umask(), 0);
      const server = await starting;
      assert.deepEqual(await askService(path, 'look', {}), { did: 'look' });
      await server.close();
    } finally {
      process.umask(before);
    }
  });
});
