/** A domain that is killed the moment it has answered: what it said is so when it comes back. */

import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, describe, it } from 'node:test';
import { isJsonObject, parseJson, utf8 } from '@sallyport/core';
import { Certificate } from '@sallyport/pki';
import { TestDatabase, WITHOUT_POSTGRES } from '@sallyport/testing/postgres';
import { Browser } from './support/browser.ts';
import { PASSWORD, tokenOf } from './support/house.ts';
import { type OverHttps, overHttps } from './support/over-https.ts';

const SCRIPT = join(import.meta.dirname, 'support/domain-process.ts');

interface Running {
  readonly process: ChildProcess;
  readonly line: OverHttps;
  readonly host: string;
  readonly link: string;
}

function killed(
  log: string,
  { isInPostgres, skip }: { readonly isInPostgres: boolean; readonly skip: string | false },
) {
  describe(`a domain with its log in ${log} that was killed the moment it had answered`, { skip }, () => {
    let directory: string;
    let database: TestDatabase | undefined;
    let running: Running;
    /** As they were before the domain was killed. */
    let olga: Browser;
    let signedOut: Browser;
    let removed: Browser;
    let script: Browser;

    async function start(): Promise<Running> {
      const child = spawn(process.execPath, [SCRIPT, directory, ...(database === undefined ? [] : [database.url])], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const [first] = await once(createInterface({ input: child.stdout }), 'line');
      const said = parseJson(utf8(String(first)), { maxBytes: 65_536, maxDepth: 4 });
      assert.ok(isJsonObject(said));
      const line = overHttps(Number(said['port']), Certificate.fromPem(String(said['authority'])));
      return { process: child, line, host: `127.0.0.1:${said['port']}`, link: String(said['link']) };
    }

    async function kill({ process: child, line }: Running): Promise<void> {
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
      line.close();
    }

    /** The same client at the domain that came back, on another port. */
    function again({ cookie, pageKey, fields }: Browser): Browser {
      const next = new Browser(running.line.handler, { host: running.host });
      return Object.assign(next, { cookie, pageKey, fields });
    }

    before(async () => {
      directory = await mkdtemp(join(tmpdir(), 'sallyport-accounts-'));
      if (isInPostgres) database = await TestDatabase.make();
      running = await start();
      const { line, host, link } = running;
      olga = new Browser(line.handler, { host });
      await olga.ask.ask('sign-in.link', { token: tokenOf(link), name: 'Olga' });
      await olga.ask.ask('me.set-password', { password: PASSWORD });
      removed = new Browser(line.handler, { host });
      const invited = await olga.ask.ask('accounts.invite', { name: 'Ida', role: 'owner' });
      await removed.ask.ask('sign-in.link', { token: tokenOf(invited.link.path) });
      const { token } = await removed.ask.ask('tokens.make', { name: 'script', scopes: ['read'], days: 1 });
      script = new Browser(line.handler, { host });
      script.fields = { authorization: `Bearer ${token}` };
      signedOut = new Browser(line.handler, { host });
      await signedOut.ask.ask('sign-in.password', { name: 'Olga', password: PASSWORD });
      const { cookie } = signedOut;
      await olga.ask.ask('accounts.remove', { id: invited.id });
      await signedOut.ask.ask('sign-out', {});
      signedOut.cookie = cookie;
      await kill(running);
      running = await start();
    });
    after(async () => {
      if (running !== undefined) await kill(running);
      await database?.drop();
      await rm(directory, { recursive: true, force: true });
    });

    it('knows that there is an owner, and gives no other first link', () => {
      assert.equal(running.link, '');
    });

    it('knows the sessions that go on', async () => {
      assert.equal((await again(olga).ask.ask('me.show', {})).name, 'Olga');
    });

    it('knows who signed out', async () => {
      assert.equal(await again(signedOut).codeOf('me.show'), 'E_API_SIGN_IN');
    });

    it('knows who was removed, with their session and token', async () => {
      assert.equal(await again(removed).codeOf('me.show'), 'E_API_SIGN_IN');
      assert.equal(await again(script).codeOf('me.show'), 'E_API_SIGN_IN');
    });

    it('knows the password that it took', async () => {
      const page = new Browser(running.line.handler, { host: running.host });
      assert.equal(await page.codeOf('sign-in.password', { name: 'Olga', password: PASSWORD }), undefined);
    });

    it('knows who removed whom', async () => {
      const { changes } = await again(olga).ask.ask('changes.list', { operation: 'accounts.remove' });
      assert.deepEqual([changes[0]?.name, changes[0]?.code], ['Olga', null]);
    });
  });
}

killed('a file', { isInPostgres: false, skip: false });
killed('PostgreSQL', { isInPostgres: true, skip: WITHOUT_POSTGRES });
