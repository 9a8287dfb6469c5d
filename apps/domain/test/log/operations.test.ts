import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Download } from '@sallyport/api';
import { isJsonObject, type JsonObject, type JsonValue } from '@sallyport/core';
import { withCode } from '@sallyport/testing';
import { type Domain, LOCAL_CALLER, runDomainOperation } from '../../src/index.ts';
import { DOMAIN_OPERATIONS } from '../../src/operations.ts';
import { startDomain } from '../support.ts';

async function filled(t: { after(work: () => Promise<void>): void }): Promise<Domain> {
  const domain = await startDomain({ listen: undefined });
  t.after(() => domain.close());
  await domain.lists.add('manufacturers', '=HYPERLINK("https://evil.example")', '<script>alert(1)</script>');
  await domain.lists.add('devices', 'acme/1', 'x'.repeat(1_000));
  return domain;
}

async function ask(domain: Domain, name: string, input: JsonValue = {}): Promise<JsonObject> {
  const answer = await runDomainOperation(domain, name, input);
  assert.ok(isJsonObject(answer));
  return answer;
}

describe('the operations on the log', () => {
  it('show it the newest first, by type and by stream', async (t) => {
    const domain = await filled(t);
    const { events } = await ask(domain, 'log.page', { type: 'accept-list.added' });
    assert.ok(Array.isArray(events));
    assert.deepEqual(
      events.map((event) => isJsonObject(event) && isJsonObject(event['data'] ?? null) && event['data']),
      [
        { list: 'devices', match: 'acme/1', note: 'x'.repeat(1_000) },
        { list: 'manufacturers', match: '=HYPERLINK("https://evil.example")', note: '<script>alert(1)</script>' },
      ],
    );
    const { types } = await ask(domain, 'log.types');
    assert.ok(Array.isArray(types) && types.includes('accept-list.added'));
  });

  it('show one event whole, and none that is not there', async (t) => {
    const domain = await filled(t);
    const { position } = await ask(domain, 'log.head');
    const last = await ask(domain, 'log.entry', { position: position ?? 0 });
    assert.equal(last['type'], 'accept-list.added');
    await assert.rejects(ask(domain, 'log.entry', { position: 9_999 }), withCode('E_DOMAIN_LOG_POSITION'));
    await assert.rejects(ask(domain, 'log.entry', { position: 0 }), withCode('E_DOMAIN_LOG_POSITION'));
  });

  it('check it, also against a head that was noted, and tell of it afterwards', async (t) => {
    const domain = await filled(t);
    const noted = await ask(domain, 'log.head');
    await domain.lists.add('devices', 'acme/2', undefined);
    const head = await ask(domain, 'log.verify', { noted });
    assert.deepEqual(head, await ask(domain, 'log.head'));
    const { running, last } = await ask(domain, 'log.verification');
    assert.equal(running, null);
    assert.ok(isJsonObject(last ?? null) && last !== undefined && isJsonObject(last));
    assert.deepEqual([last['by'], last['noted'], last['head'], last['fault']], [LOCAL_CALLER.name, noted, head, null]);
    const forged = { ...noted, hash: 'ab'.repeat(32) };
    await assert.rejects(ask(domain, 'log.verify', { noted: forged }), withCode('E_STORE_CHAIN'));
  });

  it('take it elsewhere as a file of its type', async (t) => {
    const domain = await filled(t);
    for (const [format, type] of [
      ['jsonl', 'application/jsonl'],
      ['csv', 'text/csv; charset=utf-8'],
    ] as const) {
      const file = await DOMAIN_OPERATIONS['log.export'].run(domain, { format }, LOCAL_CALLER);
      assert.ok(file instanceof Download);
      assert.equal(file.mediaType, type);
      assert.equal(file.fileName, `sallyport-log.${format}`);
      const chunks: Uint8Array[] = [];
      for await (const chunk of file.body) chunks.push(chunk);
      const text = Buffer.concat(chunks).toString('utf8');
      const { hash } = await ask(domain, 'log.head');
      assert.ok(text.includes(String(hash)));
      if (format === 'csv') assert.doesNotMatch(text, /(^|,|\n)"?=/);
    }
  });

  it('are for owners and auditors, and none of them changes anything', () => {
    for (const [name, { roles, changes }] of Object.entries(DOMAIN_OPERATIONS)) {
      if (!name.startsWith('log.')) continue;
      assert.deepEqual([...roles], ['owner', 'auditor'], name);
      assert.equal(changes, false, name);
    }
  });
});
