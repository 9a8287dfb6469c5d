/** What a domain was is not forgotten when it stops. */

import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { isJsonObject, type JsonValue } from '@sallyport/core';
import { startDomain } from '../../src/services/domain.ts';
import { openHouse } from '../../src/services/house.ts';
import { askDomain } from '../../src/services/reach.ts';
import { testContext } from '../support/context.ts';

let directory = '';
before(() => {
  directory = mkdtempSync(join(tmpdir(), 'services-'));
});
after(() => rmSync(directory, { recursive: true, force: true }));

function member(value: JsonValue, name: string): JsonValue | undefined {
  return isJsonObject(value) ? value[name] : undefined;
}

describe('a domain that stopped', () => {
  const context = testContext();

  it('keeps its certificate while its books are worked on', async () => {
    const data = join(directory, 'domain-1');
    const wishes = { port: 0, owner: 'Our House', hosts: ['registrar.example'], network: 'our-network' };
    const running = await startDomain(openHouse(data, context), wishes, context, () => {});
    const shown = running.service.registrarCertificate.fingerprint();
    await running.close();
    assert.equal(member(await askDomain({ dataDir: data }, context, 'ca.show', {}), 'registrarFingerprint'), shown);
  });

  it('comes back under the same names and on the same port', async () => {
    const data = join(directory, 'domain-1');
    const running = await startDomain(openHouse(data, context), {}, context, () => {});
    const { port, owner, registrarCertificate } = running.service;
    await running.close();
    assert.equal(owner, 'Our House');
    assert.deepEqual(
      registrarCertificate.subjectAltNames.map((name) => 'value' in name && name.value),
      ['registrar.example'],
    );
    const again = await startDomain(openHouse(data, context), {}, context, () => {});
    await again.close();
    assert.equal(again.service.port, port);
  });

  it('takes a new name when it is given one', async () => {
    const data = join(directory, 'domain-1');
    const running = await startDomain(openHouse(data, context), { hosts: ['other.example'] }, context, () => {});
    await running.close();
    assert.deepEqual(
      running.service.registrarCertificate.subjectAltNames.map((name) => 'value' in name && name.value),
      ['other.example'],
    );
  });
});

describe('a service whose log is in PostgreSQL', () => {
  it('does not have its books opened in an empty file', async () => {
    const data = join(directory, 'domain-2');
    const context = testContext();
    mkdirSync(openHouse(data, context).directory.domain);
    writeFileSync(join(data, 'domain.json'), '{"postgres": true}');
    await assert.rejects(askDomain({ dataDir: data }, context, 'lists.show', {}), { code: 'E_CLI_USAGE' });
  });

  it('is refused when what was kept of it is damaged', async () => {
    const data = join(directory, 'domain-2');
    writeFileSync(join(data, 'domain.json'), '{"port": "eight"}');
    await assert.rejects(askDomain({ dataDir: data }, testContext(), 'lists.show', {}), {
      code: 'E_CLI_DATA_DIRECTORY',
    });
  });
});
