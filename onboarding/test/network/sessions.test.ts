import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { errorFactory, isSallyportError, type JsonValue, MINUTE, SECOND } from '@sallyport/core';
import { deny, deviceKey, type Enforcement, permit, sessionDevice } from '@sallyport/onboarding';
import { networkAdapterChecks } from '@sallyport/onboarding/conformance';
import { DEVICES, device, smallNetwork } from './support.ts';

const [ONE, TWO] = DEVICES;
const never = errorFactory({ E_TEST_NEVER: { fault: 'unsupported', hint: 'Nothing helps.' } });
const ALLOWING = { decide: async () => permit('fine') };
const CHANGE = {
  cause: 'policy-changed',
  deviceKey: undefined,
  certificateSerial: undefined,
  at: new Date(0),
} as const;

describe('a network adapter over the shared sessions', () => {
  const harness = {
    obligation: { type: 'vlan', value: '7' },
    open: async (authorizer: Parameters<typeof smallNetwork>[0]) => {
      const { adapter, join, served, sessions } = smallNetwork(authorizer);
      const isServed = ({ serialNumber }: { serialNumber: string }) => served.has(serialNumber);
      return { adapter, devices: DEVICES, join, isServed, close: () => sessions.close() };
    },
  };
  for (const { name, run } of networkAdapterChecks(harness)) it(name, run);
});

describe('a decision that turned against many devices of a network', () => {
  it('puts out exactly those before policy is asked, each with its reason in the log', async () => {
    const lost = Array.from({ length: 50 }, (_, number) => device(`lost-${number}`));
    const denied = new Set<string>();
    let asked = 0;
    let toldBefore = 0;
    const { sessions, join, served, record, events } = smallNetwork({
      decide: async ({ device: { serialNumber } }) => {
        if (denied.size > 0 && asked++ === 0) toldBefore = 51 - served.size;
        return denied.has(serialNumber) ? deny(`${serialNumber} is distrusted`) : permit('fine');
      },
      deniedAlready: async (requests) => requests.map((request) => denied.has(request.device.serialNumber)),
    });
    for (const each of [...lost, ONE]) await join(each);
    for (const { serialNumber } of lost) denied.add(serialNumber);
    for (const each of lost) sessions.trustChanged({ ...CHANGE, deviceKey: deviceKey(each) });
    await sessions.settled();
    assert.deepEqual([...served], [ONE.serialNumber]);
    assert.equal(toldBefore, 50);
    assert.equal(record.ends.length, 50);
    const reported = events.flatMap(({ step, message }) => (step === 'F.0' ? [message] : []));
    assert.deepEqual(new Set(reported), new Set(lost.map(({ serialNumber }) => `${serialNumber} is distrusted`)));
  });

  it('has the reason in the log before the end that the network tells of first, and says what was true', async () => {
    const lines: string[] = [];
    const denied = new Set<string>();
    const { promise: asked, resolve: answer } = Promise.withResolvers<void>();
    const network = smallNetwork({
      decide: async () => {
        if (denied.size > 0) await asked;
        return permit('fine again');
      },
      deniedAlready: async (requests) => requests.map((request) => denied.has(request.device.serialNumber)),
    });
    const { sessions, record, join } = network;
    await join(ONE);
    const changed = record.changed.bind(record);
    record.changed = async (session) => {
      lines.push(`${session.state}: ${session.reason}`);
      await changed(session);
    };
    denied.add(ONE.serialNumber);
    sessions.trustChanged({ ...CHANGE, deviceKey: deviceKey(ONE) });
    const [session] = sessions.list();
    await new Promise((resolve) => setImmediate(resolve));
    const ended = sessions.ended(session?.id ?? '');
    answer();
    await ended;
    await sessions.settled();
    assert.match(lines.join(), /^leaving: denied at .*Z; permitted when asked why: fine again$/);
    assert.equal(record.ends.length, 1);
  });

  it('stay when policy turned back before it told that they were denied', async () => {
    const answers: ((isDenied: boolean) => void)[] = [];
    const { sessions, join, served } = smallNetwork({
      decide: async () => permit('fine'),
      deniedAlready: async (requests) => {
        const isDenied = await new Promise<boolean>((resolve) => answers.push(resolve));
        return requests.map(() => isDenied);
      },
    });
    await join(ONE);
    const change = { ...CHANGE, deviceKey: deviceKey(ONE) };
    sessions.trustChanged(change);
    await new Promise((resolve) => setImmediate(resolve));
    sessions.trustChanged(change);
    await new Promise((resolve) => setImmediate(resolve));
    answers[0]?.(true);
    await new Promise((resolve) => setImmediate(resolve));
    answers[1]?.(false);
    await sessions.settled();
    assert.equal(answers.length, 2);
    assert.deepEqual([...served], [ONE.serialNumber]);
  });
});

describe('the sessions of a network', () => {
  it('let nobody in whose session could not be written down', async () => {
    const { join, record, sessions } = smallNetwork(ALLOWING);
    record.isBroken = true;
    await assert.rejects(join(ONE), (error) => isSallyportError(error, 'E_NETWORK_RECORD'));
    assert.deepEqual(sessions.list(), []);
  });

  it('let nobody in beyond their bound, but whoever takes a place of its own again', async () => {
    const { join } = smallNetwork(ALLOWING, { maxSessions: 1 });
    assert.equal(await join(ONE), true);
    await assert.rejects(join(TWO), (error) => isSallyportError(error, 'E_NETWORK_FULL'));
    assert.equal(await join(ONE), true);
  });

  it('let nobody in once they are closed', async () => {
    const { join, sessions } = smallNetwork(ALLOWING);
    await sessions.close();
    await assert.rejects(join(ONE), (error) => isSallyportError(error, 'E_NETWORK_CLOSED'));
  });

  it('let nobody in whom trust left meanwhile, though the permission was given', async () => {
    let answer = () => permit('fine');
    const { sessions, join, record } = smallNetwork({ decide: async () => answer() });
    await join(ONE);
    const [session] = sessions.list();
    assert.ok(session !== undefined);
    answer = () => permit('but now', [], [{ type: 'vlan', value: '9' }]);
    const stale = -1;
    await assert.rejects(sessions.admit(session, stale), (error) => isSallyportError(error, 'E_NETWORK_TRUST_CHANGED'));
    assert.deepEqual(record.ends, [`${session.id} put-out`]);
  });

  it('tell the network again, with pauses, until it acknowledges', async () => {
    let refusals = 2;
    const enforcement: Enforcement = {
      move: undefined,
      putOut: async () => {
        if (refusals-- > 0) throw new RangeError('busy');
      },
    };
    const { join, sessions, time, failures, events } = smallNetwork(ALLOWING, { enforcement });
    await join(ONE);
    const [session] = sessions.list();
    const done = sessions.putOut(session?.id ?? '', 'by hand');
    await time.advance(SECOND);
    await time.advance(5 * SECOND);
    assert.equal((await done).outcome, 'done');
    assert.equal(failures.length, 2);
    assert.deepEqual(
      events.map(({ step, ok }) => `${step} ${ok}`),
      ['E.2 true', 'F.0 true'],
    );
  });

  it('say so when the network never acknowledges, and try again after a restart', async () => {
    const enforcement: Enforcement = { move: undefined, putOut: () => Promise.reject(new RangeError('away')) };
    const { join, sessions, record, events, time } = smallNetwork(ALLOWING, { enforcement, pauses: [SECOND] });
    await join(ONE);
    const done = sessions.putOut(sessions.list()[0]?.id ?? '', 'by hand');
    await time.advance(SECOND);
    const mitigation = await done;
    assert.equal(mitigation.outcome === 'failed' && mitigation.error.code, 'E_NETWORK_NOT_PUT_OUT');
    assert.equal(events.at(-1)?.code, 'E_NETWORK_NOT_PUT_OUT');
    assert.deepEqual(
      [...record.sessions.values()].map(({ state }) => state),
      ['leaving'],
    );
    const later = smallNetwork(ALLOWING, { record });
    later.served.add(ONE.serialNumber);
    await later.sessions.open();
    await later.sessions.settled();
    assert.equal(later.served.size, 0);
    assert.equal(record.sessions.size, 0);
    await later.sessions.close();
  });

  it('tell a network that was away for long as soon as it is back, and one that never will no more', async () => {
    let isAway = true;
    const told: string[] = [];
    const enforcement: Enforcement = {
      move: undefined,
      putOut: async (session) => {
        const { serialNumber } = sessionDevice(session);
        told.push(serialNumber);
        if (serialNumber === TWO.serialNumber) throw never('E_TEST_NEVER', 'this network puts nobody out');
        if (isAway) throw new RangeError('away');
      },
    };
    const { join, sessions, time } = smallNetwork(ALLOWING, { enforcement, pauses: [SECOND] });
    await sessions.open();
    await join(ONE);
    await join(TWO);
    const [one, two] = [sessions.list(deviceKey(ONE)), sessions.list(deviceKey(TWO))];
    const done = [...one, ...two].map(({ id }) => sessions.putOut(id, 'by hand'));
    await time.advance(SECOND);
    await Promise.all(done);
    assert.deepEqual(told.sort(), [ONE, ONE, TWO].map(({ serialNumber }) => serialNumber).sort());
    isAway = false;
    await time.advance(MINUTE);
    await sessions.settled();
    assert.deepEqual(sessions.list(deviceKey(ONE)), []);
    assert.equal(told.filter((serialNumber) => serialNumber === TWO.serialNumber).length, 1);
    await sessions.close();
  });

  it('ask about everybody after a restart, since trust may have changed meanwhile', async () => {
    const before = smallNetwork(ALLOWING);
    await before.join(ONE);
    const after = smallNetwork({ decide: async () => deny('no more') }, { record: before.record });
    await after.sessions.open();
    await after.sessions.settled();
    assert.deepEqual(after.sessions.list(), []);
    await after.sessions.close();
  });

  it('move a session whose obligations are others now, and end it where the network cannot', async () => {
    for (const [move, left] of [
      [async () => undefined, 1],
      [() => Promise.reject(new RangeError('no')), 0],
      [undefined, 0],
    ] as const) {
      let vlan = '1';
      const authorizer = { decide: async () => permit('so', [], [{ type: 'vlan', value: vlan }]) };
      const enforcement: Enforcement = { move, putOut: async () => undefined };
      const { join, sessions } = smallNetwork(authorizer, { enforcement });
      await join(ONE);
      vlan = '2';
      sessions.trustChanged(CHANGE);
      await sessions.settled();
      assert.equal(sessions.list().length, left);
      assert.equal(sessions.list()[0]?.obligations[0]?.value, left === 1 ? '2' : undefined);
    }
  });

  it('forget those whose time is over', async () => {
    const { sessions, join, time, record } = smallNetwork(ALLOWING);
    await sessions.open();
    await join(ONE);
    const [session] = sessions.list(deviceKey(ONE));
    assert.ok(session !== undefined);
    await sessions.admit({ ...session, endsAt: session.admittedAt + SECOND }, 0);
    await time.advance(MINUTE);
    await sessions.settled();
    assert.deepEqual(record.ends, [`${session.id} expired`]);
    assert.equal(await sessions.ended(session.id), false);
    await sessions.close();
  });

  it('end when the network says so', async () => {
    const { sessions, join, record } = smallNetwork(ALLOWING);
    await join(ONE);
    const [session] = sessions.list();
    assert.equal(await sessions.ended(session?.id ?? ''), true);
    assert.deepEqual(record.ends, [`${session?.id} stopped`]);
  });

  it('can be written down as JSON, all of it', async () => {
    const { sessions, join } = smallNetwork(ALLOWING);
    await join(ONE);
    const [session] = sessions.list();
    assert.ok(session !== undefined);
    const value: JsonValue = session;
    assert.deepEqual(JSON.parse(JSON.stringify(value)), session);
  });

  it('answer for a session that is not there', async () => {
    const { sessions } = smallNetwork(ALLOWING);
    assert.deepEqual(await sessions.putOut('x', 'y'), { outcome: 'absent', session: 'x' });
    assert.deepEqual(await sessions.move('x', [], 'y'), { outcome: 'absent', session: 'x' });
  });
});
