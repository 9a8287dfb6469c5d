/** What owners and other people do with claims, policies and keys, on a registrar that runs and on its books. */

import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { isJsonObject, type JsonObject, parseJson, utf8 } from '@sallyport/core';
import { runProgram } from '../../src/program.ts';
import { testContext } from '../support/context.ts';
import { RunningCommand } from '../support/sallyport.ts';

const LAMP = 'ni:///sha-256;yTigrViNcIKZg4fRqXqCWGmPrO9L6K_P_zpQaGTP-lw';
const environment = { SALLYPORT_PASSPHRASE: 'correct horse battery staple' };

async function command(...argv: string[]) {
  const context = testContext(environment, 400);
  await runProgram(argv, context);
  const status = process.exitCode ?? 0;
  process.exitCode = 0;
  return { status, ...context.written };
}

async function json(...argv: string[]): Promise<JsonObject> {
  const { status, out, note } = await command(...argv, '--json');
  assert.deepEqual([status, note], [0, ''], out);
  const value = parseJson(utf8(out), { maxBytes: 1 << 20, maxDepth: 20 });
  assert.ok(isJsonObject(value));
  return value;
}

describe('claims on the command line', () => {
  const root = mkdtempSync(join(tmpdir(), 'sallyport-claims-'));
  const [data, bob, mails] = [join(root, 'home'), join(root, 'bob'), join(root, 'mails')];
  const here = ['--data-dir', data];
  let registrar: RunningCommand;

  before(async () => {
    const argv = [
      'registrar',
      ...here,
      '--no-announce',
      '--port',
      '0',
      '--mail-directory',
      mails,
      '--policy',
      'build-5',
    ];
    registrar = new RunningCommand(argv, { environment });
    await registrar.wrote('claims decide, by the policy build-5');
  });
  after(async () => {
    await registrar.kill('SIGKILL');
    rmSync(root, { recursive: true, force: true });
  });

  function file(name: string, content: string): string {
    const path = join(root, name);
    writeFileSync(path, content);
    return path;
  }

  it('are shown as they are understood, and to programs as they are', async () => {
    const { out } = await command('claim', 'trust', 'device', LAMP, ...here);
    assert.match(out, /^✔ \{ Trust \(the owner\+, ni:\S+\+\) \} \[the owner-\]\n {2}the owner is believed to 100 %/);
    const again = await json('claim', 'trust', 'device', LAMP, '--until', '2037-01-01', ...here);
    assert.equal(again['validUntil'], '2037-01-01T23:59:59.000Z');
    const listed = await command('claim', 'list', '--limit', '2', ...here);
    assert.equal(listed.out.match(/\{ Trust \(the owner\+/g)?.length, 2);
    assert.match(listed.out, /^✔[\s\S]*\n✘[\s\S]*more: --cursor /, 'the newer counts, the older was superseded');
  });

  it('are taken back by the beginning of their id, and show it', async () => {
    const { id } = await json('claim', 'vulnerable', 'lamp-2', 'yes', '--reason', 'a test', ...here);
    const beginning = String(id).slice(0, 12);
    assert.match(
      (await command('claim', 'retract', `${beginning}…`, '--reason', 'over', ...here)).out,
      /^✔ \{ Retraction/,
    );
    const { outcome } = await json('claim', 'show', beginning, ...here);
    assert.equal(isJsonObject(outcome ?? null) && JSON.stringify(outcome).includes('"retracted"'), true);
    const shown = await command('claim', 'show', String(id), ...here);
    assert.match(shown.out, /credential\n\{\n[\s\S]*"DeviceTypeVulnerable"/);
  });

  it('of any type are made from a file', async () => {
    const subject = file('subject.json', '{"deviceType":"lamp-2","vulnerability":"CVE-2026-0001","score":7.8}');
    const { type, outcome } = await json('claim', 'make', 'Vulnerability', '--subject', subject, ...here);
    assert.deepEqual([type, isJsonObject(outcome ?? null)], ['Vulnerability', true]);
    assert.match((await command('claim', 'templates', ...here)).out, /claim make Vulnerability --subject -/);
  });

  it('answer questions, and say which question is none', async () => {
    const asked = await command('claim', 'query', 'vulnerability(Type, Id, Score, Component, By)', ...here);
    assert.deepEqual([asked.status, /the owner +– +CVE-2026-0001 +7\.8 +lamp-2/.test(asked.out)], [0, true], asked.out);
    assert.match((await command('claim', 'query', "trusts(_, 'nobody', device)", ...here)).out, /^no\n/);
    const refused = await command('claim', 'query', 'shell(ls)', ...here);
    assert.equal(refused.status, 1);
    assert.match(refused.out, /^failed: /);
  });

  it('say in one sentence and a hint what cannot be claimed', async () => {
    for (const [argv, what] of [
      [['claim', 'trust', 'manufacturer', 'Nobody'], /no manufacturer was introduced that is called Nobody/],
      [['claim', 'trust', 'device', 'LAMP-9'], /no device was met that is called LAMP-9/],
      [['why', 'LAMP-9'], /no device was met/],
      [['claim', 'trust', 'device', LAMP, '--weight', '0.5'], /--weight is for trust in a person/],
      [['claim', 'trust', 'device', LAMP, '--until', 'tomorrow'], /it is a day, or a time with its zone/],
      [['claim', 'trust', 'person', 'bob@example.com', '--rights', 'everything'], /allowed choices are/],
      [['claim', 'make', 'Answer', '--subject', file('empty.json', '{}')], /no claim that is made by hand/],
      [['claim', 'make', 'Trust', '--subject', file('bad.json', '[1]')], /holds no JSON object/],
      [['claim', 'show', 'abcdef'], /no claim of the newest 1000 begins with abcdef: see `sallyport claim list`/],
      [['policy', 'adopt', 'build-6'], /no policy is shipped that is called build-6/],
      [['policy', 'rules', 'no_rule'], /see `sallyport policy rules`/],
      [['feeds', 'import', 'osv', join(root, 'nothing')], /sallyport: /],
      [['mud', 'show', 'lamp-2'], /no MUD files are fetched here/],
    ] satisfies [string[], RegExp][]) {
      const { status, note } = await command(...argv, ...(argv[1] === 'rules' ? [] : here));
      assert.notEqual(status, 0, argv.join(' '));
      assert.match(note, what);
      assert.match(note, /^sallyport: /);
      assert.equal(note.trimEnd().split('\n').length >= 2, true, note);
    }
  });

  it('come from other people, whose keys are bound to their mailboxes, once their word counts', async () => {
    const ca = join(root, 'ca.pem');
    await json('ca', 'show', '--out', ca, ...here);
    const [, port] = /listen on port (\d+)/.exec(registrar.note) ?? [];
    const his = ['--data-dir', bob];
    assert.match((await command('identity', 'request', ...his)).note, /give your mail address/);
    const first = await json(
      ...['identity', 'request', 'bob@example.com', '--server', `https://localhost:${port}/identities`],
      ...['--ca', ca, ...his],
    );
    assert.equal(first['status'], 'pending');
    const mail = await newestMail(mails);
    assert.ok(mail.includes(String(first['fingerprint'])), 'people compare the letters');
    const [link = ''] = /https:\S+token=\S+/.exec(mail) ?? [];
    const elsewhere = link.replace('localhost', 'localhost.example');
    assert.match((await command('identity', 'confirm', elsewhere, ...his)).note, /does not lead to the server/);
    await json('identity', 'confirm', link, ...his);
    assert.match((await command('identity', 'confirm', link, ...his)).note, /used already[\s\S]*identity request/);
    assert.equal((await json('identity', 'request', ...his))['status'], 'bound');
    const subject = file('trust.json', JSON.stringify({ id: LAMP, role: 'device' }));
    const claim = join(root, 'bobs.claim');
    await json('identity', 'claim', 'Trust', '--subject', subject, '--out', claim, ...his);
    const early = await command('claim', 'submit', claim, '--from', 'Bob', ...here);
    assert.match(early.out, /^✘ \{ Trust \(bob@example.com, ni:/);
    await json('claim', 'trust', 'person', 'bob@example.com', '--rights', 'connect-devices', ...here);
    const late = await command('claim', 'submit', claim, ...here);
    assert.match(late.out, /^✔ [\s\S]*it was known already\n$/);
    assert.match((await command('people', ...here)).out, /bob@example\.com +100 % +as a person +connect-devices\n/);
    assert.match((await command('identity', 'show', ...his)).out, /bound to: bob@example.com/);
  });

  it('are judged on the books as while the registrar runs', async () => {
    const before = await json('people', '--all', ...here);
    await registrar.kill('SIGTERM');
    assert.deepEqual(await json('people', '--all', ...here), before);
    assert.equal((await json('policy', 'show', ...here))['policy'], 'build-5');
    assert.equal(statSync(mails).mode & 0o077, 0, 'links that work are for nobody else');
  });
});

async function newestMail(directory: string): Promise<string> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const [mail] = readdirSync(directory).filter((name) => name.endsWith('.txt'));
    if (mail !== undefined) return readFileSync(join(directory, mail), 'utf8');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('no mail was sent');
}

describe('sallyport policy test', () => {
  const root = mkdtempSync(join(tmpdir(), 'sallyport-policy-'));
  after(() => rmSync(root, { recursive: true, force: true }));

  const tests = (decision: string) => {
    const path = join(root, `${decision}.json`);
    const rules = [{ name: 'open_door', source: 'permit(_, Device) :- listed(guests, Device).' }];
    const given = [{ fact: ['listed', 'guests', 'lamp'] }];
    const expected = [{ test: 'guests come in', expect: { decision } }];
    writeFileSync(path, JSON.stringify({ rules, at: 1_780_000_000, device: 'lamp', given, tests: expected }));
    return path;
  };

  it('ends well when all is as expected', async () => {
    const { status, out } = await command('policy', 'test', tests('permit'));
    assert.deepEqual([status, /✔ guests come in\n1 passed/.test(out)], [0, true], out);
  });

  it('ends with 1 when something is not, and shows the proof', async () => {
    const { status, out } = await command('policy', 'test', tests('deny'), tests('permit'));
    assert.equal(status, 1);
    assert.match(
      out,
      /✘ guests come in\n {2}expected deny, and it is permit\n[\s\S]* {2}✔ permit\('E\.2', lamp\)\n[\s\S]*1 of 1 failed/,
    );
    const report = await command('policy', 'test', tests('deny'), '--json');
    assert.deepEqual([report.status, JSON.parse(report.out).passed], [1, false]);
  });

  it('says of a file what is wrong with it', async () => {
    const path = join(root, 'bad.json');
    writeFileSync(path, '{"tests": 3}');
    const { status, note } = await command('policy', 'test', path);
    assert.equal(status, 1);
    assert.match(note, /bad\.json holds no tests that can be run/);
  });

  it('prints what is shipped', async () => {
    const { out } = await command('policy', 'rules', 'sbom_threshold');
    assert.match(out, /\nsbom_threshold\(6\)\.\n$/);
    assert.match((await command('policy', 'rules')).out, /^policies\n {2}build-5 /);
  });
});
