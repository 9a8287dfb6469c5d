/** What a manufacturer was is not forgotten when it stops. */

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { isJsonObject, type JsonValue } from '@sallyport/core';
import { openHouse } from '../../src/services/house.ts';
import { startManufacturer } from '../../src/services/manufacturer.ts';
import { askManufacturer } from '../../src/services/reach.ts';
import { testContext } from '../support/context.ts';

let directory = '';
before(() => {
  directory = mkdtempSync(join(tmpdir(), 'services-'));
});
after(() => rmSync(directory, { recursive: true, force: true }));

function member(value: JsonValue, name: string): JsonValue | undefined {
  return isJsonObject(value) ? value[name] : undefined;
}

describe('a manufacturer that stopped', () => {
  const context = testContext();

  it('still hands over the address of its MASA', async () => {
    const data = join(directory, 'manufacturer-1');
    const wishes = { masaPort: 0, stationPort: 0, masaHosts: ['masa.example'] };
    const running = await startManufacturer(openHouse(data, context), wishes, context, () => {});
    const { masaPort } = running.service;
    await running.close();
    assert.equal(
      member(await askManufacturer({ dataDir: data }, context, 'anchors', {}), 'masa'),
      `https://masa.example:${masaPort}/.well-known/brski`,
    );
  });
});
