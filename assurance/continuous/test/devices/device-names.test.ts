import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { keyUri } from '@sallyport/assurance-claims';
import type { DeviceIdentity } from '@sallyport/onboarding';
import { DeviceNames } from '../../src/devices/device-names.ts';
import { deviceKeyFact } from '../../src/observed/observed-fact.ts';
import { newMaker } from '../support/devices.ts';

const joiner: DeviceIdentity = {
  serialNumber: '0011223344556677',
  manufacturer: 'oui:001122',
  model: undefined,
  credential: undefined,
  assurance: 'code',
};

describe('the names of devices', () => {
  it('are the keys that devices were born with', async () => {
    const { identity, publicKey } = await newMaker().born();
    const named = await new DeviceNames().nameOf(identity);
    assert.deepEqual(named, {
      uri: keyUri(publicKey),
      key: `${identity.manufacturer}/${identity.serialNumber}`,
      isByBirth: true,
    });
  });

  it('are EUI-64s where devices have no certificates, and nothing for those known by less', async () => {
    const names = new DeviceNames();
    assert.equal((await names.nameOf(joiner))?.uri, 'urn:dev:mac:0011223344556677');
    assert.equal(await names.nameOf({ ...joiner, serialNumber: 'joiner-id:0011' }), undefined);
  });

  it('are looked up for devices that show another certificate, or none', async () => {
    const { identity } = await newMaker().born();
    const names = new DeviceNames(() => true);
    assert.equal(await names.nameOf(identity), undefined);
    const key = `${identity.manufacturer}/${identity.serialNumber}`;
    names.apply([{ put: deviceKeyFact('urn:example:lamp', key) }]);
    assert.deepEqual(await names.nameOf(identity), { uri: 'urn:example:lamp', key, isByBirth: false });
    assert.equal((await names.nameOf({ ...identity, credential: undefined }))?.uri, 'urn:example:lamp');
  });

  it('are of the newest device under a key, and are forgotten with the fact that tells them', () => {
    const names = new DeviceNames();
    assert.deepEqual([...names.apply([{ put: deviceKeyFact('urn:example:old', 'maker/1') }])], []);
    assert.deepEqual([...names.apply([{ put: deviceKeyFact('urn:example:old', 'maker/1') }])], []);
    assert.deepEqual([...names.apply([{ put: deviceKeyFact('urn:example:new', 'maker/1') }])], ['maker/1']);
    names.apply([{ put: deviceKeyFact('urn:example:new', 'maker/2') }]);
    assert.equal(names.uriOf('maker/1'), 'urn:example:new');
    assert.deepEqual([...names.keysOf('urn:example:old')], []);
    assert.deepEqual([...names.keysOf('urn:example:new')], ['maker/1', 'maker/2']);
    assert.deepEqual([...names.apply([{ drop: deviceKeyFact('urn:example:new', 'maker/1').id }])], ['maker/1']);
    assert.equal(names.uriOf('maker/1'), undefined);
    assert.deepEqual([...names.uris()], ['urn:example:new']);
  });
});
