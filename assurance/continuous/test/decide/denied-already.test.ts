import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { AuthorizationRequest, DeviceIdentity } from '@sallyport/onboarding';
import { newMaker } from '../support/devices.ts';
import { BASIS, claim, distrust, type House, OWNER, openHouse, rule, trust } from '../support/house.ts';

const maker = newMaker();

/** As whoever let the device in asks again: without what it showed. */
function requestFor(house: House, { serialNumber, manufacturer, model }: DeviceIdentity, ssid = 'home') {
  const device = { serialNumber, manufacturer, model, credential: undefined, assurance: 'authenticated' } as const;
  const at = house.time.now();
  return { point: 'E.2', protocol: 'radius', session: 's', device, facts: { ssid }, at } satisfies AuthorizationRequest;
}

async function isDenied(house: House, device: DeviceIdentity, ssid?: string): Promise<boolean | undefined> {
  const [denied] = await house.assurance.deniedAlready([requestFor(house, device, ssid)]);
  return denied;
}

describe('what is denied already', () => {
  it('is what a decision that was made before denies since it turned, until it turns back', async () => {
    await using house = await openHouse();
    const device = await maker.born();
    await house.submit(await rule(), await trust(maker.uri, 'manufacturer'), await trust(device.uri, 'device'));
    assert.equal(await isDenied(house, device.identity), false, 'nobody has asked about it');
    assert.equal(await house.ask(device.identity, 'E.2', { ssid: 'home' }), 'permit');
    assert.equal(await isDenied(house, device.identity), false);
    const lost = await distrust(device.uri, 'device');
    await house.submit(lost);
    assert.equal(await isDenied(house, device.identity), true);
    assert.equal((await house.assurance.decide(requestFor(house, device.identity))).outcome, 'deny');
    await house.submit(await claim(OWNER, 'Retraction', { id: lost.uri }));
    assert.equal(await isDenied(house, device.identity), false);
  });

  it('is not what was denied elsewhere, where a rule looks at the place', async () => {
    await using house = await openHouse();
    const device = await maker.born();
    const atHome = 'permit(_, D) :- given(ssid, Ssid), Ssid == home, trusts(_, D, device).';
    await house.submit(await rule(atHome), await trust(device.uri, 'device'));
    assert.equal(await house.ask(device.identity, 'E.2', { ssid: 'home' }), 'permit');
    assert.notEqual(await house.ask(device.identity, 'E.2', { ssid: 'guest' }), 'permit');
    assert.equal(await isDenied(house, device.identity, 'guest'), true);
    assert.equal(await isDenied(house, device.identity, 'home'), false);
    assert.equal(await isDenied(house, device.identity, 'street'), false);
  });

  it('is nobody who shows something, who proved nothing, or whom nobody knows', async () => {
    await using house = await openHouse();
    const device = await maker.born();
    await house.submit(await rule());
    assert.notEqual(await house.ask(device.identity, 'E.2', { ssid: 'home' }), 'permit');
    const request = requestFor(house, device.identity);
    const shown = { ...request, device: { ...request.device, credential: device.identity.credential } };
    const claimed = { ...request, device: { ...request.device, assurance: 'claimed' as const } };
    const unknown = { ...request, device: { ...request.device, serialNumber: 'nobody' } };
    assert.deepEqual(await house.assurance.deniedAlready([request, shown, claimed, unknown]), [
      true,
      false,
      false,
      false,
    ]);
  });

  it('follows what is believed when all is judged anew on another basis', async () => {
    await using house = await openHouse();
    const device = await maker.born();
    await house.submit(await rule(), await trust(maker.uri, 'manufacturer'), await trust(device.uri, 'device'));
    assert.equal(await house.ask(device.identity, 'E.2', { ssid: 'home' }), 'permit');
    await house.assurance.rebuild({ ...BASIS, roots: [] });
    await house.assurance.settled();
    assert.equal(await isDenied(house, device.identity), true);
    await house.assurance.rebuild(BASIS);
    await house.assurance.settled();
    assert.equal(await isDenied(house, device.identity), false);
  });

  it('cannot be told once assurance is closed, so that whoever wants to know has to ask', async () => {
    const house = await openHouse();
    await house.assurance.close();
    await assert.rejects(house.assurance.deniedAlready([]), { code: 'E_ASSURANCE_CLOSED' });
    await house[Symbol.asyncDispose]();
  });
});
