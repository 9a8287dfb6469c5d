import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { errorFactory, MINUTE, SECOND } from '@sallyport/core';
import { deviceKey, type Enforcement, permit, sessionDevice } from '@sallyport/onboarding';
import { ALLOWING, CHANGE, DEVICES, smallNetwork } from './support.ts';

const [ONE, TWO] = DEVICES;
const never = errorFactory({ E_TEST_NEVER: { fault: 'unsupported', hint: 'Nothing helps.' } });

describe('a session that is put out', () => {
  it('tells the network again, with pauses, until it acknowledges', async () => {
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

  it('says so when the network never acknowledges, and tries again after a restart', async () => {
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

  it('tells a network that was away for long as soon as it is back, and one that never will no more', async () => {
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
});
