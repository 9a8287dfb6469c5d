import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { isSallyportError, Secret, utf8 } from '@sallyport/core';
import type { StoredKey } from '@sallyport/pki/keystore';
import fc from 'fast-check';
import { decodeState, encodeState } from '../src/device-state.ts';
import { Device } from '../src/index.ts';
import { Maker, party } from './lab.ts';

let maker: Maker;
let root: string;

before(async () => {
  maker = await Maker.open();
  root = await mkdtemp(join(tmpdir(), 'sallyport-device-'));
});

after(() => rm(root, { recursive: true, force: true }));

function directory(): Promise<string> {
  return mkdtemp(join(root, 'd-'));
}

async function code(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
  } catch (thrown) {
    if (isSallyportError(thrown)) return thrown.code;
    throw thrown;
  }
  return 'nothing thrown';
}

describe('a device on disk', () => {
  it('is the same device after it was switched off', async () => {
    const where = await directory();
    const first = await maker.device('SN-1', {}, { directory: where });
    await first.close();
    const second = await Device.open({ storage: { directory: where } });
    assert.ok(first.birth !== undefined && second.birth?.idevid.equals(first.birth.idevid));
    assert.equal((await second.pledgeIdentity()).serialNumber, 'SN-1');
    assert.equal(second.isConfigured, false);
  });

  it('keeps its keys from everybody else', async () => {
    const where = await directory();
    await maker.device('SN-2', {}, { directory: where });
    for (const name of await readdir(join(where, 'keys'))) {
      assert.equal((await stat(join(where, 'keys', name))).mode & 0o777, 0o600);
    }
    assert.equal((await stat(join(where, 'keys'))).mode & 0o777, 0o700);
  });

  it('encrypts its keys where it has a passphrase, and needs it again', async () => {
    const where = await directory();
    const storage = { directory: where, passphrase: Secret.of('correct horse') };
    const device = await maker.device('SN-3', {}, storage);
    await device.close();
    for (const name of await readdir(join(where, 'keys'))) {
      assert.doesNotMatch(await readFile(join(where, 'keys', name), 'latin1'), /PRIVATE KEY/);
    }
    const wrong = { directory: where, passphrase: Secret.of('battery staple') };
    assert.equal(await code(Device.open({ storage: wrong })), 'E_KEYSTORE_PASSPHRASE');
    const again = await Device.open({ storage });
    assert.equal((await again.pledgeIdentity()).serialNumber, 'SN-3');
    await again.close();
  });

  it('forgets keys of enrolments that never came to an end', async () => {
    const where = await directory();
    const device = await maker.device('SN-4', {}, { directory: where });
    await device.makeDomainKey('P-256');
    await device.makeDomainKey('P-256');
    assert.equal((await readdir(join(where, 'keys'))).length, 3);
    await Device.open({ storage: { directory: where } });
    assert.deepEqual(await readdir(join(where, 'keys')), ['birth.key.pem']);
  });

  it('says that its memory is damaged instead of starting anew', async () => {
    const where = await directory();
    await maker.device('SN-5', {}, { directory: where });
    const path = join(where, 'device.json');
    const whole = await readFile(path);
    for (const damage of [
      whole.subarray(0, whole.length / 2),
      utf8('{}'),
      utf8('null'),
      utf8('{"version":2}'),
      new Uint8Array(0),
    ]) {
      await writeFile(path, damage);
      assert.equal(await code(Device.open({ storage: { directory: where } })), 'E_DEVICE_STATE');
    }
    await writeFile(path, whole);
    await rm(join(where, 'keys', 'birth.key.pem'));
    const keyless = await Device.open({ storage: { directory: where } });
    assert.equal(await code(keyless.pledgeIdentity()), 'E_DEVICE_STATE');
  });

  it('says that its directory cannot be used', async () => {
    const where = await directory();
    await writeFile(join(where, 'file'), '');
    assert.equal(await code(Device.open({ storage: { directory: join(where, 'file') } })), 'E_DEVICE_STORAGE');
  });

  it('is whole whenever the power goes', async () => {
    const where = await directory();
    await maker.device('SN-6', {}, { directory: where });
    for (let cut = 0; cut < 6; cut++) {
      const child = fork(new URL('./power-cut.ts', import.meta.url), [where], { stdio: 'ignore' });
      await once(child, 'message');
      await new Promise((resolve) => setTimeout(resolve, (cut * 7) % 23));
      child.kill('SIGKILL');
      await once(child, 'exit');
      const device = await Device.open({ storage: { directory: where } });
      assert.equal((await device.pledgeIdentity()).serialNumber, 'SN-6');
      // Either no owner or a whole one: certificate and key belong together.
      const identity = await device.domainTlsIdentity();
      assert.equal(identity === undefined, !device.isConfigured);
      assert.ok((await readdir(join(where, 'keys'))).length <= 2);
    }
  });
});

describe('the birth of a device', () => {
  it('happens once', async () => {
    const device = await maker.device();
    assert.equal(await code(device.makeBirthKey('P-256')), 'E_DEVICE_BORN');
    const { birth } = device;
    assert.ok(birth !== undefined);
    assert.equal(await code(device.installBirth(birth)), 'E_DEVICE_BORN');
  });

  it('goes on with the same key when the certificate did not come, for the factory may have given it', async () => {
    const device = await Device.open({ storage: 'memory' });
    const spki = ({ publicKey }: StoredKey) => publicKey.export({ type: 'spki', format: 'der' });
    const waiting = await device.makeBirthKey('P-256');
    assert.deepEqual(spki(await device.makeBirthKey('P-256')), spki(waiting));
    assert.notDeepEqual(spki(await device.makeBirthKey('P-384')), spki(waiting));
  });

  it('takes no certificate for another key, and none that is unfit for BRSKI', async () => {
    const device = await Device.open({ storage: 'memory' });
    await device.makeBirthKey('P-256');
    const stranger = await party('Stranger');
    const birth = { idevid: stranger.certificate, chain: [], voucherAnchors: [stranger.certificate] };
    assert.equal(await code(device.installBirth(birth)), 'E_DEVICE_BIRTH');
  });

  it('brings anchors for vouchers along, or does not happen', async () => {
    const line = { ...maker.line, voucherAnchors: async () => [] };
    assert.equal(await code(maker.device('SN-7', { line })), 'E_DEVICE_BIRTH');
  });

  it('is told step by step', async () => {
    const steps: string[] = [];
    await maker.device('SN-8', { onEvent: ({ step, ok }) => steps.push(`${step} ${ok}`) });
    assert.deepEqual(steps, ['0.1 true', '0.2 true', '0.4 true']);
  });

  it('comes before everything else', async () => {
    const device = await Device.open({ storage: 'memory' });
    assert.equal(await code(device.pledgeIdentity()), 'E_DEVICE_NOT_BORN');
    assert.equal(await code(device.whileOnboarding('automatic', async () => undefined)), 'E_DEVICE_NOT_BORN');
  });
});

describe('the state document', () => {
  it('is read with typed errors only, whatever was done to it', async () => {
    const device = await maker.device();
    const { birth } = device;
    assert.ok(birth !== undefined);
    const { certificate } = await party('Owner', { isCa: true });
    const ownership = {
      keyName: 'ldevid-1',
      ldevid: certificate,
      chain: [],
      anchors: [certificate],
      voucher: utf8('v'),
      since: new Date(0),
    };
    const whole = encodeState({ birth, ownership });
    assert.deepEqual(encodeState(decodeState(whole)), whole);
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }), (at, mask) => {
        const spoilt = Uint8Array.from(whole);
        spoilt[at] = (spoilt[at] ?? 0) ^ mask;
        try {
          decodeState(spoilt);
        } catch (thrown) {
          assert.ok(isSallyportError(thrown, 'E_DEVICE_STATE'), String(thrown));
        }
      }),
      { numRuns: 1000 },
    );
  });
});
