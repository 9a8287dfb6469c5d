import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  type AcceptList,
  type AcceptLists,
  acceptListAuthorizer,
  judge,
  NOBODY_ACCEPTED,
} from '@sallyport/assurance-accept-lists';
import type { DeviceIdentity } from '@sallyport/onboarding';

const lamp: DeviceIdentity = {
  serialNumber: 'L-1',
  manufacturer: 'maker-a',
  model: 'lamp',
  credential: undefined,
  assurance: 'authenticated',
};
const list = (...entries: readonly (readonly [string, string | undefined])[]): AcceptList => new Map(entries);
const open: AcceptLists = { manufacturers: list(['maker-a', 'contract 7']), refused: list() };

describe('accept lists', () => {
  it('accept nobody when they are empty', () => {
    assert.equal(judge(NOBODY_ACCEPTED, lamp).outcome, 'deny');
  });

  it('accept a device of an accepted manufacturer and say which entry proves it', () => {
    const decision = judge(open, lamp);
    assert.equal(decision.outcome, 'permit');
    assert.match(decision.reason, /contract 7/);
    assert.equal(decision.proof.length, 1);
  });

  it('refuse a device of another manufacturer, which an administrator can fix', () => {
    const decision = judge(open, { ...lamp, manufacturer: 'maker-b' });
    assert.equal(decision.outcome, 'deny');
    assert.equal(decision.outcome === 'deny' && decision.fixable, true);
  });

  it('refuse an identity that is only claimed, whatever the lists say', () => {
    assert.equal(judge(open, { ...lamp, assurance: 'claimed' }).outcome, 'deny');
  });

  it('refuse a device without a known manufacturer', () => {
    assert.equal(judge(open, { ...lamp, manufacturer: undefined }).outcome, 'deny');
  });

  it('refuse a model that is not listed once models are listed', () => {
    const lists = { ...open, models: list(['sensor', undefined]) };
    assert.equal(judge(lists, lamp).outcome, 'deny');
    assert.equal(judge(lists, { ...lamp, model: undefined }).outcome, 'deny');
    assert.equal(judge(lists, { ...lamp, model: 'sensor' }).outcome, 'permit');
  });

  it('refuse a device that is not on the purchasing list once there is one', () => {
    const lists = { ...open, devices: list(['maker-a/L-2', undefined]) };
    assert.equal(judge(lists, lamp).outcome, 'deny');
    assert.equal(judge(lists, { ...lamp, serialNumber: 'L-2' }).outcome, 'permit');
  });

  it('let the refused list win over every other list', () => {
    const lists = { ...open, devices: list(['maker-a/L-1', undefined]), refused: list(['maker-a/L-1', 'stolen']) };
    const decision = judge(lists, lamp);
    assert.equal(decision.outcome, 'deny');
    assert.match(decision.reason, /stolen/);
  });

  it('do not confuse the same serial number of two manufacturers', () => {
    const lists = {
      ...open,
      manufacturers: list(['maker-a', undefined], ['maker-b', undefined]),
      refused: list(['maker-b/L-1', undefined]),
    };
    assert.equal(judge(lists, lamp).outcome, 'permit');
    assert.equal(judge(lists, { ...lamp, manufacturer: 'maker-b' }).outcome, 'deny');
  });

  it('are read afresh at each question', async () => {
    let lists = open;
    const authorizer = acceptListAuthorizer(() => lists);
    const request = {
      point: 'C.3',
      protocol: 'brski',
      session: 's',
      device: lamp,
      facts: {},
      at: new Date(0),
    } as const;
    assert.equal((await authorizer.decide(request)).outcome, 'permit');
    lists = NOBODY_ACCEPTED;
    assert.equal((await authorizer.decide(request)).outcome, 'deny');
  });

  describe('for a device that proved the code printed on it', () => {
    const bulb: DeviceIdentity = {
      ...lamp,
      manufacturer: 'oui:18b430',
      serialNumber: '18b4300000000001',
      assurance: 'code',
    };
    const key = 'oui:18b430/18b4300000000001';

    it('let it in when the owner gave its code, and say so', () => {
      const decision = judge({ ...NOBODY_ACCEPTED, codes: list([key, 'lamp in the hall']) }, bulb);
      assert.equal(decision.outcome, 'permit');
      assert.match(decision.reason, /lamp in the hall/);
      assert.deepEqual(
        decision.proof.map(({ id }) => id),
        ['accept-list:code'],
      );
    });

    it('refuse it when the owner gave the code of another', () => {
      const decision = judge({ ...NOBODY_ACCEPTED, codes: list(['oui:18b430/18b4300000000002', undefined]) }, bulb);
      assert.equal(decision.outcome === 'deny' && decision.fixable, true);
    });

    it('refuse it when only its manufacturer is accepted: a code proves no maker', () => {
      assert.equal(judge({ ...open, manufacturers: list(['oui:18b430', undefined]) }, bulb).outcome, 'deny');
    });

    it('let any in when the owner gave a code for any', () => {
      assert.equal(judge({ ...NOBODY_ACCEPTED, codes: list(['*', undefined]) }, bulb).outcome, 'permit');
    });

    it('never let in one on the refused list', () => {
      const lists = { ...NOBODY_ACCEPTED, codes: list(['*', undefined]), refused: list([key, 'returned']) };
      assert.equal(judge(lists, bulb).outcome, 'deny');
    });

    it('do not count for a device with a birth certificate', () => {
      assert.equal(judge({ ...NOBODY_ACCEPTED, codes: list(['*', undefined]) }, lamp).outcome, 'deny');
    });
  });
});
