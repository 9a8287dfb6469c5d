import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { errorFactory, MINUTE, SECOND } from '@sallyport/core';
import { deny, permit, type TrustChange } from '@sallyport/onboarding';
import { ACCT_STATUS_TYPES, ATTRIBUTES, type ChangeAnswer } from '@sallyport/radius';
import { DONE, house, MemoryRecord, type Order, sessionOf } from '../support/house.ts';
import { accountingRequest } from '../support/requests.ts';

const MANY = 300;
const fail = errorFactory({
  E_RADIUS_NO_RESPONSE: { fault: 'peer', hint: 'See whether it is there.' },
  E_RADIUS_CANCELLED: { fault: 'caller', hint: 'Nothing is wrong.' },
});

type House = ReturnType<typeof house>;

const stationOf = ({ request }: Order) => ATTRIBUTES['Calling-Station-Id'].first(request.session) ?? '';
const stations = ({ orders }: House) => orders.map(stationOf);

function change(serialNumber: string | undefined): TrustChange {
  const deviceKey = serialNumber === undefined ? undefined : `aa/${serialNumber}`;
  return { cause: 'policy-changed', deviceKey, certificateSerial: undefined, at: new Date() };
}

/** Devices that are on the network, each at a station of its name. */
async function letIn(home: House, names: readonly string[], client = 'ap-1'): Promise<void> {
  for (const name of names)
    await home.sessions.admit(sessionOf({ station: name, client }, { serialNumber: name }), home.sessions.generation);
}

const named = (prefix: string, count: number) => Array.from({ length: count }, (_, number) => `${prefix}-${number}`);

/** A decision about these turns to no, and each is told of. */
function turnAgainst(home: House, names: readonly string[]): void {
  for (const name of names) home.denied.add(name);
  home.decide = async ({ device }) =>
    home.denied.has(device.serialNumber) ? deny(`${device.serialNumber} is distrusted`) : permit('fine');
  for (const name of names) home.sessions.trustChanged(change(name));
}

/** The NAS answers when it is told to, those first that were asked first. */
function answering(home: House): (count: number) => Promise<void> {
  const waiting: (() => void)[] = [];
  home.answer = ({ request }) =>
    new Promise<ChangeAnswer>((resolve, reject) => {
      waiting.push(() => resolve(DONE));
      request.signal?.addEventListener('abort', () => reject(fail('E_RADIUS_CANCELLED', 'cancelled')));
    });
  return async (count) => {
    for (const answer of waiting.splice(0, count)) answer();
    await home.time.advance(0);
  };
}

describe('a decision that turned against many devices', () => {
  it('puts out exactly those, before policy is asked about any, and each with its reason in the log', async () => {
    const home = house();
    const [lost, kept] = [named('LOST', MANY), named('KEPT', MANY)];
    await letIn(home, [...lost, ...kept]);
    let askedBefore = 0;
    home.answer = async () => {
      if (home.orders.length === MANY - 64) askedBefore = home.asked;
      return DONE;
    };
    turnAgainst(home, lost);
    await home.sessions.settled();
    assert.deepEqual(new Set(stations(home)), new Set(lost));
    assert.equal(home.orders.length, MANY);
    assert.equal(askedBefore, 0, 'no reason was asked for while requests waited for their turn');
    assert.deepEqual(new Set(home.sessions.list().map(({ serialNumber }) => serialNumber)), new Set(kept));
    for (const name of lost) {
      assert.deepEqual(
        home.record.lines.filter((line) => line.startsWith(`${name} `)),
        [`${name} leaving: ${name} is distrusted`, `${name} put-out`],
      );
    }
    const told = home.events.flatMap((event) => (event.type === 'put-out' ? [event.session.reason] : []));
    assert.deepEqual(new Set(told), new Set(lost.map((name) => `${name} is distrusted`)));
  });

  it('lets one stay for which it turned back before its NAS was told', async () => {
    const home = house();
    const names = named('D', 40);
    await letIn(home, names);
    const answer = answering(home);
    turnAgainst(home, names);
    await home.time.advance(0);
    assert.ok(home.orders.length < names.length, 'some wait for their turn');
    home.denied.delete('D-39');
    home.sessions.trustChanged(change('D-39'));
    while (home.sessions.size > 1) await answer(64);
    await home.sessions.settled();
    assert.equal(stations(home).includes('D-39'), false);
    assert.equal(home.orders.length, 39);
    assert.deepEqual(
      home.sessions.list().map(({ serialNumber, state, reason }) => [serialNumber, state, reason]),
      [['D-39', 'admitted', 'fine']],
    );
    assert.deepEqual(
      home.record.lines.filter((line) => line.startsWith('D-39 ')),
      [],
    );
  });

  it('puts one out after all for which it turned back and turned again', async () => {
    const home = house();
    const names = named('D', 40);
    await letIn(home, names);
    const answer = answering(home);
    turnAgainst(home, names);
    await home.time.advance(0);
    home.denied.delete('D-39');
    home.sessions.trustChanged(change('D-39'));
    await home.time.advance(0);
    turnAgainst(home, ['D-39']);
    while (home.sessions.size > 0) await answer(64);
    await home.sessions.settled();
    assert.equal(stations(home).filter((station) => station === 'D-39').length, 1);
  });

  it('says in the log what was true of one for which it turned back after its NAS was told', async () => {
    const home = house();
    await letIn(home, ['D-1']);
    turnAgainst(home, ['D-1']);
    home.answer = async () => {
      home.denied.clear();
      home.sessions.trustChanged(change('D-1'));
      return DONE;
    };
    await home.sessions.settled();
    assert.equal(home.sessions.size, 0);
    assert.deepEqual(home.record.lines, [
      'D-1 leaving: denied at 2026-11-30T12:00:00.000Z; permitted when asked why: fine',
      'D-1 put-out',
    ]);
  });

  it('is no reason to put out whoever policy did not deny already, who is asked about', async () => {
    const home = house();
    await letIn(home, ['D-1', 'D-2']);
    home.decide = async ({ device }) => (device.serialNumber === 'D-1' ? deny('asked') : permit('fine'));
    home.sessions.trustChanged(change(undefined));
    await home.sessions.settled();
    assert.equal(home.asked, 2);
    assert.deepEqual(stations(home), ['D-1']);
  });

  it('has its reason in the log before the end of a session that the NAS accounts for first', async () => {
    const home = house();
    await letIn(home, ['D-1']);
    turnAgainst(home, ['D-1']);
    const { promise: asked, resolve: answerWhy } = Promise.withResolvers<void>();
    const { decide } = home;
    home.decide = async (request) => {
      await asked;
      return decide(request);
    };
    let stopped: Promise<void> | undefined;
    home.answer = async () => {
      stopped = home.sessions.account(accountingRequest({ station: 'D-1' }, ACCT_STATUS_TYPES.STOP));
      return DONE;
    };
    await home.time.advance(0);
    answerWhy();
    await stopped;
    await home.sessions.settled();
    assert.equal(home.record.lines[0], 'D-1 leaving: D-1 is distrusted');
    assert.match(home.record.lines[1] ?? '', /^D-1 (stopped|put-out)$/);
    assert.equal(home.record.lines.length, 2);
  });

  it('is caught up after a restart for all whose NAS had not been told', async () => {
    const record = new MemoryRecord();
    const first = house({ record });
    const names = named('D', 40);
    await letIn(first, names);
    answering(first);
    turnAgainst(first, names);
    await first.time.advance(0);
    const told = new Set(stations(first));
    assert.ok(told.size > 0 && told.size < names.length);
    await first.sessions.close();
    const again = house({ record });
    again.decide = async ({ device }) => deny(`${device.serialNumber} is distrusted`);
    await again.sessions.open();
    await again.sessions.settled();
    assert.deepEqual(new Set(stations(again)), new Set(names));
    assert.equal(record.kept.size, 0);
    await again.sessions.close();
  });
});

describe('a NAS that does not answer', () => {
  const silent = () => Promise.reject(fail('E_RADIUS_NO_RESPONSE', 'no answer'));

  it('holds up nobody at others, however many of its devices are to go', async () => {
    const home = house({ findNasByClient: true, pauses: [MINUTE] });
    const [away, there] = [named('AWAY', MANY), named('THERE', MANY)];
    await letIn(home, away, 'ap-away');
    await letIn(home, there, 'ap-there');
    home.answer = (order) => (order.nas.name === 'ap-away' ? new Promise(() => undefined) : Promise.resolve(DONE));
    turnAgainst(home, [...away, ...there]);
    await home.time.advance(SECOND);
    assert.deepEqual(new Set(home.sessions.list().map(({ serialNumber }) => serialNumber)), new Set(away));
    const asked = home.orders.filter(({ nas }) => nas.name === 'ap-away').length;
    assert.ok(asked <= 8, `a NAS that has not answered was asked ${asked} things at once`);
    const leaving = home.sessions.list().filter(({ state }) => state === 'leaving');
    assert.equal(leaving.length, asked);
    for (const { reason } of leaving) assert.match(reason, /is distrusted$/);
  });

  it('has all its devices put out as soon as it is back', async () => {
    const home = house({ pauses: [MINUTE] });
    const names = named('D', MANY);
    await letIn(home, names);
    home.answer = silent;
    turnAgainst(home, names);
    await home.time.advance(SECOND);
    assert.equal(home.orders.length, 8, 'the others are told that it does not answer');
    assert.equal(home.sessions.list().filter(({ state }) => state === 'leaving').length, MANY);
    home.answer = async () => DONE;
    await home.time.advance(MINUTE);
    await home.sessions.settled();
    assert.equal(home.sessions.size, 0);
  });
});
