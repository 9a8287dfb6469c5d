/** What no person sends: bodies beyond every bound, bytes that are no JSON, a thousand streams. The console goes on for the others. */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Browser } from 'playwright-core';
import { chromiumMissing, openChromium } from '../../src/console/chromium.ts';
import { ConsoleHouse } from '../../src/console/house.ts';
import { askRaw, openRaw, type RawStream } from '../../src/console/raw-client.ts';
import { memberOf, Visitor } from '../../src/console/visitor.ts';

const missing = chromiumMissing();
const MEGABYTE = 1 << 20;

describe('a console that is asked for what it cannot give', missing === undefined ? {} : { skip: missing }, () => {
  let house: ConsoleHouse;
  let browser: Browser;
  let owner: Visitor;
  let own: Readonly<Record<string, string>>;

  before(async () => {
    house = await ConsoleHouse.open();
    browser = await openChromium([house.domain.authority.certificate]);
    owner = await Visitor.signedIn(browser, house, 'owner');
    own = await tokenOf(owner);
  });
  after(async () => {
    await browser?.close();
    await house?.close();
  });

  it('refuses a claim of ten megabytes, and goes on', async () => {
    const answer = await owner.call('POST', '/claims', { claim: 'eA'.repeat(5 * MEGABYTE) });
    assert.deepEqual([answer.status, typeof memberOf(answer.body, 'detail')], [413, 'string']);
    assert.equal((await owner.call('GET', '/me')).status, 200);
  });

  it('refuses one whose length is not announced', async () => {
    const headers = { ...own, 'content-type': 'application/json', 'transfer-encoding': 'chunked' };
    const sent = askRaw(house, {
      method: 'POST',
      path: '/api/v1/claims',
      headers,
      body: `{"claim":"${'x'.repeat(10 * MEGABYTE)}"}`,
    });
    assert.equal((await sent).status, 413);
  });

  for (const [what, body] of [
    ['no JSON', '{"type":'],
    ['JSON that goes on', '{}{}'],
    ['no object', '[]'],
    ['a text', '"claim"'],
    ['nothing', ''],
    ['a member twice', '{"type":"Trust","type":"Distrust"}'],
    ['depth without end', `${'['.repeat(50_000)}${']'.repeat(50_000)}`],
    ['bytes that are no UTF-8', Uint8Array.of(0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d)],
    ['members that nobody asked for', '{"type":"Trust","subject":{},"__proto__":{"role":"owner"}}'],
  ] as const) {
    it(`refuses ${what} with a sentence`, async () => {
      const headers = { ...own, 'content-type': 'application/json' };
      const { status, body: answer } = await askRaw(house, {
        method: 'POST',
        path: '/api/v1/claims/made',
        headers,
        body,
      });
      assert.equal(status, 400, answer);
      const problem: unknown = JSON.parse(answer);
      assert.ok(typeof problem === 'object' && problem !== null && 'detail' in problem && 'hint' in problem);
    });
  }

  for (const path of [
    '/api/v1/devices?limit=1e9',
    '/api/v1/devices?limit=-1',
    '/api/v1/devices?limit=50&limit=60',
    `/api/v1/devices?search=${'x'.repeat(5000)}`,
    '/api/v1/devices?cursor=%00%ff',
    '/api/v1/devices/%2e%2e/%2e%2e',
    '/api/v1/devices/a/b/c',
    '/api/v1/nothing',
    '/api/v1/devices/%E0%A4%A',
  ]) {
    it(`answers ${path.slice(0, 48)} with a problem of the caller’s`, async () => {
      const { status, body } = await askRaw(house, { path, headers: own });
      assert.ok(status >= 400 && status < 500, `${status} ${body}`);
      assert.equal(typeof memberOf(JSON.parse(body), 'detail'), 'string');
    });
  }

  it('gives one client no thousand streams, and the others theirs', async () => {
    const streams: RawStream[] = [];
    const refused: number[] = [];
    try {
      for (let batch = 0; batch < 20; batch++) {
        const opened = Array.from({ length: 50 }, () =>
          openRaw(house, { path: '/api/v1/events', headers: own }).catch(() => undefined),
        );
        for (const stream of await Promise.all(opened)) {
          if (stream?.status === 200) streams.push(stream);
          else refused.push(stream?.status ?? 0);
        }
      }
      assert.equal(streams.length + refused.length, 1000);
      assert.ok(streams.length <= 32, `${streams.length} streams are open`);
      assert.deepEqual(
        [...new Set(refused)].filter((status) => ![0, 429, 503].includes(status)),
        [],
      );
      const auditor = await Visitor.signedIn(browser, house, 'auditor');
      await auditor.go('/devices');
      const next = await house.device('LAMP-STREAMS');
      await house.lab.bringAboard(next, house.domain);
      await auditor.main.getByText('LAMP-STREAMS').first().waitFor();
      await auditor.close();
    } finally {
      for (const stream of streams) stream.close();
    }
  });
});

/** A token of the visitor’s, for a client that is no page. */
async function tokenOf(visitor: Visitor): Promise<Readonly<Record<string, string>>> {
  const me = await visitor.call('GET', '/me');
  const made = await visitor.house.ask('tokens.make', {
    name: 'bad input',
    scopes: ['read', 'claims.*'],
    days: 1,
    account: memberOf(me.body, 'id') ?? '',
  });
  return { authorization: `Bearer ${String(memberOf(made, 'token'))}` };
}
