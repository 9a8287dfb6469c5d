import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { HOUR, MINUTE, SECOND } from '@sallyport/core';
import { deny, permit, type TrustChange } from '@sallyport/onboarding';
import { ACCT_STATUS_TYPES, ATTRIBUTES, type ChangeAnswer, ERROR_CAUSES } from '@sallyport/radius';
import { DONE, house, MemoryRecord, sessionOf } from '../support/house.ts';
import { accountingRequest } from '../support/requests.ts';

const { START, STOP, INTERIM_UPDATE, ACCOUNTING_ON } = ACCT_STATUS_TYPES;
const KEY = 'aa/LAMP-1';

function change(deviceKey: string | undefined): TrustChange {
  return { cause: 'policy-changed', deviceKey, certificateSerial: undefined, at: new Date() };
}

const nak = (errorCause: number) => ({ ...DONE, isDone: false, errorCause, reason: 'no' });

describe('sessions and accounting', () => {
  it('open, stay and end as the NAS says', async () => {
    const home = house();
    const session = sessionOf();
    await home.sessions.admit(session, 0);
    const station = { accountingSession: 'A1' };
    const ours = ATTRIBUTES.Class.of(Buffer.from(session.id, 'hex'));
    await home.sessions.account(accountingRequest(station, START, ours));
    assert.equal(home.sessions.list()[0]?.state, 'open');
    assert.equal(home.record.kept.get(session.id)?.place.accountingSession, 'A1');
    await home.sessions.account(accountingRequest(station, INTERIM_UPDATE));
    await home.sessions.account(accountingRequest(station, STOP));
    assert.equal(home.sessions.size, 0);
    assert.deepEqual(home.record.ends, [['LAMP-1', 'stopped']]);
    assert.deepEqual(home.types(), ['opened', 'ended']);
  });

  it('are found by place where the NAS gives Class not back', async () => {
    const home = house();
    await home.sessions.admit(sessionOf(), 0);
    await home.sessions.account(accountingRequest({ accountingSession: 'A1', station: '02:00:00:00:00:01' }, START));
    assert.equal(home.sessions.list()[0]?.state, 'open');
  });

  it('are not another client’s to end', async () => {
    const home = house();
    const session = sessionOf();
    await home.sessions.admit(session, 0);
    const ours = ATTRIBUTES.Class.of(Buffer.from(session.id, 'hex'));
    await home.sessions.account(accountingRequest({ client: 'other' }, STOP, ours));
    await home.sessions.account(accountingRequest({ client: 'other' }, ACCOUNTING_ON));
    assert.equal(home.sessions.size, 1);
  });

  it('of nobody are told of', async () => {
    const home = house();
    await home.sessions.account(accountingRequest({}, INTERIM_UPDATE));
    await home.sessions.account(accountingRequest({}, STOP));
    assert.deepEqual(home.types(), ['stray']);
  });

  it('end when their NAS restarts, and no others', async () => {
    const home = house();
    await home.sessions.admit(sessionOf({ station: '02-00-00-00-00-01' }), 0);
    await home.sessions.admit(sessionOf({ station: '02-00-00-00-00-02' }), 0);
    await home.sessions.admit(sessionOf({ nas: 'ap-2' }), 0);
    await home.sessions.account(accountingRequest({}, ACCOUNTING_ON));
    assert.equal(home.sessions.size, 1);
    assert.equal(home.sessions.list()[0]?.place.nasIdentifier, 'ap-2');
  });

  it('take the place of the station’s earlier one', async () => {
    const home = house();
    const [first, second] = [sessionOf(), sessionOf()];
    await home.sessions.admit(first, 0);
    await home.sessions.admit(second, 0);
    assert.deepEqual(
      home.sessions.list().map(({ id }) => id),
      [second.id],
    );
    assert.deepEqual(home.record.ends, [['LAMP-1', 'replaced']]);
  });

  it('end when the station has not authenticated again in time', async () => {
    const home = house();
    await home.sessions.open();
    await home.sessions.admit(sessionOf(), 0);
    await home.time.advance(HOUR);
    assert.equal(home.sessions.size, 1);
    await home.time.advance(2 * MINUTE);
    assert.deepEqual(home.record.ends, [['LAMP-1', 'expired']]);
    await home.sessions.close();
    assert.equal(home.time.waiting, 0);
  });

  it('are bounded', async () => {
    const home = house({ maxSessions: 2 });
    assert.equal(home.sessions.hasRoom, true);
    await home.sessions.admit(sessionOf({ station: 'a' }), 0);
    await home.sessions.admit(sessionOf({ station: 'b' }), 0);
    assert.equal(home.sessions.hasRoom, false);
  });

  it('that cannot be written down are none', async () => {
    const home = house();
    home.record.failure = new Error('the disk is full');
    await assert.rejects(home.sessions.admit(sessionOf(), 0), /disk/);
    assert.equal(home.sessions.size, 0);
    assert.equal(home.sessions.hasRoom, true);
  });
});

describe('a change of trust', () => {
  it('has policy asked about the sessions of that device alone, and puts them out at once', async () => {
    const home = house();
    await home.sessions.admit(sessionOf({ station: 'a' }), 0);
    await home.sessions.admit(sessionOf({ station: 'b' }), 0);
    for (let i = 0; i < 50; i++) {
      await home.sessions.admit(sessionOf({ station: `c${i}` }, { serialNumber: `OTHER-${i}` }), 0);
    }
    home.decide = async () => deny('gone');
    home.sessions.trustChanged(change(KEY));
    await home.sessions.settled();
    assert.equal(home.asked, 2);
    assert.equal(home.sessions.size, 50);
    assert.deepEqual(
      home.orders.map(({ kind, at }) => [kind, at]),
      [
        ['disconnect', 0],
        ['disconnect', 0],
      ],
    );
    const [order] = home.orders;
    assert.equal(ATTRIBUTES['NAS-Identifier'].first(order?.nas.identification ?? []), 'ap-1');
    assert.equal(ATTRIBUTES['Calling-Station-Id'].first(order?.request.session ?? []), 'a');
    assert.deepEqual(home.record.ends, [
      ['LAMP-1', 'put-out'],
      ['LAMP-1', 'put-out'],
    ]);
  });

  it('that is about nobody in particular has all asked about', async () => {
    const home = house();
    await home.sessions.admit(sessionOf({ station: 'a' }), 0);
    await home.sessions.admit(sessionOf({ station: 'b' }, { serialNumber: 'OTHER' }), 0);
    home.decide = async ({ device }) => (device.serialNumber === 'OTHER' ? deny('no') : permit('fine'));
    home.sessions.trustChanged(change(undefined));
    await home.sessions.settled();
    assert.equal(home.asked, 2);
    assert.deepEqual(
      home.sessions.list().map(({ serialNumber }) => serialNumber),
      ['LAMP-1'],
    );
  });

  it('puts out whose certificate was revoked, and whoever cannot be judged', async () => {
    for (const lose of ['revoked', 'unjudged'] as const) {
      const home = house();
      await home.sessions.admit(sessionOf(), 0);
      if (lose === 'revoked') home.objection = 'revoked';
      else home.decide = () => Promise.reject(new Error('policy is out'));
      home.sessions.trustChanged(change(KEY));
      await home.sessions.settled();
      assert.equal(home.sessions.size, 0, lose);
    }
  });

  it('that came while policy was being asked at the door counts', async () => {
    const home = house();
    const { generation } = home.sessions;
    home.sessions.trustChanged(change(KEY));
    home.decide = async () => deny('gone');
    await assert.rejects(home.sessions.admit(sessionOf(), generation), { code: 'E_ADMISSION_DENIED' });
    await home.sessions.settled();
    assert.equal(home.sessions.size, 0);
    assert.equal(home.orders.length, 0, 'the NAS never heard of it');
  });

  it('moves a device whose terms are others, and puts it out where the NAS does not do that', async () => {
    for (const does of [true, false]) {
      const home = house();
      await home.sessions.admit(sessionOf({}, { obligations: [{ type: 'vlan', value: '1' }] }), 0);
      home.decide = async () => permit('fine', [], [{ type: 'vlan', value: '2' }]);
      home.answer = async ({ kind }) => (kind === 'change' && !does ? nak(ERROR_CAUSES.UNSUPPORTED_SERVICE) : DONE);
      home.sessions.trustChanged(change(KEY));
      await home.sessions.settled();
      assert.deepEqual(
        home.orders.map(({ kind }) => kind),
        does ? ['change'] : ['change', 'disconnect'],
      );
      assert.equal(home.sessions.size, does ? 1 : 0);
    }
  });

  it('that a NAS is still told of takes nothing back from a denial that comes meanwhile', async () => {
    for (const isMoved of [true, false]) {
      const home = house();
      await home.sessions.admit(sessionOf(), home.sessions.generation);
      const { promise: moved, resolve: move } = Promise.withResolvers<ChangeAnswer>();
      const { promise: left, resolve: leave } = Promise.withResolvers<ChangeAnswer>();
      home.answer = ({ kind }) => (kind === 'change' ? moved : left);
      home.decide = async () => permit('in its place', [], [{ type: 'vlan', value: '7' }]);
      home.sessions.trustChanged(change(KEY));
      await home.time.advance(0);
      home.decide = async () => deny('it is distrusted');
      home.sessions.trustChanged(change(KEY));
      await home.time.advance(0);
      move(isMoved ? DONE : { ...DONE, isDone: false });
      await home.time.advance(0);
      leave(DONE);
      await home.sessions.settled();
      assert.deepEqual(home.record.lines, ['LAMP-1 leaving: it is distrusted', 'LAMP-1 put-out']);
    }
  });

  it('that takes an obligation away ends the session: a CoA-Request cannot say so', async () => {
    const home = house();
    await home.sessions.admit(sessionOf({}, { obligations: [{ type: 'filter', value: 'x' }] }), 0);
    home.sessions.trustChanged(change(KEY));
    await home.sessions.settled();
    assert.deepEqual(
      home.orders.map(({ kind }) => kind),
      ['disconnect'],
    );
  });

  it('that changes nothing tells nobody', async () => {
    const home = house();
    await home.sessions.admit(sessionOf(), 0);
    home.sessions.trustChanged(change(KEY));
    await home.sessions.settled();
    assert.deepEqual([home.asked, home.orders.length, home.sessions.size], [1, 0, 1]);
  });
});

describe('a NAS that does not put a device out', () => {
  const PAUSES = [5 * SECOND, 15 * SECOND];

  it('is told again, and then given up and told of', async () => {
    const home = house({ pauses: PAUSES });
    await home.sessions.admit(sessionOf(), 0);
    home.decide = async () => deny('gone');
    home.answer = () => Promise.reject(new Error('no answer'));
    home.sessions.trustChanged(change(KEY));
    await home.time.advance(MINUTE);
    await home.sessions.settled();
    assert.deepEqual(
      home.orders.map(({ at }) => at),
      [0, 5 * SECOND, 20 * SECOND],
    );
    assert.deepEqual(home.types(), ['leaving', 'retrying', 'retrying', 'not-put-out']);
    assert.equal(home.sessions.list()[0]?.state, 'leaving');
  });

  it('is told again when it accounts for the device', async () => {
    const home = house({ pauses: [] });
    await home.sessions.admit(sessionOf(), 0);
    home.decide = async () => deny('gone');
    home.answer = () => Promise.reject(new Error('no answer'));
    home.sessions.trustChanged(change(KEY));
    await home.sessions.settled();
    home.answer = async () => DONE;
    await home.sessions.account(accountingRequest({}, INTERIM_UPDATE));
    await home.sessions.settled();
    assert.equal(home.sessions.size, 0);
  });

  it('is told again when it is back, however long it was away', async () => {
    const home = house({ pauses: [SECOND] });
    await home.sessions.open();
    await home.sessions.admit(sessionOf(), 0);
    home.decide = async () => deny('gone');
    home.answer = () => Promise.reject(new Error('no answer'));
    home.sessions.trustChanged(change(KEY));
    await home.time.advance(SECOND);
    assert.equal(home.types().at(-1), 'not-put-out');
    home.answer = async () => DONE;
    await home.time.advance(MINUTE);
    await home.sessions.settled();
    assert.equal(home.sessions.size, 0);
    await home.sessions.close();
  });

  it('keeps no other from being told while it is waited for', async () => {
    const home = house({ pauses: [5 * MINUTE], maxRequests: 1 });
    for (const station of ['a', 'b', 'c']) {
      await home.sessions.admit(sessionOf({ station }, { serialNumber: station.toUpperCase() }), 0);
    }
    home.decide = async () => deny('gone');
    home.answer = async () => {
      if (home.orders.length < 3) throw new Error('no answer');
      return DONE;
    };
    home.sessions.trustChanged(change(undefined));
    await home.time.advance(SECOND);
    assert.deepEqual(
      home.orders.map(({ at }) => at),
      [0, 0, 0],
    );
    assert.equal(home.sessions.size, 2);
    await home.time.advance(5 * MINUTE);
    await home.sessions.settled();
    assert.equal(home.sessions.size, 0);
  });

  it('is not told again what it will never do', async () => {
    const home = house({ pauses: PAUSES });
    await home.sessions.admit(sessionOf(), 0);
    home.decide = async () => deny('gone');
    home.answer = async () => nak(ERROR_CAUSES.ADMINISTRATIVELY_PROHIBITED);
    home.sessions.trustChanged(change(KEY));
    await home.sessions.settled();
    assert.equal(home.orders.length, 1);
    assert.deepEqual(home.types(), ['leaving', 'not-put-out']);
  });

  it('has put it out when it does not know the session', async () => {
    const home = house();
    await home.sessions.admit(sessionOf(), 0);
    await home.time.advance(MINUTE);
    home.decide = async () => deny('gone');
    home.answer = async () => nak(ERROR_CAUSES.SESSION_CONTEXT_NOT_FOUND);
    home.sessions.trustChanged(change(KEY));
    await home.sessions.settled();
    assert.equal(home.sessions.size, 0);
    assert.equal(home.orders.length, 1);
  });

  it('is told once more when it does not know a session that has only just been admitted', async () => {
    const home = house();
    await home.sessions.admit(sessionOf(), 0);
    home.decide = async () => deny('gone');
    home.answer = async () => (home.orders.length === 1 ? nak(ERROR_CAUSES.SESSION_CONTEXT_NOT_FOUND) : DONE);
    home.sessions.trustChanged(change(KEY));
    await home.time.advance(5 * SECOND);
    await home.sessions.settled();
    assert.deepEqual(
      home.orders.map(({ at }) => at),
      [0, 3 * SECOND],
    );
    assert.equal(home.sessions.size, 0);
  });

  it('cannot be told when nobody knows where', async () => {
    const home = house({ hasDynamicAuthorization: false, pauses: PAUSES });
    await home.sessions.admit(sessionOf(), 0);
    home.decide = async () => deny('gone');
    home.sessions.trustChanged(change(KEY));
    await home.sessions.settled();
    assert.deepEqual(home.types(), ['leaving', 'not-put-out']);
  });
});

describe('after a restart', () => {
  it('trust that went meanwhile puts devices out, and so does one that was being put out', async () => {
    const record = new MemoryRecord();
    const sessions = [
      sessionOf({ station: 'a' }),
      sessionOf({ station: 'b' }, { serialNumber: 'LOST' }),
      sessionOf({ station: 'c' }, { serialNumber: 'LEAVING', state: 'leaving' }),
    ];
    for (const each of sessions) record.kept.set(each.id, each);
    const home = house({ record });
    home.decide = async ({ device }) => (device.serialNumber === 'LOST' ? deny('gone') : permit('fine'));
    await home.sessions.open();
    await home.sessions.settled();
    assert.deepEqual(
      home.sessions.list().map(({ serialNumber }) => serialNumber),
      ['LAMP-1'],
    );
    assert.equal(home.orders.length, 2);
    await home.sessions.close();
  });
});

describe('ten thousand sessions', () => {
  it('that must all go are told of a bounded number at a time, and one that must go costs as much as if it were alone', async () => {
    const home = house({ maxRequests: 40 });
    const COUNT = 10_000;
    for (let i = 0; i < COUNT; i++) {
      await home.sessions.admit(sessionOf({ station: `s${i}` }, { serialNumber: `D-${i}` }), 0);
    }
    let underWay = 0;
    let most = 0;
    home.answer = async () => {
      most = Math.max(most, ++underWay);
      await new Promise((resolve) => setImmediate(resolve));
      underWay--;
      return DONE;
    };
    home.decide = async ({ device }) => (device.serialNumber === 'D-77' ? deny('gone') : permit('fine'));
    home.sessions.trustChanged(change('aa/D-77'));
    await home.sessions.settled();
    assert.deepEqual([home.asked, home.orders.length], [1, 1]);
    home.decide = async () => deny('all of them');
    home.sessions.trustChanged(change(undefined));
    await home.sessions.settled();
    assert.equal(home.sessions.size, 0);
    assert.equal(home.orders.length, COUNT);
    assert.equal(most, 40);
  });
});
