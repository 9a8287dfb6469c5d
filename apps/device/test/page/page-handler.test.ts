import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { afterEach, describe, it } from 'node:test';
import { fromUtf8, type Timer, utf8 } from '@sallyport/core';
import { buildRequest, type RequestInit } from '@sallyport/http';
import { DeviceLife } from '../../src/index.ts';
import { pageHandler } from '../../src/page/page-handler.ts';
import { Domain, Maker } from '../lab.ts';

const HOST = 'localhost:8080';
const OWN = { host: HOST, origin: `http://${HOST}`, 'x-sallyport': '1' };
const ASSETS = { css: utf8('body {}'), js: utf8('follow();'), icon: utf8('<svg/>') };
/** Keeps the process while a test waits. */
const TIMER: Timer = {
  after: (span, act) => {
    const timeout = setTimeout(act, span);
    return () => clearTimeout(timeout);
  },
};
const lives: DeviceLife[] = [];

afterEach(async () => {
  for (const life of lives.splice(0)) await life.close();
});

describe('the page of a device', () => {
  it('comes with a policy that runs no script but its own file, and is never kept', async () => {
    const page = await lookAt(await newDevice());
    const { status, headers, body } = await page.get('/');
    assert.equal(status, 200);
    const policy = headers['content-security-policy'] ?? '';
    assert.match(policy, /default-src 'none'; script-src 'self'; style-src 'self'/);
    assert.doesNotMatch(policy, /unsafe/);
    assert.equal(headers['cache-control'], 'no-store');
    // A data block is no script; everything else that runs or styles comes from files.
    assert.doesNotMatch(fromUtf8(body), /<style|style=|onclick|<script(?! type="(?:module" src=|application\/json"))/);
  });

  for (const [what, target, headers, lang] of [
    ['English unless told', '/', {}, 'en'],
    ['the language of the browser', '/', { 'accept-language': 'fr, de-CH;q=0.9, en' }, 'de'],
    ['the language that was chosen', '/?lang=en', { 'accept-language': 'de' }, 'en'],
    ['English for a language that it has not', '/?lang=%3Cscript%3E', {}, 'en'],
  ] as const) {
    it(`is in ${what}`, async () => {
      const page = await lookAt(await newDevice());
      const { body } = await page.get(target, headers);
      assert.match(fromUtf8(body), new RegExp(`<html lang="${lang}">`));
      assert.doesNotMatch(fromUtf8(body), /<script>/);
    });
  }

  it('brings its files', async () => {
    const page = await lookAt(await newDevice());
    assert.deepEqual((await page.get('/page.css')).body, ASSETS.css);
    assert.deepEqual((await page.get('/page.js')).body, ASSETS.js);
    assert.deepEqual((await page.get('/icon.svg')).body, ASSETS.icon);
  });

  it('says nothing at another path', async () => {
    const page = await lookAt(await newDevice());
    assert.equal((await page.get('/../device.json')).status, 404);
    assert.equal((await page.get('/api')).status, 404);
  });

  it('shows who the device is, and gives no key of it away', async () => {
    const device = await newDevice({ model: '</script><b>lamp</b>' });
    const page = await lookAt(device);
    const { body } = await page.get('/api/news');
    const { state } = JSON.parse(fromUtf8(body));
    assert.equal(state.serialNumber, 'SN-1');
    assert.match(state.birth.subject, /lamp/);
    assert.equal(state.birth.fingerprint, device.birth?.idevid.fingerprint());
    assert.deepEqual([state.owner, state.network.state, state.doing], [null, 'none', null]);
    assert.doesNotMatch(fromUtf8(body), /PRIVATE KEY/);
  });

  it('gives everything at first, then waits for what is new', async () => {
    const page = await lookAt(await newDevice(), { patience: 60_000 });
    const first = await page.news();
    assert.deepEqual(
      first.entries.map(({ say }) => say.message),
      ['switched-on'],
    );
    const next = page.news(`?run=${first.run}&after=${first.revision}`);
    page.life.ping();
    const { entries, revision } = await next;
    assert.deepEqual(
      entries.map(({ say }) => say.message),
      ['ping-nowhere'],
    );
    assert.ok(revision > first.revision);
  });

  it('answers without news when there are none for long enough', async () => {
    const page = await lookAt(await newDevice(), { patience: 5 });
    const first = await page.news();
    assert.deepEqual((await page.news(`?run=${first.run}&after=${first.revision}`)).entries, []);
  });

  it('begins anew with a page that knew an earlier run', async () => {
    const page = await lookAt(await newDevice());
    assert.equal((await page.news('?run=0123&after=7')).entries.length, 1);
  });

  it('holds no answer back for a browser that has gone', async () => {
    const page = await lookAt(await newDevice(), { patience: 60_000 });
    const { run, revision } = await page.news();
    const gone = new AbortController();
    const asked = page.ask({
      target: `/api/news?run=${run}&after=${revision}`,
      headers: { host: HOST },
      signal: gone.signal,
    });
    gone.abort();
    assert.equal((await asked).status, 200);
  });

  it('lets no more than 64 questions wait', async () => {
    const page = await lookAt(await newDevice(), { patience: 60_000 });
    const { run, revision } = await page.news();
    const target = `?run=${run}&after=${revision}`;
    const waiting = Array.from({ length: 64 }, () => page.news(target));
    assert.deepEqual((await page.news(target)).entries, []);
    page.life.ping();
    assert.equal(
      (await Promise.all(waiting)).every(({ entries }) => entries.length === 1),
      true,
    );
  });

  for (const after of ['-1', '1e9', 'x', '9999999999999', '']) {
    it(`refuses the revision “${after}”`, async () => {
      const page = await lookAt(await newDevice());
      const { run } = await page.news();
      const { status, body } = await page.get(`/api/news?run=${run}&after=${after}`);
      assert.deepEqual([status, JSON.parse(fromUtf8(body)).code], [400, 'E_DEVICE_PAGE_INPUT']);
    });
  }
});

describe('a name that leads to loopback', () => {
  for (const host of ['evil.example', 'localhost.evil.example:8080', '127.0.0.1.nip.io', '127.0.0.2', '', '[::2]:80']) {
    for (const path of ['/', '/api/news', '/page.js']) {
      it(`gets nothing of ${path} as “${host}”`, async () => {
        const page = await lookAt(await newDevice());
        const { status, body } = await page.ask({ target: path, headers: { host } });
        assert.deepEqual([status, JSON.parse(fromUtf8(body)).code], [403, 'E_DEVICE_PAGE_HOST']);
      });
    }
  }

  for (const host of ['localhost', 'localhost:80', '127.0.0.1:65535', '[::1]:8080']) {
    it(`is the page’s own as “${host}”`, async () => {
      const page = await lookAt(await newDevice());
      assert.equal((await page.ask({ target: '/', headers: { host } })).status, 200);
    });
  }
});

describe('a button', () => {
  const forgeries: readonly (readonly [string, Record<string, string>])[] = [
    ['by a page of another site', { ...OWN, origin: 'https://evil.example' }],
    ['by a page of another port', { ...OWN, origin: 'http://localhost:8081' }],
    ['by a page of the same address over TLS', { ...OWN, origin: `https://${HOST}` }],
    ['by a page without an origin', { ...OWN, origin: 'null' }],
    ['by nobody knows whom', { host: HOST, 'x-sallyport': '1' }],
    ['by a form, which sends no header of its own', { host: HOST, origin: `http://${HOST}` }],
    ['from what the browser knows for another site', { ...OWN, 'sec-fetch-site': 'cross-site' }],
    ['from what the browser knows for a neighbour', { ...OWN, 'sec-fetch-site': 'same-site' }],
    ['under another name', { ...OWN, host: 'evil.example', origin: 'http://evil.example' }],
  ];
  for (const [how, headers] of forgeries) {
    for (const action of ['onboard', 'offboard', 'ping']) {
      it(`is not pressed ${how}: ${action}`, async () => {
        const page = await lookAt(await newDevice());
        const { status } = await page.ask({ method: 'POST', target: `/api/${action}`, headers });
        assert.equal(status, 403);
        assert.deepEqual([page.life.state().doing, page.life.log.since(0).length], [null, 1]);
      });
    }
  }

  it('is not pressed by following a link', async () => {
    const page = await lookAt(await newDevice());
    assert.equal((await page.get('/api/onboard', OWN)).status, 405);
  });

  it('says nothing but that it was pressed', async () => {
    const page = await lookAt(await newDevice());
    const pressed = await page.press('ping', { body: utf8('{"host":"10.0.0.1"}') });
    assert.equal(pressed.status, 400);
  });

  it('is answered at once, and what comes of it stands in the log', async () => {
    const page = await lookAt(await newDevice());
    assert.equal((await page.press('ping')).status, 202);
    await page.life.settled();
    assert.equal(page.life.log.since(1)[0]?.ok, false);
  });

  it('waits its turn, and says so', async () => {
    const maker = await Maker.open();
    const domain = await Domain.open(maker);
    try {
      const page = await lookAt(await maker.device('SN-1'), { candidates: [domain.address] });
      assert.equal((await page.press('onboard')).status, 202);
      const { status, body } = await page.press('ping');
      const { code, detail, hint } = JSON.parse(fromUtf8(body));
      assert.deepEqual([status, code, detail], [409, 'E_DEVICE_BUSY', 'the device is busy with onboard']);
      assert.match(hint, /^Wait/);
      await page.life.settled();
      assert.notEqual(page.life.state().owner, null);
    } finally {
      await domain.close();
    }
  });
});

describe('the script of the page', () => {
  it('never makes markup of a text, nor runs one', async () => {
    const script = await readFile(new URL('../../assets/page.js', import.meta.url), 'utf8');
    assert.doesNotMatch(script, /innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|new Function|srcdoc/);
  });
});

interface News {
  readonly run: string;
  readonly revision: number;
  readonly entries: readonly { readonly say: { readonly message?: string } }[];
}

async function newDevice(wishes: { readonly model?: string } = {}) {
  return (await Maker.open()).device('SN-1', wishes);
}

interface Look {
  readonly patience?: number;
  readonly candidates?: readonly { readonly host: string; readonly port: number }[];
}

async function lookAt(device: Awaited<ReturnType<typeof newDevice>>, { patience = 50, candidates = [] }: Look = {}) {
  const life = new DeviceLife({ device, where: () => ({ candidates }), clockIsTrusted: false, timer: TIMER });
  lives.push(life);
  const handler = pageHandler({ life, assets: ASSETS, patience });
  const ask = (init: RequestInit) => handler(buildRequest(init));
  const get = (target: string, headers: Record<string, string> = {}) =>
    ask({ target, headers: { host: HOST, ...headers } });
  return {
    life,
    ask,
    get,
    press: (action: string, init: RequestInit = {}) =>
      ask({ method: 'POST', target: `/api/${action}`, headers: OWN, ...init }),
    news: async (query = ''): Promise<News> => JSON.parse(fromUtf8((await get(`/api/news${query}`)).body)),
  };
}
