import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { isSallyportError, SECOND, systemTimer, VirtualTime } from '@sallyport/core';
import fc from 'fast-check';
import { candidatesOf, readScanResults, WpaSupplicantScanner } from '../../src/index.ts';
import { wpaCli } from '../../src/wpa-cli/index.ts';

const HEAD = 'bssid / frequency / signal level / flags / ssid';
const RUNS = Number(process.env['SALLYPORT_FUZZ'] ?? 300);

describe('the scan results of wpa_supplicant', () => {
  it('are read with their names as octets', () => {
    const rows = readScanResults(
      [
        HEAD,
        '02:00:00:00:00:01\t2412\t-41\t[ESS]\tBRSKI%home',
        '02:00:00:00:00:02\t5180\t-60\t[WPA2-EAP-CCMP][ESS]\tcaf\\xc3\\xa9 \\"x\\" \\\\ \\t',
        '',
      ].join('\n'),
    );
    assert.deepEqual(
      rows.map(({ ssid, signal, isOpen }) => [new TextDecoder().decode(ssid), signal, isOpen]),
      [
        ['BRSKI%home', -41, true],
        ['café "x" \\ \t', -60, false],
      ],
    );
  });

  it('leave out what no station could use', () => {
    const lines = [
      '02:00:00:00:00:01\t2412\t-41\t[ESS]\t',
      '02:00:00:00:00:01\t2412\t-41\t[ESS]\t\\x00\\x00',
      `02:00:00:00:00:01\t2412\t-41\t[ESS]\t${'a'.repeat(33)}`,
      '02:00:00:00:00:01\t2412\tloud\t[ESS]\ta',
      'not a bssid\t2412\t-41\t[ESS]\ta',
      '02:00:00:00:00:01\t2412\t-41\t[ESS]\t\\q',
      '02:00:00:00:00:01\t2412\t-41\t[ESS]',
    ];
    assert.deepEqual(readScanResults([HEAD, ...lines].join('\n')), []);
  });

  it('are refused when they are something else', () => {
    assert.throws(
      () => readScanResults('UNKNOWN COMMAND\n'),
      (thrown) => isSallyportError(thrown, 'E_DISCOVERY_SCAN_RESULT'),
    );
  });

  it('never throw anything but typed errors', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        for (const { ssid } of readScanResults(`${HEAD}\n02:00:00:00:00:01\t2412\t-41\t\t${text}`)) {
          assert.ok(ssid.length <= 32);
        }
      }),
      { numRuns: RUNS },
    );
  });
});

describe('wpa_supplicant as a scanner', () => {
  function scripted(replies: Readonly<Record<string, string>>) {
    const time = new VirtualTime();
    const asked: string[] = [];
    const scanner = new WpaSupplicantScanner({
      timer: time,
      async command(words) {
        asked.push(words.join(' '));
        return replies[words.join(' ')] ?? 'FAIL\n';
      },
    });
    return { time, asked, scan: () => scanner.scan(new AbortController().signal) };
  }
  const TABLE = `${HEAD}\n02:00:00:00:00:01\t2412\t-41\t[ESS]\tcampus\n`;

  it('asks for a scan, then for the realms of what it heard', async () => {
    const { time, asked, scan } = scripted({
      SCAN: 'OK\n',
      SCAN_RESULTS: TABLE,
      FETCH_ANQP: 'OK\n',
      'BSS 02:00:00:00:00:01': 'id=0\nanqp_nai_realm=01000b000108656170\nanqp_nai_realm=x\n',
    });
    const heard = scan();
    await time.advance(20 * SECOND);
    assert.deepEqual((await heard)[0]?.realms, []);
    assert.deepEqual(asked, ['SCAN', 'SCAN_RESULTS', 'FETCH_ANQP', 'BSS 02:00:00:00:00:01']);
  });

  it('finds the realm eap.arpa', async () => {
    const realm = Buffer.from('eap.arpa').toString('hex');
    const { time, scan } = scripted({
      SCAN: 'FAIL-BUSY\n',
      SCAN_RESULTS: TABLE,
      FETCH_ANQP: 'OK\n',
      'BSS 02:00:00:00:00:01': `id=0\nanqp_nai_realm=01000b000108${realm}00\n`,
    });
    const heard = scan();
    await time.advance(20 * SECOND);
    assert.deepEqual(
      candidatesOf(await heard).map(({ sign }) => sign),
      ['realm'],
    );
  });

  it('says so when there is no radio', async () => {
    const { scan } = scripted({});
    await assert.rejects(scan(), (thrown) => isSallyportError(thrown, 'E_DISCOVERY_SCAN'));
  });
});

const isThere = spawnSync('wpa_supplicant', ['-v'], { stdio: 'ignore' }).error === undefined;
const hasCli = spawnSync('wpa_cli', ['-v'], { stdio: 'ignore' }).error === undefined;
const skip = isThere && hasCli ? false : 'wpa_supplicant or wpa_cli is not installed';

describe('wpa_cli', { skip }, () => {
  it('carries commands to a running wpa_supplicant, which has nothing to scan with here', async (t) => {
    const directory = mkdtempSync(join(tmpdir(), 'wpa-cli-'));
    writeFileSync(join(directory, 'wpa.conf'), `ctrl_interface=DIR=${directory}/control\nap_scan=0\n`);
    const args = ['-i', 'lo', '-D', 'none', '-c', join(directory, 'wpa.conf')];
    const supplicant = spawn('wpa_supplicant', args, { stdio: 'ignore' });
    t.after(() => {
      supplicant.kill();
      rmSync(directory, { recursive: true, force: true });
    });
    const command = wpaCli({ interface: 'lo', directory: join(directory, 'control') });
    const { signal } = new AbortController();
    let reply = '';
    for (let i = 0; i < 200 && reply === ''; i++) reply = await command(['PING'], signal).catch(() => '');
    assert.match(reply, /PONG/);
    assert.deepEqual(readScanResults(await command(['SCAN_RESULTS'], signal)), []);
    const scanner = new WpaSupplicantScanner({ command, timer: systemTimer, scanTime: 1, anqpTime: 1 });
    assert.deepEqual(await scanner.scan(signal), []);
  });

  it('tells when nobody is there', async () => {
    const command = wpaCli({ interface: 'nothing', directory: '/nowhere' });
    const scanner = new WpaSupplicantScanner({ command, timer: systemTimer });
    await assert.rejects(scanner.scan(new AbortController().signal), (thrown) =>
      isSallyportError(thrown, 'E_DISCOVERY_SCAN'),
    );
  });
});
