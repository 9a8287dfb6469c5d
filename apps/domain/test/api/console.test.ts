import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { TLSSocket } from 'node:tls';
import type { AssetSource } from '@sallyport/api';
import { DAY, ManualClock, utf8 } from '@sallyport/core';
import { withCode } from '@sallyport/testing';
import type { Domain } from '../../src/index.ts';
import { startDomain } from '../support.ts';
import { askConsole, EventReader, jsonOf, localClient, member, textOf } from './support.ts';

const assets: AssetSource = new Map([
  ['/index.html', { body: utf8('<!doctype html>'), type: 'text/html; charset=utf-8', etag: '"1"', immutable: false }],
]);
const consoleOptions = { listen: { host: '127.0.0.1', port: 0 }, assets };

const HEADERS = [
  ['content-security-policy', /default-src 'none'; script-src 'self'; style-src 'self'.*frame-ancestors 'none'/],
  ['permissions-policy', /camera=\(self\)/],
  ['x-content-type-options', /^nosniff$/],
  ['referrer-policy', /^no-referrer$/],
  ['cross-origin-opener-policy', /^same-origin$/],
  ['cross-origin-resource-policy', /^same-origin$/],
] as const;

describe('the console', () => {
  let domain: Domain;
  before(async () => {
    domain = await startDomain({ console: consoleOptions, checkAnswers: true });
  });
  after(() => domain.close());

  it('says where it is found', () => {
    assert.equal(domain.console?.url, `https://registrar.example:${domain.console?.port}`);
  });

  it('shows a certificate of the domain, and asks browsers for none', async () => {
    const answer = await askConsole(domain, '/');
    const { socket } = answer;
    assert.ok(socket instanceof TLSSocket);
    const shown = socket.getPeerCertificate();
    assert.equal(shown.subject.CN, 'console');
    assert.match(shown.subjectaltname ?? '', /DNS:registrar.example/);
    assert.equal(await textOf(answer), '<!doctype html>');
  });

  for (const path of [
    '/',
    '/devices/maker/SN-1.5',
    '/assets/gone.js',
    '/api/docs',
    '/api/v1/nowhere',
    '/api/v1/devices',
  ]) {
    it(`tells browsers what to refuse at ${path}`, async () => {
      const answer = await askConsole(domain, path);
      answer.resume();
      for (const [name, pattern] of HEADERS) assert.match(String(answer.headers[name]), pattern, name);
      assert.doesNotMatch(String(answer.headers['content-security-policy']), /unsafe/);
    });
  }

  it('answers nobody who did not sign in, and whoever shows a token as their role allows', async () => {
    const nobody = await askConsole(domain, '/api/v1/devices');
    assert.deepEqual([nobody.statusCode, (await jsonOf(nobody))['code']], [401, 'E_API_SIGN_IN']);
    const auditor = await member(domain, 'auditor');
    const devices = await askConsole(domain, '/api/v1/devices', { headers: auditor.headers });
    assert.deepEqual([devices.statusCode, (await jsonOf(devices))['devices']], [200, []]);
    const lift = await askConsole(domain, '/api/v1/lists/models/lift', { method: 'POST', headers: auditor.headers });
    assert.deepEqual([lift.statusCode, (await jsonOf(lift))['code']], [403, 'E_API_ROLE']);
  });

  it('writes down what is changed under the name of who changed it', async () => {
    const owner = await member(domain, 'owner');
    const lift = await askConsole(domain, '/api/v1/lists/models/lift', { method: 'POST', headers: owner.headers });
    assert.equal(lift.statusCode, 200, await textOf(lift));
    const { changes } = await localClient(domain).ask('changes.list', { operation: 'lists.lift' });
    assert.match(JSON.stringify(changes), new RegExp(owner.id));
  });

  it('ends the stream of whoever lost the token that it came with', async () => {
    const auditor = await member(domain, 'auditor', 'leaves');
    const answer = await askConsole(domain, '/api/v1/events', { headers: auditor.headers });
    assert.equal(answer.statusCode, 200);
    const reader = new EventReader(answer);
    await localClient(domain).ask('tokens.revoke', { id: auditor.tokenId });
    while ((await reader.next()) !== undefined);
  });

  it('refuses a body that is too large as its pages read refusals', async () => {
    const owner = await member(domain, 'owner', 'large');
    const headers = { ...owner.headers, 'content-type': 'application/json', 'content-length': 10_000_000 };
    const answer = await askConsole(domain, '/api/v1/lists/models', { method: 'POST', headers });
    assert.deepEqual([answer.statusCode, answer.headers['content-type']], [413, 'application/problem+json']);
    for (const [name, pattern] of HEADERS) assert.match(String(answer.headers[name]), pattern, name);
    assert.equal(answer.headers['cache-control'], 'no-store');
    answer.destroy();
  });

  it('tells browsers what to refuse where a request was none, too', async () => {
    const answer = await askConsole(domain, '/', { headers: { 'x-long': 'x'.repeat(20_000) } });
    assert.equal(answer.statusCode, 431);
    for (const [name, pattern] of HEADERS) assert.match(String(answer.headers[name]), pattern, name);
    assert.equal(answer.headers['cache-control'], 'no-store');
    answer.destroy();
  });

  it('keeps nobody out because one address begins more connections than it goes on with', async () => {
    const port = domain.console?.port ?? 0;
    const sockets: Socket[] = [];
    try {
      let isTurnedAway = false;
      while (!isTurnedAway && sockets.length < 200) {
        const socket = connect({ host: '127.0.0.1', port });
        sockets.push(socket.on('error', () => undefined));
        await new Promise((resolve) => socket.once('connect', resolve));
        const closed = new Promise<true>((resolve) => socket.once('close', () => resolve(true)));
        // The next connection is accepted after this one was looked at.
        isTurnedAway = sockets.length > 60 && (await Promise.race([closed, sleep(50, false)]));
      }
      assert.ok(isTurnedAway, 'all of them are held');
      const other = await askConsole(domain, '/', { localAddress: '127.0.0.2' });
      assert.equal(await textOf(other), '<!doctype html>');
    } finally {
      for (const socket of sockets) socket.destroy();
    }
  });
});

describe('a console', () => {
  it('is not there where it was not asked for', async () => {
    const domain = await startDomain();
    assert.equal(domain.console, undefined);
    await domain.close();
  });

  it('serves the API alone where it has no files', async () => {
    const domain = await startDomain({ listen: undefined, console: { listen: { host: '127.0.0.1', port: 0 } } });
    const page = await askConsole(domain, '/');
    page.resume();
    const docs = await askConsole(domain, '/api/docs');
    docs.resume();
    assert.deepEqual([page.statusCode, docs.statusCode], [404, 200]);
    await domain.close();
  });

  it('is not open when the port is another’s, and the domain does not begin', async () => {
    const first = await startDomain({ listen: undefined, console: consoleOptions });
    const listen = { host: '127.0.0.1', port: first.console?.port ?? 0 };
    await assert.rejects(startDomain({ console: { listen } }), withCode('E_HTTP_PORT_IN_USE'));
    await first.close();
  });

  it('keeps its certificate over a restart, and renews it when it nears its end, without a restart', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'sallyport-console-'));
    const clock = new ManualClock(new Date());
    const options = { directory, clock, listen: undefined, console: consoleOptions };
    const serialOf = async (domain: Domain) => {
      // By its own clock the certificate of later is not valid yet.
      const { socket } = await askConsole(domain, '/', { rejectUnauthorized: false });
      assert.ok(socket instanceof TLSSocket);
      const { serialNumber } = socket.getPeerCertificate();
      socket.destroy();
      return serialNumber;
    };
    let domain = await startDomain(options);
    const first = await serialOf(domain);
    await domain.close();
    domain = await startDomain(options);
    assert.equal(await serialOf(domain), first);
    await domain.renew();
    assert.equal(await serialOf(domain), first);
    clock.advance(330 * DAY);
    await domain.renew();
    assert.notEqual(await serialOf(domain), first);
    await domain.close();
    rmSync(directory, { recursive: true, force: true });
  });

  it('ends streams at once when the domain closes', async () => {
    const domain = await startDomain({ listen: undefined, console: consoleOptions });
    const { headers } = await member(domain, 'owner');
    const answer = await askConsole(domain, '/api/v1/events', { headers });
    const reader = new EventReader(answer);
    const closed = domain.close();
    while ((await reader.next()) !== undefined);
    await closed;
  });
});
