import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isSallyportError, type JsonValue, MINUTE, SECOND } from '@sallyport/core';
import { deviceKey, permit } from '@sallyport/onboarding';
import { networkAdapterChecks } from '@sallyport/onboarding/conformance';
import { ALLOWING, DEVICES, smallNetwork } from './support.ts';

const [ONE, TWO] = DEVICES;

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
