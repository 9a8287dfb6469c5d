/** The commands with each other, over TLS on loopback. */

import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { isSallyportError, toBase64 } from '@sallyport/core';
import { Certificate, validatePath } from '@sallyport/pki';
import { type RunningServer, run, start } from './support/running.ts';
import { type ConfigOptions, certificateOf, makeFolder, worldFile } from './support/world.ts';

const folder = makeFolder();
let masa: RunningServer;
let registrar: RunningServer;

function config(changes: ConfigOptions['changes'] = []): string {
  return folder.config({ registrarPort: registrar.port, masaPort: masa.port, changes });
}

async function refusal(promise: Promise<unknown>): Promise<{ code: string; message: string }> {
  const thrown = await promise.then(
    () => undefined,
    (error: unknown) => error,
  );
  assert.ok(isSallyportError(thrown), `not a typed error: ${String(thrown)}`);
  return thrown;
}

before(async () => {
  masa = await start('masa', folder.config());
  registrar = await start('registrar', folder.config({ masaPort: masa.port }));
});

after(async () => {
  await registrar.stop();
  await masa.stop();
  folder.remove();
});

describe('preg', () => {
  it('gives the certificate that the voucher pins', async () => {
    const { out } = await run('preg', config());
    assert.equal(out, `${toBase64(certificateOf('domain-ca').der)}\n`);
    assert.match(masa.notes(), /POST \/\.well-known\/brski\/requestvoucher: 200/);
  });
  it('goes by the name preq as well, and writes PEM to a file', async () => {
    const file = folder.file('pinned.pem');
    const { out } = await run('preq', config(), file);
    assert.equal(out, '');
    assert.ok(Certificate.fromPem(readFileSync(file, 'utf8')).equals(certificateOf('domain-ca')));
  });
  it('works without nonce, created-on and trust stores, and says that anybody is trusted', async () => {
    const changes: ConfigOptions['changes'] = [
      [/nonce = ".*"/, 'nonce = ""'],
      [/createdOn = ".*"/, 'createdOn = ""'],
      [/cmsVerifyStorePath = ".*"/, 'cmsVerifyStorePath = ""'],
    ];
    const { notes } = await run('preg', config(changes));
    assert.match(notes, /any MASA/);
  });
  it('takes a voucher past its expires-on, and says so', async () => {
    const { notes } = await run('preg', config(), undefined, '2031-01-01T00:00:00Z');
    assert.match(notes, /past its expires-on/);
  });
  it('refuses a voucher of a MASA it does not trust', async () => {
    const changes: ConfigOptions['changes'] = [['masa-ca.crt', 'domain-ca.crt']];
    assert.equal((await refusal(run('preg', config(changes)))).code, 'E_BRSKI_SIGNATURE');
  });
  it('hears from the registrar that its request is not its IDevID’s', async () => {
    const { code, message } = await refusal(run('preg', config([['"device-0001"', '"device-0002"']])));
    assert.equal(code, 'E_NQMINDS_REGISTRAR');
    assert.match(message, /403: E_BRSKI_API_SERIAL/);
  });
  it('hears from the registrar that its signer is a stranger', async () => {
    const changes: ConfigOptions['changes'] = [
      ['pledge-cms.key', 'masa-cms.key'],
      ['pledge-cms.crt', 'masa-cms.crt'],
    ];
    assert.match((await refusal(run('preg', config(changes)))).message, /403: E_BRSKI_SIGNATURE/);
  });
  it('hears from the registrar that its IDevID is of another maker', async () => {
    const changes: ConfigOptions['changes'] = [
      ['idevid.key', 'masa-tls.key'],
      ['idevid.crt', 'masa-tls.crt'],
    ];
    assert.match((await refusal(run('preg', config(changes)))).message, /403: E_NQMINDS_CLIENT/);
  });
  it('tells what the config lacks', async () => {
    const lacking = async (changes: ConfigOptions['changes']) => refusal(run('preg', config(changes)));
    const noSerial = await lacking([['serialNumber = "device-0001"', '']]);
    assert.equal(noSerial.code, 'E_NQMINDS_CONFIG');
    assert.match(noSerial.message, /\[pledge\] serialNumber/);
    assert.equal((await lacking([['idevid.key', 'nowhere.key']])).code, 'E_NQMINDS_FILE');
  });
  it('tells when nobody is there', async () => {
    const away = folder.config({ registrarPort: 1, masaPort: 1 });
    assert.equal((await refusal(run('preg', away))).code, 'E_HTTP_CONNECT_REFUSED');
  });
});

describe('a registrar without its MASA', () => {
  it('answers 502', async () => {
    const lonely = await start('registrar', folder.config({ masaPort: 1 }));
    try {
      const asking = run('preg', folder.config({ registrarPort: lonely.port, masaPort: 1 }));
      assert.match((await refusal(asking)).message, /502: E_NQMINDS_MASA/);
    } finally {
      await lonely.stop();
    }
  });
  it('answers 502 when another server stands in for it', async () => {
    const fooled = await start('registrar', folder.config({ masaPort: registrar.port }));
    try {
      const asking = run('preg', folder.config({ registrarPort: fooled.port, masaPort: registrar.port }));
      assert.match((await refusal(asking)).message, /502: E_NQMINDS_MASA/);
    } finally {
      await fooled.stop();
    }
  });
});

describe('sign', () => {
  it('has the registrar certify a new key', async () => {
    const stem = folder.file('ldevid');
    const { out } = await run('sign', config(), stem);
    assert.equal(out, '');
    const leaf = Certificate.fromPem(readFileSync(`${stem}.crt`, 'utf8'));
    validatePath({ leaf, intermediates: [], anchors: [certificateOf('domain-ca')], at: new Date('2027-01-01') });
    assert.equal(leaf.subject.attribute('serialNumber'), 'device-0001');
    assert.equal(statSync(`${stem}.key`).mode & 0o777, 0o600);
  });
  it('needs a file for the key', async () => {
    assert.equal((await refusal(run('sign', config()))).code, 'E_NQMINDS_OUTPUT');
  });
});

describe('epvr', () => {
  it('prints a voucher-request in base64', async () => {
    const { out } = await run('epvr', config());
    assert.match(out, /^MII[A-Za-z0-9+/]+=*\n$/);
  });
  const skip = spawnSync('openssl', ['version']).status === 0 ? false : 'the openssl command is not installed';
  it('writes S/MIME that openssl verifies', { skip }, async () => {
    const file = folder.file('request.smime');
    await run('epvr', config(), file);
    const trust = ['-CAfile', worldFile('idevid-ca.crt'), '-purpose', 'any', '-no_check_time'];
    const json = execFileSync('openssl', ['cms', '-verify', '-inform', 'SMIME', '-in', file, ...trust], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const request: { 'ietf-voucher:voucher': Record<string, unknown> } = JSON.parse(json);
    assert.deepEqual(request['ietf-voucher:voucher'], {
      'created-on': '2026-11-21T00:00:00Z',
      assertion: 'proximity',
      'serial-number': 'device-0001',
      nonce: 'c2FsbHlwb3J0IG5vbmNlMQ==',
      'proximity-registrar-cert': toBase64(certificateOf('registrar-tls').der),
    });
  });
  it('tells when it cannot write', async () => {
    assert.equal((await refusal(run('epvr', config(), '/nowhere/out'))).code, 'E_NQMINDS_FILE');
  });
});

describe('a server', () => {
  it('does not start without the files it needs', async () => {
    for (const [role, from] of [
      ['masa', 'masa-cms.key'],
      ['registrar', 'registrar-cms.crt'],
    ] as const) {
      const bad = folder.config({ changes: [[from, 'nowhere']] });
      assert.equal((await refusal(start(role, bad))).code, 'E_NQMINDS_FILE');
    }
  });
});
