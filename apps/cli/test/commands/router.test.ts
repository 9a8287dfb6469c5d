import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { keyUri } from '@sallyport/assurance-claims';
import { utf8 } from '@sallyport/core';
import { CertificateRequest } from '@sallyport/pki';
import { startProgram } from '../support/program.ts';
import { startRegistrarSide } from '../support/registrar-side.ts';

const DEVICE = keyUri(utf8('device'));

function place(t: TestContext): string {
  const path = mkdtempSync(join(tmpdir(), 'sallyport-cli-router-'));
  t.after(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

async function run(t: TestContext, ...argv: readonly string[]) {
  return startProgram(t, ['router', ...argv]).ended;
}

/** A router's directory, and the name of its key. */
async function initialized(t: TestContext): Promise<{ directory: string; router: string }> {
  const directory = join(place(t), 'router');
  const { out, status } = await run(t, 'init', '--directory', directory, '--json');
  assert.equal(status, 0);
  return { directory, router: JSON.parse(out).router };
}

describe('sallyport router', () => {
  it('makes a key once, and says what the owner does next', async (t) => {
    const directory = join(place(t), 'router');
    const first = await run(t, 'init', '--directory', directory, '--serial', 'R-1');
    assert.equal(first.status, 0);
    assert.match(first.out, /ni:\/\/\/sha-256;[\w-]{43}/);
    assert.match(first.note, /sallyport router add 'ni:\/\/\/sha-256;[\w-]{43}' --name R-1 --out router\.claim/);
    const again = await run(t, 'init', '--directory', directory, '--json');
    assert.equal(JSON.parse(again.out).isNew, false);
    assert.ok(first.out.includes(JSON.parse(again.out).router));
  });

  it('asks for a certificate of the domain', async (t) => {
    const directory = place(t);
    const csr = join(directory, 'router.csr');
    const { out, note } = await run(t, 'init', '--directory', directory, '--serial', 'R-1', '--csr', csr);
    assert.match(note, /sallyport ca issue .*router\.csr --profile router --serial R-1/);
    assert.ok(out.includes(keyUri(CertificateRequest.fromPem(readFileSync(csr, 'utf8')).spki)));
  });

  it('follows its registrar, and tells what its ports do', async (t) => {
    const registrar = await startRegistrarSide(t);
    const { directory, router } = await initialized(t);
    const claim = join(directory, 'router.claim');
    // Editors end files with a new line.
    writeFileSync(claim, `${Buffer.from(await registrar.claimFor(router)).toString()}\n`);
    const start = () =>
      startProgram(t, [
        ...['router', 'run', '--directory', directory, '--trust-claim', claim],
        ...['--registrar', registrar.address, '--enforcer', 'simulated', '--json'],
      ]);
    const running = start();
    await running.wrote('"type":"synced"');
    const trusted = await registrar.side.trust(DEVICE);
    assert.deepEqual(
      trusted.routers.map(({ outcome }) => outcome),
      ['applied'],
    );
    await registrar.side.revoke(DEVICE);
    const { status, out } = await running.stop();
    assert.equal(status, 0);
    const told = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    assert.deepEqual(
      told.filter(({ type }) => type === 'applied').map(({ device, access, sequence }) => [device, access, sequence]),
      [
        [DEVICE, 'open', 1],
        [DEVICE, 'out', 2],
      ],
    );
    const state = JSON.parse((await run(t, 'status', '--directory', directory, '--json')).out);
    assert.deepEqual([state.router, state.sequence, state.devices], [router, 2, []]);
  });

  it('says in words what happens, and why there is no session', async (t) => {
    const [one, other] = [await startRegistrarSide(t), await startRegistrarSide(t)];
    const { directory, router } = await initialized(t);
    const claim = join(directory, 'router.claim');
    writeFileSync(claim, await other.claimFor(router));
    const running = startProgram(t, [
      ...['router', 'run', '--directory', directory, '--trust-claim', claim],
      ...['--registrar', one.address, '--enforcer', 'simulated'],
    ]);
    await running.wrote('E_CA_COMMANDS_SIGNATORY');
    await running.wrote('trying again in');
    assert.match(running.written.out, /simulated ports are open for nobody/);
    await running.stop();
  });

  for (const [what, status, code, ...argv] of [
    ['no registrar', 2, 'E_CLI_USAGE', '--trust-claim', 'claim', '--enforcer', 'simulated'],
    ['nobody to belong to', 2, 'E_CLI_USAGE', '--registrar', '127.0.0.1:1', '--enforcer', 'simulated'],
    [
      'a claim that is not there',
      1,
      'E_CLI_FILE',
      ...['--registrar', '127.0.0.1:1', '--enforcer', 'simulated', '--trust-claim', '/nowhere'],
    ],
    [
      'a domain and no certificate',
      2,
      'E_CLI_USAGE',
      ...['--registrar', '127.0.0.1:1', '--enforcer', 'simulated', '--domain-ca', 'ca.pem'],
    ],
  ] as const) {
    it(`does not run with ${what}`, async (t) => {
      const { directory } = await initialized(t);
      const ended = await run(t, 'run', '--directory', directory, '--json', ...argv);
      assert.equal(ended.status, status);
      assert.equal(JSON.parse(ended.out).error.code, code);
    });
  }

  for (const [what, argv] of [
    ['without interfaces', ['--enforcer', 'nftables']],
    ['with an interface that is none', ['--enforcer', 'nftables', '--interface', 'eth0; flush ruleset']],
    ['with two interfaces for hostapd', ['--enforcer', 'hostapd', '--interface', 'wlan0', 'wlan1']],
    ['with a lease that is too short', ['--enforcer', 'nftables', '--interface', 'lo', '--lease', '2']],
  ] as const) {
    it(`has no ports ${what}`, async (t) => {
      const registrar = await startRegistrarSide(t);
      const { directory, router } = await initialized(t);
      const claim = join(directory, 'router.claim');
      writeFileSync(claim, await registrar.claimFor(router));
      const common = ['--directory', directory, '--trust-claim', claim, '--registrar', registrar.address, '--json'];
      const ended = await run(t, 'run', ...common, ...argv);
      assert.equal(ended.status, 2);
      assert.match(JSON.parse(ended.out).error.code, /^E_(?:CLI_USAGE|ROUTER_ARGUMENT)$/);
    });
  }

  it('must be initialized before it runs, and makes nothing by mistake', async (t) => {
    const directory = join(place(t), 'nothing');
    const { status, note } = await run(t, 'status', '--directory', directory);
    assert.equal(status, 1);
    assert.match(note, /sallyport router init/);
    assert.equal(existsSync(directory), false);
  });
});
