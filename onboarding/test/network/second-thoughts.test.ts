import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { deny, deviceKey, type Enforcement, permit } from '@sallyport/onboarding';
import { ALLOWING, CHANGE, DEVICES, device, smallNetwork } from './support.ts';

const [ONE] = DEVICES;

describe('thinking again about devices that were let in', () => {
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

  it('lets those stay of whom policy turned back before it told that they were denied', async () => {
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

  it('asks about everybody after a restart, since trust may have changed meanwhile', async () => {
    const before = smallNetwork(ALLOWING);
    await before.join(ONE);
    const after = smallNetwork({ decide: async () => deny('no more') }, { record: before.record });
    await after.sessions.open();
    await after.sessions.settled();
    assert.deepEqual(after.sessions.list(), []);
    await after.sessions.close();
  });

  it('moves a session whose obligations are others now, and ends it where the network cannot', async () => {
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
});
