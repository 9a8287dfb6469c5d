import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { listedFact, type ObservationRecord } from '@sallyport/assurance-continuous';
import { VirtualTime } from '@sallyport/core';
import { newMaker } from './support/devices.ts';
import {
  claim,
  distrust,
  type House,
  NODE,
  newSigner,
  OWNER,
  openHouse,
  rule,
  SERVER,
  trust,
  trustPerson,
} from './support/house.ts';

describe('assurance, by a rule that was claimed', () => {
  let house: House;
  before(async () => {
    house = await openHouse();
    await house.submit(await rule());
  });
  after(async () => house[Symbol.asyncDispose]());

  /** What was told of since the last time. */
  const told = () => house.changes.splice(0).map(({ deviceKey }) => deviceKey);

  it('permits a device that the owner trusts, of a maker that the owner trusts, and names the claims', async () => {
    const maker = newMaker();
    const device = await maker.born();
    const unknown = await house.assurance.decide(house.request(device.identity));
    assert.equal(unknown.outcome === 'deny' && unknown.fixable, true);
    const [trusted, itself] = [await trust(maker.uri, 'manufacturer'), await trust(device.uri, 'device')];
    await house.submit(trusted, itself);
    const decision = await house.assurance.decide(house.request(device.identity));
    assert.equal(decision.outcome, 'permit');
    const named = new Set(decision.proof.map(({ id }) => id));
    assert.ok(named.has(trusted.uri) && named.has(itself.uri));
    assert.deepEqual(told(), [device.key]);
    assert.deepEqual(house.errors, []);
  });

  it('tells of the device concerned and of no other when trust goes, and denies it from then on', async () => {
    const maker = newMaker();
    const [one, other] = [await maker.born(), await maker.born()];
    await house.submit(
      await trust(maker.uri, 'manufacturer'),
      await trust(one.uri, 'device'),
      await trust(other.uri, 'device'),
    );
    assert.deepEqual([await house.ask(one.identity), await house.ask(other.identity)], ['permit', 'permit']);
    await house.submit(await distrust(one.uri, 'device'));
    assert.deepEqual(told(), [one.key]);
    assert.notEqual(await house.ask(one.identity), 'permit');
    assert.equal(await house.ask(other.identity), 'permit');
  });

  it('tells of every device of a maker when trust in the maker goes', async () => {
    const maker = newMaker();
    const devices = await Promise.all(Array.from({ length: 5 }, () => maker.born()));
    await house.submit(
      await trust(maker.uri, 'manufacturer'),
      ...(await Promise.all(devices.map(({ uri }) => trust(uri, 'device')))),
    );
    for (const { identity } of devices) assert.equal(await house.ask(identity), 'permit');
    await house.submit(await distrust(maker.uri, 'manufacturer'));
    assert.deepEqual(told().sort(), devices.map(({ key }) => key).sort());
  });

  it('opens the door when a purchase is claimed by a maker that is trusted, and shuts it when that is taken back', async () => {
    const maker = newMaker();
    const seller = newSigner();
    const device = await maker.born();
    const purchase = await claim(seller, 'Purchase', { id: device.uri, buyer: OWNER.issuer });
    await house.submit(await trust(maker.uri, 'manufacturer'), purchase);
    assert.notEqual(await house.ask(device.identity), 'permit');
    await house.submit(await trust(seller.issuer, 'manufacturer'));
    assert.equal(await house.ask(device.identity), 'permit');
    assert.deepEqual(told(), [device.key]);
    await house.submit(await claim(seller, 'Retraction', { id: purchase.uri }));
    assert.deepEqual(told(), [device.key]);
    assert.notEqual(await house.ask(device.identity), 'permit');
  });

  it('lets waiting claims take effect when the key behind them is bound to a person', async () => {
    const maker = newMaker();
    const person = newSigner();
    const device = await maker.born();
    const email = 'mailto:friend@example.com';
    await house.submit(
      await trust(maker.uri, 'manufacturer'),
      await trustPerson(email, ['connect-devices']),
      await claim(person, 'Trust', { id: device.uri, role: 'device', truster: email }),
    );
    assert.notEqual(await house.ask(device.identity), 'permit');
    await house.submit(
      await claim(SERVER, 'IdentityBinding', { id: person.issuer, email, confirmed: '2026-01-01T00:00:00Z' }),
    );
    assert.deepEqual(told(), [device.key]);
    assert.equal(await house.ask(device.identity), 'permit');
  });

  it('lets nobody speak for himself, for others, or in words that were changed', async () => {
    const maker = newMaker();
    const device = await maker.born();
    const stranger = newSigner();
    const genuine = await trust(device.uri, 'device');
    const forged = Buffer.from(genuine.bytes);
    forged.writeUInt8(forged.readUInt8(40) ^ 1, 40);
    const ids = await house.submit(
      await trust(maker.uri, 'manufacturer'),
      { bytes: forged, uri: '' },
      await trust(device.uri, 'device', { signer: stranger }),
      await claim(stranger, 'Trust', { id: device.uri, role: 'device', truster: OWNER.issuer }),
      await claim(stranger, 'Trust', {
        id: stranger.issuer,
        role: 'person',
        truster: stranger.issuer,
        rights: ['connect-devices'],
      }),
      await trust(device.uri, 'device', { until: '2026-02-01T00:00:00Z' }),
      await trust(device.uri, 'device', { signer: NODE }),
    );
    assert.notEqual(await house.ask(device.identity), 'permit');
    const [maker1, ...others] = ids.map((id) => house.assurance.outcomeOf(id));
    assert.equal(maker1?.state === 'judged' && maker1.standing.counts, true);
    assert.deepEqual(
      others.map((outcome) => (outcome.state === 'judged' ? outcome.standing.counts : outcome.state)),
      ['refused', false, false, false, false, 'own'],
    );
  });

  it('follows the time in which a claim is valid to the second', async () => {
    const maker = newMaker();
    const device = await maker.born();
    const until = new Date(house.time.now().getTime() + 10_000).toISOString();
    await house.submit(await trust(maker.uri, 'manufacturer'), await trust(device.uri, 'device', { until }));
    assert.equal(await house.ask(device.identity), 'permit');
    await house.time.advance(10_000);
    assert.equal(await house.ask(device.identity), 'permit');
    await house.time.advance(1);
    assert.notEqual(await house.ask(device.identity), 'permit');
    assert.deepEqual(told(), [device.key]);
  });

  it('puts a device out for a denylisted contact of the last two minutes, and lets it in again after them', async () => {
    const maker = newMaker();
    const device = await maker.born();
    await house.submit(await trust(maker.uri, 'manufacturer'), await trust(device.uri, 'device'));
    assert.equal(await house.ask(device.identity), 'permit');
    const at = Math.floor(house.time.now().getTime() / 1000);
    const seen = (relation: string, ...values: readonly (string | number)[]) => ({
      put: {
        id: `observed:${relation}/${values[0]}`,
        relation,
        arguments: values,
        statement: `${relation} ${values[0]}`,
      },
    });
    await house.assurance.observe([seen('denylisted', '192.0.2.1', 'botnet')]);
    await house.assurance.observeFleeting([seen('contact', device.uri, '192.0.2.1', at)]);
    assert.deepEqual(told(), [device.key]);
    assert.notEqual(await house.ask(device.identity), 'permit');
    // The contact was within the last two minutes until 120 s after it, and its second is over then.
    await house.time.advance(119_000);
    await house.assurance.settled();
    assert.deepEqual(told(), []);
    await house.time.advance(2000);
    await house.assurance.settled();
    assert.deepEqual(told(), [device.key]);
    assert.equal(await house.ask(device.identity), 'permit');
  });

  it('denies whom the owner refused, whatever rules say', async () => {
    const maker = newMaker();
    const device = await maker.born();
    await house.submit(await trust(maker.uri, 'manufacturer'), await trust(device.uri, 'device'));
    assert.equal(await house.ask(device.identity), 'permit');
    await house.assurance.observe([{ put: listedFact('refused', device.key, 'it was stolen') }]);
    assert.match(await house.ask(device.identity), /list of refused \(it was stolen\)/);
    assert.equal((await house.assurance.decisionOf(device.uri, 'E.2')).outcome, 'deny');
    await house.assurance.observe([{ drop: listedFact('refused', device.key).id }]);
    assert.equal(await house.ask(device.identity), 'permit');
    assert.deepEqual(told(), [device.key, device.key]);
  });

  it('asks nothing of rules for a device that merely claims to be one, or has no name', async () => {
    const maker = newMaker();
    const device = await maker.born();
    await house.submit(await trust(maker.uri, 'manufacturer'), await trust(device.uri, 'device'));
    assert.equal(await house.ask(device.identity), 'permit');
    // As a session of before is judged.
    assert.equal(await house.ask({ ...device.identity, credential: undefined }), 'permit');
    const claimed = { ...device.identity, assurance: 'claimed', credential: undefined } as const;
    const decision = await house.assurance.decide(house.request(claimed));
    assert.deepEqual([decision.outcome, decision.outcome === 'deny' && decision.fixable], ['deny', false]);
    const nameless = { ...device.identity, serialNumber: 'joiner-id:77', assurance: 'code' } as const;
    assert.match(await house.ask(nameless), /not known by the key it was born with/);
    assert.match(await house.ask({ ...device.identity, credential: Uint8Array.of(1) }), /could not be judged/);
    assert.equal(house.errors.splice(0).length, 1);
  });

  it('tells when registers hold another device under a key, for what was decided was about the one before', async () => {
    const maker = newMaker();
    const device = await maker.born('the-same-number');
    await house.submit(await trust(maker.uri, 'manufacturer'), await trust(device.uri, 'device'));
    assert.equal(await house.ask(device.identity), 'permit');
    const other = await maker.born('the-same-number');
    assert.notEqual(await house.ask(other.identity), 'permit');
    assert.deepEqual(told(), [device.key]);
    assert.notEqual(await house.ask({ ...device.identity, credential: undefined }), 'permit');
  });

  it('says why and why not', async () => {
    const maker = newMaker();
    const device = await maker.born();
    await house.submit(await trust(maker.uri, 'manufacturer'));
    await house.ask(device.identity);
    assert.equal((await house.assurance.why(device.uri, 'E.2')).holds, false);
    await house.submit(await trust(device.uri, 'device'));
    const why = await house.assurance.why(device.uri, 'E.2');
    assert.equal(why.holds, true);
    assert.ok(why.children.length > 0);
  });
});

describe('assurance, by other rules', () => {
  it('denies everybody while no rule counts, and changes with the rules', async () => {
    await using house = await openHouse();
    const device = await newMaker().born();
    assert.notEqual(await house.ask(device.identity), 'permit');
    await house.submit(await rule('permit(_, Device) :- proved(Device, _).', newSigner()));
    assert.notEqual(await house.ask(device.identity), 'permit');
    const open = await rule('permit(_, Device) :- proved(Device, _).');
    await house.submit(open);
    assert.equal(house.changes.splice(0).length, 1);
    assert.equal(await house.ask(device.identity), 'permit');
    const source =
      "permit('E.2', Device) :- given(ssid, things), proved(Device, _). permit('C.8', _) :- given(owners, 1).";
    const newer = await claim(
      OWNER,
      'Rule',
      { rule: 'admission', language: 'prolog', source },
      { from: '2026-02-01T00:00:00Z' },
    );
    await house.submit(newer);
    assert.equal(house.changes.splice(0).length, 1);
    assert.notEqual(await house.ask(device.identity), 'permit');
    assert.equal(await house.ask(device.identity, 'E.2', { ssid: 'things' }), 'permit');
    assert.equal(await house.ask(device.identity, 'C.8', { owners: 1 }), 'permit');
    assert.notEqual(await house.ask(device.identity, 'C.8', { owners: 2 }), 'permit');
    assert.deepEqual([...house.assurance.rules()].map(({ uri, standing }) => [uri, standing.reason]).slice(1), [
      [open.uri, 'superseded'],
      [newer.uri, 'counted'],
    ]);
  });

  it('gives the obligations that rules lay upon a device, and tells when they change', async () => {
    await using house = await openHouse();
    const device = await newMaker().born();
    await house.submit(
      await rule(`
        permit(_, D) :- proved(D, _).
        obligation(D, vlan, '42') :- proved(D, _), \\+ trusts(_, D, device).
        obligation(D, vlan, '7') :- trusts(_, D, device).
        obligation(_, name, Ssid) :- given(ssid, Ssid).`),
    );
    const obligations = async () => {
      const decision = await house.assurance.decide(house.request(device.identity, 'E.2', { ssid: 'things' }));
      return decision.outcome === 'permit' ? decision.obligations : decision.reason;
    };
    const named = { type: 'name', value: 'things' };
    assert.deepEqual(await obligations(), [named, { type: 'vlan', value: '42' }]);
    await house.submit(await trust(device.uri, 'device'));
    assert.deepEqual(
      house.changes.map(({ deviceKey }) => deviceKey),
      [device.key],
    );
    assert.deepEqual(await obligations(), [named, { type: 'vlan', value: '7' }]);
  });

  it('must be given a key of its own', async () => {
    const basis = { roots: [NODE.issuer], authenticationServers: [], threshold: 0.5 };
    await assert.rejects(openHouse({ basis }), { code: 'E_ASSURANCE_NODE_IS_ROOT' });
    await using house = await openHouse();
    await assert.rejects(house.assurance.rebuild(basis), { code: 'E_ASSURANCE_NODE_IS_ROOT' });
    await assert.rejects(house.assurance.preview(basis), { code: 'E_ASSURANCE_NODE_IS_ROOT' });
  });

  it('leaves nothing running when it cannot be opened', async () => {
    const time = new VirtualTime();
    let listeners = 0;
    const observations: ObservationRecord = {
      load: () => {
        throw new TypeError('the disk is gone');
      },
      record: async () => undefined,
      onRecorded: () => {
        listeners++;
        return () => listeners--;
      },
    };
    await assert.rejects(openHouse({ time, observations }), { message: 'the disk is gone' });
    assert.deepEqual([listeners, time.waiting], [0, 0]);
  });
});
