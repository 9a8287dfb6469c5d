import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { newMaker } from '../support/devices.ts';
import {
  claim,
  type House,
  type Made,
  newSigner,
  OWNER,
  openHouse,
  rule,
  SERVER,
  trust,
  trustPerson,
} from '../support/house.ts';

const GUARDED = `
permit(_, Device) :- made_by(Device, Maker), trusts(_, Maker, manufacturer), \\+ objection(Device), \\+ veto(Device).
`;
const guard = (source: string, from: string, replaces?: Made, signer = OWNER, name = 'guard'): Promise<Made> =>
  claim(
    signer,
    'Rule',
    { rule: name, language: 'prolog', source, ...(replaces === undefined ? {} : { replaces: replaces.uri }) },
    { from },
  );
const [FIRST, SECOND, THIRD] = ['2026-01-02T00:00:00Z', '2026-01-03T00:00:00Z', '2026-01-04T00:00:00Z'];

/** A house with a device of a maker that the owner trusts; asks about it. */
async function guardedHouse(...claims: readonly Made[]): Promise<{ house: House; isIn: () => Promise<boolean> }> {
  const house = await openHouse();
  const maker = newMaker();
  const device = await maker.born();
  await house.submit(await rule(GUARDED), await trust(maker.uri, 'manufacturer'), ...claims);
  return { house, isIn: async () => (await house.ask(device.identity)) === 'permit' };
}

const refusedIn = ({ assurance }: House): readonly string[] =>
  [...assurance.rules()].filter(({ problem }) => problem?.severity === 'refused').map(({ uri }) => uri);

describe('rules', () => {
  it('of the owner stay when somebody who may only write rules says that his replace them', async () => {
    const writer = newSigner();
    const first = await guard('objection(_).', FIRST);
    const { house, isIn } = await guardedHouse(first, await trustPerson(writer.issuer, ['write-rules']));
    await using _ = house;
    await house.submit(await guard('harmless(1).', SECOND, first, writer, 'mine'));
    assert.equal(await isIn(), false);
    assert.equal([...house.assurance.rules()].filter(({ standing }) => standing.counts).length, 3);
  });

  it('stay in force while what is in their place cannot be read, named by it or only called the same', async () => {
    for (const isNamed of [true, false]) {
      const first = await guard('objection(_).', FIRST);
      const { house, isIn } = await guardedHouse(first);
      await using _ = house;
      const broken = await guard('objection(', SECOND, isNamed ? first : undefined);
      await house.submit(broken);
      assert.equal(await isIn(), false);
      assert.deepEqual(refusedIn(house), [broken.uri]);
      await house.submit(await guard('harmless(1).', THIRD, isNamed ? broken : undefined));
      assert.equal(await isIn(), true, 'what can be read takes the place of all before it');
      assert.deepEqual(refusedIn(house), []);
    }
  });

  it('come to the same in whatever order they came', async () => {
    const first = await guard('objection(_).', FIRST);
    const broken = await guard('objection(', SECOND);
    const other = await guard('veto(_).', SECOND, undefined, OWNER, 'other');
    const third = await guard(') broken', THIRD, other);
    for (const order of [
      [first, broken, other, third],
      [third, other, broken, first],
      [broken, third, first, other],
    ]) {
      const { house, isIn } = await guardedHouse();
      await using _ = house;
      for (const one of order) await house.submit(one);
      assert.equal(await isIn(), false);
      await house.submit(await claim(OWNER, 'Retraction', { id: first.uri }));
      assert.equal(await isIn(), false, 'the other is behind the third');
      await house.submit(await claim(OWNER, 'Retraction', { id: other.uri }));
      assert.equal(await isIn(), true);
    }
  });

  it('of somebody who loses the right go, with those behind them', async () => {
    const writer = newSigner();
    const { house, isIn } = await guardedHouse(
      await trustPerson(writer.issuer, ['write-rules']),
      await guard('objection(_).', FIRST, undefined, writer),
      await guard('objection(', SECOND, undefined, writer),
    );
    await using _ = house;
    assert.equal(await isIn(), false);
    await house.submit(
      await claim(SERVER, 'IdentityBinding', {
        id: writer.issuer,
        email: 'mailto:writer@example.com',
        confirmed: FIRST,
      }),
    );
    assert.equal(await isIn(), false, 'also under another name');
    await house.submit(
      await claim(
        OWNER,
        'Trust',
        { id: writer.issuer, role: 'person', truster: OWNER.issuer, rights: ['query'] },
        { from: FIRST },
      ),
    );
    assert.equal(await isIn(), true);
  });

  it('that no reader can take lose nothing but themselves', async () => {
    const { house, isIn } = await guardedHouse(await rule('a().', OWNER, 'typo'));
    await using _ = house;
    assert.equal(await isIn(), true);
    assert.deepEqual(house.errors, []);
  });
});
