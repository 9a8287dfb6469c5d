import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { newMaker } from './support/devices.ts';
import { distrust, openHouse, rule, trust } from './support/house.ts';

const AT_HOME = 'permit(_, D) :- given(ssid, Ssid), Ssid == home, trusts(_, D, device), \\+ distrusts(_, D, device).';

describe('a decision that rests on what the network told', () => {
  it('is told of when it turns, though the device was asked about in other ways since', async () => {
    await using house = await openHouse();
    const device = await newMaker().born();
    await house.submit(await rule(AT_HOME), await trust(device.uri, 'device'));
    assert.equal(await house.ask(device.identity, 'E.2', { ssid: 'home' }), 'permit');
    // The device knocks where nobody lets it in.
    for (const ssid of ['guest', 'street', 'guest'])
      assert.notEqual(await house.ask(device.identity, 'E.2', { ssid }), 'permit');
    house.changes.length = 0;
    await house.submit(await distrust(device.uri, 'device'));
    assert.equal(house.changes.length, 1);
    assert.notEqual(await house.ask(device.identity, 'E.2', { ssid: 'home' }), 'permit');
  });

  it('has every network ask again where nobody can tell any more how all of them asked', async () => {
    await using house = await openHouse();
    const device = await newMaker().born();
    await house.submit(await rule(AT_HOME), await trust(device.uri, 'device'));
    assert.equal(await house.ask(device.identity, 'E.2', { ssid: 'home' }), 'permit');
    house.changes.length = 0;
    for (let number = 0; number < 70; number++) await house.ask(device.identity, 'E.2', { ssid: `street ${number}` });
    await house.submit(await trust(device.uri, 'registrar'));
    assert.ok(house.changes.length > 0);
  });
});
