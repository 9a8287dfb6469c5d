/** Who has a link that is used up or too old, a stolen cookie, or a page of another origin, gets nowhere in the console. */

import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, describe, it } from 'node:test';
import { HOUR, systemClock } from '@sallyport/core';
import type { Browser } from 'playwright-core';
import { chromiumMissing, openChromium } from '../../src/console/chromium.ts';
import { ConsoleHouse } from '../../src/console/house.ts';
import { askRaw, openRaw } from '../../src/console/raw-client.ts';
import { memberOf, Visitor } from '../../src/console/visitor.ts';

const missing = chromiumMissing();
const OTHER_CLIENT = 'curl/8.14.1';

describe('a link, a cookie or a page that is not the person’s', missing === undefined ? {} : { skip: missing }, () => {
  let house: ConsoleHouse;
  let browser: Browser;
  let offset = 0;

  before(async () => {
    const clock = { now: () => new Date(Date.now() + offset), monotonic: () => systemClock.monotonic() };
    house = await ConsoleHouse.open({ domain: { clock } });
    browser = await openChromium([house.domain.authority.certificate]);
  });
  after(async () => {
    await browser?.close();
    await house?.close();
  });

  it('is let in by a link once, and told so the second time', async () => {
    const { url } = await house.invite('Once', 'auditor');
    const first = await Visitor.come(browser, house);
    await first.enter(url);
    const second = await Visitor.come(browser, house);
    await assert.rejects(second.enter(url), /refused/);
    await second.page.goto(url);
    await second.page.getByText(/link/i).first().waitFor();
    assert.equal(await second.main.count(), 0, 'nothing of the house is shown');
    await first.close();
    await second.close();
  });

  it('is not let in by a link that is too old', async () => {
    const { url } = await house.invite('Late', 'auditor');
    offset = 25 * HOUR;
    try {
      const late = await Visitor.come(browser, house);
      await assert.rejects(late.enter(url), /refused/);
      assert.equal((await late.call('GET', '/me')).status, 401);
      await late.close();
    } finally {
      offset = 0;
    }
  });

  it('is not let in by a cookie alone, and the session of the cookie ends', async () => {
    const owner = await Visitor.signedIn(browser, house, 'owner');
    const { cookie } = await owner.session();
    const stolen = await askRaw(house, { path: '/api/v1/me', headers: { cookie, 'user-agent': OTHER_CLIENT } });
    assert.equal(stolen.status, 401);
    assert.equal((await owner.call('GET', '/me')).status, 401, 'nobody goes on with a session that was stolen');
    await owner.close();
  });

  it('is not let in with both halves of a session by another client', async () => {
    const owner = await Visitor.signedIn(browser, house, 'owner');
    const { cookie, pageKey } = await owner.session();
    const headers = { cookie, 'x-sallyport': pageKey, 'user-agent': OTHER_CLIENT };
    assert.equal((await askRaw(house, { path: '/api/v1/me', headers })).status, 401);
    const stream = await openRaw(house, { path: '/api/v1/events', headers });
    assert.equal(stream.status, 401);
    stream.close();
    await owner.close();
  });

  it('reads no cookie with a script, and sends it nowhere else', async () => {
    const owner = await Visitor.signedIn(browser, house, 'owner');
    assert.equal(await owner.page.evaluate('document.cookie'), '');
    const [cookie] = await owner.context.cookies(house.url);
    assert.deepEqual(
      [cookie?.name.startsWith('__Host-'), cookie?.httpOnly, cookie?.secure, cookie?.sameSite],
      [true, true, true, 'Strict'],
    );
    await owner.close();
  });

  for (const [how, changed] of [
    ['as the page itself does', {}],
    ['without the header of the page', { 'x-sallyport': undefined }],
    ['from another origin', { origin: 'https://evil.example' }],
    ['from another port of the same host', { origin: 'https://localhost:1' }],
    ['from a page without an origin', { origin: 'null' }],
    ['without an origin', { origin: undefined }],
    ['from what the browser knows for another site', { 'sec-fetch-site': 'cross-site' }],
    ['from what the browser knows for a neighbour', { 'sec-fetch-site': 'same-site' }],
    ['under a name that leads here from elsewhere', { host: 'evil.example', origin: 'https://evil.example' }],
  ] as const) {
    const isOwn = Object.keys(changed).length === 0;
    it(`changes ${isOwn ? 'something' : 'nothing'} ${how}`, async () => {
      const owner = await Visitor.signedIn(browser, house, 'owner');
      const { cookie, pageKey, userAgent } = await owner.session();
      const all: Record<string, string | undefined> = {
        cookie,
        'x-sallyport': pageKey,
        'user-agent': userAgent,
        'accept-language': 'en',
        origin: house.url,
        'content-type': 'application/json',
        ...changed,
      };
      const headers = Object.fromEntries(
        Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
      );
      const before = await house.ask('accounts.list');
      const body = JSON.stringify({ name: 'Mallory', role: 'owner' });
      const { status } = await askRaw(house, { method: 'POST', path: '/api/v1/accounts', headers, body });
      if (isOwn) assert.equal(status, 200);
      else assert.ok(status === 401 || status === 403, `status ${status}`);
      assert.equal(JSON.stringify(await house.ask('accounts.list')) === JSON.stringify(before), !isOwn);
      await owner.close();
    });
  }

  it('is no page of another origin in the person’s own browser', async () => {
    const owner = await Visitor.signedIn(browser, house, 'owner');
    const before = await house.ask('accounts.list');
    const attack = `
      const body = JSON.stringify({ name: 'Mallory', role: 'owner' });
      const at = '${house.url}/api/v1/accounts';
      const ways = [
        { method: 'POST', mode: 'no-cors', credentials: 'include', headers: { 'content-type': 'text/plain' }, body },
        { method: 'POST', credentials: 'include', headers: { 'content-type': 'application/json', 'X-Sallyport': '1' }, body },
      ];
      Promise.allSettled(ways.map((way) => fetch(at, way).then((answer) => answer.text())))
        .then((all) => { document.title = 'done ' + all.filter(({ value }) => value).length; });`;
    const evil = createServer((request, response) => {
      const isScript = request.url === '/attack.js';
      response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html');
      response.end(isScript ? attack : '<!doctype html><script src="/attack.js"></script>');
    });
    await new Promise<void>((resolve) => evil.listen(0, 'localhost', resolve));
    const address = evil.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    // The same browser with the same cookies, on another port of the same host: a neighbour, to which even strict cookies are sent.
    const page = await owner.context.newPage();
    await page.goto(`http://localhost:${port}/`);
    await page.waitForFunction(`document.title.startsWith('done')`);
    assert.equal(await page.title(), 'done 0', 'it reads no answer');
    assert.deepEqual(await house.ask('accounts.list'), before);
    evil.closeAllConnections();
    await new Promise((resolve) => evil.close(resolve));
    await owner.close();
  });

  it('has no use for a made-up session or token', async () => {
    for (const headers of [
      { cookie: `__Host-sallyport=${'A'.repeat(43)}`, 'x-sallyport': 'B'.repeat(43) },
      { cookie: '__Host-sallyport=', 'x-sallyport': '1' },
      { cookie: `__Host-sallyport=${'%00'.repeat(20)}` },
      { authorization: 'Bearer sallyport' },
      { authorization: `Bearer ${'x'.repeat(4000)}` },
      { authorization: 'Basic b3duZXI6b3duZXI=' },
    ]) {
      const { status, body } = await askRaw(house, { path: '/api/v1/devices', headers });
      assert.deepEqual([status, memberOf(JSON.parse(body), 'code')], [401, 'E_API_SIGN_IN']);
    }
  });
});
