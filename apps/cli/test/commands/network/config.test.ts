import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, describe, it } from 'node:test';
import { runProgram } from '../../../src/program.ts';
import { testContext } from '../../support/context.ts';

const SECRET = 'a secret of the NAS and the server';

let directory = '';
before(() => {
  directory = mkdtempSync(join(tmpdir(), 'network-config-'));
  writeFileSync(join(directory, 'secret'), `${SECRET}\n`);
});
after(() => rmSync(directory, { recursive: true, force: true }));
afterEach(() => {
  process.exitCode = 0;
});

async function run(argv: readonly string[], environment: NodeJS.ProcessEnv = {}) {
  const context = testContext(environment, 120);
  await runProgram(['network', 'config', ...argv], context);
  const status = process.exitCode;
  process.exitCode = 0;
  return { status, ...context.written };
}

const HOSTAPD = ['hostapd', '--interface', 'eth1', '--nas', 'ap-1', '--own-address', '192.0.2.7', '--radius'];

describe('network config', () => {
  it('writes hostapd.conf where nobody else can read it', async () => {
    const file = join(directory, 'hostapd.conf');
    const { status, out } = await run([
      ...HOSTAPD,
      '192.0.2.1:1812',
      '--secret-file',
      join(directory, 'secret'),
      '--out',
      file,
    ]);
    assert.equal(status, 0);
    assert.equal(statSync(file).mode & 0o777, 0o600);
    assert.doesNotMatch(out, /a secret/);
    const text = readFileSync(file, 'utf8');
    assert.match(text, /^auth_server_shared_secret=a secret of the NAS and the server$/m);
    assert.match(text, /^acct_server_port=1813$/m);
    assert.match(text, /^driver=wired$/m);
  });

  it('writes hostapd.conf of an access point', async () => {
    const { status, out } = await run([...HOSTAPD, '192.0.2.1:1812', '--ssid', 'Home', '--vlans', 'required'], {
      SALLYPORT_RADIUS_SECRET: SECRET,
    });
    assert.equal(status, 0);
    assert.match(out, /^ssid2="Home"$/m);
    assert.match(out, /^dynamic_vlan=2$/m);
  });

  it('writes wpa_supplicant.conf', async () => {
    const files = ['--ca', '/etc/ca.pem', '--certificate', '/etc/own.pem', '--key', '/etc/own.key'];
    const { status, out } = await run(['wpa-supplicant', ...files, '--server-name', 'radius.home.example']);
    assert.equal(status, 0);
    assert.match(out, /domain_match="radius\.home\.example"/);
  });

  it('writes radiusd.conf of a server, and of a proxy', async () => {
    const environment = { SALLYPORT_RADIUS_SECRET: SECRET };
    const common = ['freeradius', '--client', '192.0.2.0/24', '--listen', '192.0.2.9:1812'];
    const proxy = await run([...common, '--sallyport', '192.0.2.1:1812'], environment);
    assert.match(proxy.out, /home_server sallyport_auth/);
    const files = ['--ca', '/etc/ca.pem', '--certificate', '/etc/own.pem', '--key', '/etc/own.key'];
    const server = await run([...common, ...files, '--ocsp-url', 'http://192.0.2.1:8080/ocsp'], environment);
    assert.match(server.out, /softfail = no/);
    const neither = await run(common, environment);
    assert.deepEqual([neither.status, neither.out], [2, '']);
  });

  it('refuses a value that would end its line early, and never shows a secret that it refuses', async () => {
    const files = ['--ca', '/etc/ca.pem\neapol_flags=0', '--certificate', '/c', '--key', '/k'];
    const path = await run(['wpa-supplicant', ...files, '--server-name', 'radius.home.example']);
    assert.equal(path.status, 2);
    assert.match(path.note, /E_CONFIGURATION_ARGUMENT/);
    const secret = await run([...HOSTAPD, '192.0.2.1:1812'], { SALLYPORT_RADIUS_SECRET: 'quoted " secret value' });
    assert.equal(secret.status, 2);
    assert.doesNotMatch(`${secret.out}${secret.note}`, /quoted/);
  });
});
