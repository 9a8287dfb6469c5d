import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { listedFact } from '@sallyport/assurance-continuous';
import { bornDevice, MAKER_URI } from './support/devices.ts';
import {
  claim,
  distrust,
  NODE,
  newSigner,
  OWNER,
  openHouse,
  rule,
  SERVER,
  trust,
  trustPerson,
} from './support/house.ts';

const at = (device: Awaited<ReturnType<typeof bornDevice>>) => device.identity;

describe('assurance', () => {
  it('denies everybody while nobody claimed a rule', async () => {
    await using house = await openHouse();
    const device = await bornDevice();
    const decision = await house.assurance.decide(house.request(at(device)));
    assert.equal(decision.outcome, 'deny');
    assert.equal(decision.outcome === 'deny' && decision.fixable, true);
  });

  it('permits a device that the owner trusts, of a maker that the owner trusts, and names the claims', async () => {
    await using house = await openHouse();
    const device = await bornDevice();
    const [maker, itself] = [await trust(MAKER_URI, 'manufacturer'), await trust(device.uri, 'device')];
    await house.submit(await rule(), maker, itself);
    const decision = await house.assurance.decide(house.request(at(device)));
    assert.equal(decision.outcome, 'permit');
    const named = new Set(decision.proof.map(({ id }) => id));
    assert.ok(named.has(maker.uri) && named.has(itself.uri));
    assert.deepEqual(house.errors, []);
  });

  it('tells of the device concerned and of no other when trust goes, and denies it from then on', async () => {
    await using house = await openHouse();
    const [one, other] = [await bornDevice(), await bornDevice()];
    const trusted = await trust(one.uri, 'device');
    await house.submit(await rule(), await trust(MAKER_URI, 'manufacturer'), trusted, await trust(other.uri, 'device'));
    assert.deepEqual([await house.ask(at(one)), await house.ask(at(other))], ['permit', 'permit']);
    await house.submit(await distrust(one.uri, 'device'));
    assert.deepEqual(
      house.changes.map(({ cause, deviceKey }) => [cause, deviceKey]),
      [['policy-changed', `${one.identity.manufacturer}/${one.identity.serialNumber}`]],
    );
    assert.notEqual(await house.ask(at(one)), 'permit');
    assert.equal(await house.ask(at(other)), 'permit');
  });

  it('opens the door when a purchase is claimed by a maker that is trusted, and shuts it when that is taken back', async () => {
    await using house = await openHouse();
    const maker = newSigner();
    const device = await bornDevice();
    const purchase = await claim(maker, 'Purchase', { id: device.uri, buyer: OWNER.issuer });
    await house.submit(await rule(), await trust(MAKER_URI, 'manufacturer'), purchase);
    assert.notEqual(await house.ask(at(device)), 'permit');
    await house.submit(await trust(maker.issuer, 'manufacturer'));
    assert.equal(await house.ask(at(device)), 'permit');
    assert.equal(house.changes.length, 1);
    await house.submit(await claim(maker, 'Retraction', { id: purchase.uri }));
    assert.equal(house.changes.length, 2);
    assert.notEqual(await house.ask(at(device)), 'permit');
  });

  it('lets waiting claims take effect when the key behind them is bound to a person', async () => {
    await using house = await openHouse();
    const person = newSigner();
    const device = await bornDevice();
    await house.submit(
      await rule(),
      await trust(MAKER_URI, 'manufacturer'),
      await trustPerson('mailto:friend@example.com', ['connect-devices']),
      await claim(person, 'Trust', { id: device.uri, role: 'device', truster: 'mailto:friend@example.com' }),
    );
    assert.notEqual(await house.ask(at(device)), 'permit');
    const email = 'mailto:friend@example.com';
    await house.submit(
      await claim(SERVER, 'IdentityBinding', { id: person.issuer, email, confirmed: '2026-01-01T00:00:00Z' }),
    );
    assert.equal(await house.ask(at(device)), 'permit');
    assert.equal(house.changes.length, 1);
  });

  it('judges anew when a rule is replaced, and for the time in which a claim is valid', async () => {
    await using house = await openHouse();
    const device = await bornDevice();
    const until = '2026-03-01T12:00:10Z';
    await house.submit(
      await rule(),
      await trust(MAKER_URI, 'manufacturer'),
      await trust(device.uri, 'device', { until }),
    );
    assert.equal(await house.ask(at(device)), 'permit');
    await house.time.advance(10_000);
    await house.assurance.settled();
    assert.equal(await house.ask(at(device)), 'permit');
    await house.time.advance(1000);
    await house.assurance.settled();
    assert.equal(house.changes.length, 1);
    assert.notEqual(await house.ask(at(device)), 'permit');
    await house.submit(
      await claim(
        OWNER,
        'Rule',
        { rule: 'admission', language: 'prolog', source: 'permit(_, Device) :- proved(Device, _).' },
        { from: '2026-02-01T00:00:00Z' },
      ),
    );
    assert.equal(house.changes.length, 2);
    assert.equal(await house.ask(at(device)), 'permit');
  });

  it('puts a device out for a denylisted contact of the last two minutes, and lets it in again after them', async () => {
    await using house = await openHouse();
    const device = await bornDevice();
    await house.submit(await rule(), await trust(MAKER_URI, 'manufacturer'), await trust(device.uri, 'device'));
    assert.equal(await house.ask(at(device)), 'permit');
    const now = house.time.now().getTime() / 1000;
    await house.assurance.observe([
      {
        put: {
          id: 'observed:denylisted/botnet/192.0.2.1',
          relation: 'denylisted',
          arguments: ['192.0.2.1', 'botnet'],
          statement: '192.0.2.1 is on the list botnet',
        },
      },
    ]);
    await house.assurance.observeFleeting([
      {
        put: {
          id: `observed:contact/${device.uri}/192.0.2.1`,
          relation: 'contact',
          arguments: [device.uri, '192.0.2.1', now],
          statement: 'a contact',
        },
      },
    ]);
    assert.equal(house.changes.length, 1);
    assert.notEqual(await house.ask(at(device)), 'permit');
    await house.time.advance(121_000);
    await house.assurance.settled();
    assert.equal(house.changes.length, 2);
    assert.equal(await house.ask(at(device)), 'permit');
  });

  it('denies whom the owner refused, whatever rules say', async () => {
    await using house = await openHouse();
    const device = await bornDevice();
    const key = `${device.identity.manufacturer}/${device.identity.serialNumber}`;
    await house.submit(await rule('permit(_, _).'));
    assert.equal(await house.ask(at(device)), 'permit');
    await house.assurance.observe([{ put: listedFact('refused', key, 'it was stolen') }]);
    assert.match(await house.ask(at(device)), /list of refused \(it was stolen\)/);
    assert.equal((await house.assurance.decisionOf(device.uri, 'E.2')).outcome, 'deny');
    await house.assurance.observe([{ drop: listedFact('refused', key).id }]);
    assert.equal(await house.ask(at(device)), 'permit');
  });

  it('asks nothing of rules for a device that merely claims to be one, or has no name', async () => {
    await using house = await openHouse();
    await house.submit(await rule('permit(_, _).'));
    const device = await bornDevice();
    assert.equal(await house.ask(at(device)), 'permit');
    const claimed = { ...device.identity, assurance: 'claimed', credential: undefined } as const;
    const decision = await house.assurance.decide(house.request(claimed));
    assert.deepEqual([decision.outcome, decision.outcome === 'deny' && decision.fixable], ['deny', false]);
    const nameless = { ...device.identity, serialNumber: 'joiner-id:77', assurance: 'code' } as const;
    assert.match(await house.ask(nameless), /not known by the key it was born with/);
  });

  it('lets rules see what the enforcement point established, also when it judges anew', async () => {
    await using house = await openHouse();
    const device = await bornDevice();
    await house.submit(
      await rule(
        "permit('E.2', _) :- given(ssid, 'things'), trusts(_, x, device). permit('C.8', _) :- given(owners, 1).".replace(
          'x',
          `'${device.uri}'`,
        ),
      ),
    );
    assert.notEqual(await house.ask(at(device), 'E.2', { ssid: 'things' }), 'permit');
    assert.equal(await house.ask(at(device), 'C.8', { owners: 1 }), 'permit');
    assert.notEqual(await house.ask(at(device), 'C.8', { owners: 2 }), 'permit');
    await house.submit(await trust(device.uri, 'device'));
    assert.equal(house.changes.length, 1);
  });

  it('gives the obligations that rules lay upon a device, and tells when they change', async () => {
    await using house = await openHouse();
    const device = await bornDevice();
    const obliging = (vlan: string) =>
      rule(
        `permit(_, D) :- proved(D, _). obligation(D, vlan, '42') :- proved(D, _), \\+ trusts(_, D, device). obligation(D, vlan, '${vlan}') :- trusts(_, D, device).`,
      );
    await house.submit(await obliging('7'));
    const vlans = async () => {
      const decision = await house.assurance.decide(house.request(at(device)));
      return decision.outcome === 'permit' ? decision.obligations : decision.reason;
    };
    assert.deepEqual(await vlans(), [{ type: 'vlan', value: '42' }]);
    await house.submit(await trust(device.uri, 'device'));
    assert.equal(house.changes.length, 1);
    assert.deepEqual(await vlans(), [{ type: 'vlan', value: '7' }]);
  });

  it('says why and why not', async () => {
    await using house = await openHouse();
    const device = await bornDevice();
    await house.submit(await rule(), await trust(MAKER_URI, 'manufacturer'));
    await house.ask(at(device));
    const why = await house.assurance.why(device.uri, 'E.2');
    assert.equal(why.holds, false);
    await house.submit(await trust(device.uri, 'device'));
    assert.equal((await house.assurance.why(device.uri, 'E.2')).holds, true);
  });

  it('must be given a key of its own', async () => {
    await assert.rejects(openHouse({ basis: { roots: [NODE.issuer], authenticationServers: [], threshold: 0.5 } }), {
      code: 'E_ASSURANCE_NODE_IS_ROOT',
    });
  });
});
