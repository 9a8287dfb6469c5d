import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { newMaker } from './support/devices.ts';
import { claim, newSigner, OWNER, openHouse, rule, trust, trustPerson } from './support/house.ts';

const GUARDED = 'permit(_, Device) :- made_by(Device, Maker), trusts(_, Maker, manufacturer), \\+ objection(Device).';

describe('rules', () => {
  it('of the owner are not replaced by those of somebody who may only write rules', async () => {
    await using house = await openHouse();
    const maker = newMaker();
    const device = await maker.born();
    const writer = newSigner();
    const guard = await rule('objection(_).', OWNER, 'guard');
    await house.submit(
      await rule(GUARDED),
      guard,
      await trust(maker.uri, 'manufacturer'),
      await trustPerson(writer.issuer, ['write-rules']),
    );
    assert.notEqual(await house.ask(device.identity), 'permit');
    await house.submit(
      await claim(writer, 'Rule', { rule: 'mine', language: 'prolog', source: 'harmless(1).', replaces: guard.uri }),
    );
    assert.notEqual(await house.ask(device.identity), 'permit');
  });

  it('stay in force while what is to replace them is refused', async () => {
    for (const more of ['replaces', 'same name']) {
      await using house = await openHouse();
      const maker = newMaker();
      const device = await maker.born();
      const guard = await rule('objection(_).', OWNER, 'guard');
      await house.submit(await rule(GUARDED), guard, await trust(maker.uri, 'manufacturer'));
      assert.notEqual(await house.ask(device.identity), 'permit');
      await house.submit(
        await claim(
          OWNER,
          'Rule',
          {
            rule: 'guard',
            language: 'prolog',
            source: 'objection(',
            ...(more === 'replaces' ? { replaces: guard.uri } : {}),
          },
          { from: '2026-01-02T00:00:00Z' },
        ),
      );
      assert.notEqual(await house.ask(device.identity), 'permit', more);
    }
  });
  it('that stumble the reader do not lose the world', async () => {
    await using house = await openHouse();
    const maker = newMaker();
    const device = await maker.born();
    await house.submit(await rule(GUARDED), await trust(maker.uri, 'manufacturer'), await rule('a().', OWNER, 'typo'));
    assert.equal(await house.ask(device.identity), 'permit');
    assert.deepEqual(house.errors, []);
  });
});
