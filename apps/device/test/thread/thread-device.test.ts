import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { fromHex, isSallyportError, systemRandom, toHex } from '@sallyport/core';
import { exposeDatasetHex, parseJoinerQr, requirePskd } from '@sallyport/thread';
import { newBirth, ThreadDevice } from '../../src/index.ts';
import { newDataset } from './network.ts';

const BIRTH = { eui64: fromHex('18b4300000000001'), pskd: requirePskd('J01NME42') };
const dataset = newDataset();

describe('the birth of a Thread device', () => {
  it('gives a code that may be printed, and an EUI-64 that is nobody’s by assignment', () => {
    for (let i = 0; i < 200; i++) {
      const { eui64, pskd } = newBirth(systemRandom);
      assert.equal(eui64.length, 8);
      assert.equal((eui64[0] ?? 0) & 0x03, 0x02, 'local and of one device');
      assert.equal(requirePskd(pskd).length, 10);
    }
  });

  it('gives every device its own', () => {
    const births = [...new Array(100)].map(() => newBirth(systemRandom));
    assert.equal(new Set(births.map(({ eui64 }) => toHex(eui64))).size, 100);
    assert.equal(new Set(births.map(({ pskd }) => toHex(pskd.expose()))).size, 100);
  });
});

describe('a Thread device', () => {
  const directory = mkdtempSync(join(tmpdir(), 'thread-device-'));
  after(() => rmSync(directory, { recursive: true, force: true }));
  const home = (name: string) => join(directory, name);
  const fileIn = (name: string) => join(home(name), 'thread-device.json');

  it('has a label that commissioners read', async () => {
    const device = await ThreadDevice.open(undefined, systemRandom, BIRTH);
    assert.equal(device.label, 'v=1&&eui=18b4300000000001&&cc=J01NME42');
    const read = parseJoinerQr(device.label);
    assert.deepEqual(read.eui64, BIRTH.eui64);
    assert.equal(read.pskd.equals(BIRTH.pskd), true);
  });

  it('that is not kept is another one each time', async () => {
    const [one, other] = [
      await ThreadDevice.open(undefined, systemRandom),
      await ThreadDevice.open(undefined, systemRandom),
    ];
    assert.notEqual(one.label, other.label);
  });

  it('is the same after a power cut, in a file that its owner alone may read', async () => {
    const device = await ThreadDevice.open(home('kept'), systemRandom);
    assert.equal(statSync(fileIn('kept')).mode & 0o777, 0o600);
    const again = await ThreadDevice.open(home('kept'), systemRandom, BIRTH);
    assert.equal(again.label, device.label, 'a birth happens once');
    assert.equal(again.membership, undefined);
  });

  it('keeps the network it joined, and forgets it on reset, but not its code', async () => {
    const device = await ThreadDevice.open(home('member'), systemRandom, BIRTH);
    await device.install({ dataset, keySequence: 7 });
    const again = await ThreadDevice.open(home('member'), systemRandom);
    assert.equal(again.membership?.keySequence, 7);
    assert.equal(again.membership?.dataset.dataset.equals(dataset.dataset), true);
    await again.reset();
    assert.equal(again.membership, undefined);
    const reset = await ThreadDevice.open(home('member'), systemRandom);
    assert.equal(reset.membership, undefined);
    assert.equal(reset.label, device.label);
  });

  it('says nothing of its code or its network when it is printed', async () => {
    const device = await ThreadDevice.open(undefined, systemRandom, BIRTH);
    await device.install({ dataset, keySequence: 0 });
    const printed = `${JSON.stringify(device)}${String(device.birth.pskd)}${JSON.stringify(device.membership)}`;
    assert.doesNotMatch(printed, /J01NME42/);
    assert.equal(printed.includes(toHex(dataset.networkKey.expose())), false);
  });

  it('has no network that could not be kept', async () => {
    const device = await ThreadDevice.open(home('full'), systemRandom);
    rmSync(home('full'), { recursive: true });
    await assert.rejects(device.install({ dataset, keySequence: 0 }), (thrown) =>
      isSallyportError(thrown, 'E_DEVICE_STORAGE'),
    );
    assert.equal(device.membership, undefined);
  });

  const born = { version: 1, eui64: '18b4300000000001', pskd: 'J01NME42' };
  const network = { dataset: exposeDatasetHex(dataset.dataset), keySequence: 0 };
  for (const [what, document] of [
    ['is empty', ''],
    ['is no JSON', 'hello'],
    ['is no object', '[]'],
    ['is cut off', JSON.stringify({ ...born, network }).slice(0, -9)],
    ['has no version', JSON.stringify({ ...born, version: undefined })],
    ['is of another version', JSON.stringify({ ...born, version: 2 })],
    ['has no EUI-64', JSON.stringify({ ...born, eui64: undefined })],
    ['has an EUI-64 of another length', JSON.stringify({ ...born, eui64: '18b43000' })],
    ['has no code', JSON.stringify({ ...born, pskd: undefined })],
    ['has a code that no device has', JSON.stringify({ ...born, pskd: 'QQQQQQ' })],
    ['has a network that is no object', JSON.stringify({ ...born, network: 'Hall' })],
    ['has a network without a dataset', JSON.stringify({ ...born, network: { keySequence: 0 } })],
    ['has a network with half a dataset', JSON.stringify({ ...born, network: { ...network, dataset: '0300000f' } })],
    ['has a network without its key sequence', JSON.stringify({ ...born, network: { ...network, keySequence: null } })],
    ['has a key sequence that is none', JSON.stringify({ ...born, network: { ...network, keySequence: -0.5 } })],
  ] satisfies [string, string][]) {
    it(`is not made anew when its file ${what}`, async () => {
      const name = what.replaceAll(' ', '-');
      mkdirSync(home(name));
      writeFileSync(fileIn(name), document);
      await assert.rejects(
        ThreadDevice.open(home(name), systemRandom),
        (thrown) => isSallyportError(thrown, 'E_DEVICE_STATE') && !thrown.message.includes('J01NME42'),
      );
      assert.equal(readFileSync(fileIn(name), 'utf8'), document);
    });
  }
});
