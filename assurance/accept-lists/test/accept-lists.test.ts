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
});
