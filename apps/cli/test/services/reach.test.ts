import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { askDomain } from '../../src/services/reach.ts';
import { testContext } from '../support/context.ts';

let directory = '';
before(() => {
  directory = mkdtempSync(join(tmpdir(), 'services-'));
});
after(() => rmSync(directory, { recursive: true, force: true }));

describe('a service that never ran', () => {
  it('is not made by asking it', async () => {
    const data = join(directory, 'mistyped');
    await assert.rejects(askDomain({ dataDir: data }, testContext(), 'devices.list', {}), {
      code: 'E_CLI_NOT_RUNNING',
    });
    assert.equal(existsSync(data), false);
  });
});
