import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { HOUR, isSallyportError, MINUTE, SECOND } from '@sallyport/core';
import { type Authorizer, type DeviceIdentity, defer, deny, permit } from '@sallyport/onboarding';
import { networkAdapterChecks } from '@sallyport/onboarding/conformance';
import { DEVICES, parsed, question, world } from './support/world.ts';

const [DISH] = DEVICES;
const CHANGE = {
  cause: 'policy-changed',
  deviceKey: undefined,
  certificateSerial: undefined,
  at: new Date(0),
} as const;
const attempt = { session: 'a-1', device: DISH, facts: {} };

/** A network that asks, and one that is told. */
for (const way of ['asks', 'is told'] as const) {
  describe(`a network that ${way}, as a network of the house`, () => {
    const harness = {
      obligation: { type: 'rate', value: '512' },
      open: async (authorizer: Authorizer) => {
        const { network, ask, served } = world(authorizer);
        const join = async (device: DeviceIdentity) =>
          way === 'asks'
            ? (await ask(question(device.serialNumber)))['outcome'] === 'permit'
            : (await network.admit({ ...attempt, device }, device.serialNumber)).outcome === 'permit';
        const isServed = ({ serialNumber }: DeviceIdentity) => served.has(serialNumber);
        return { adapter: network, devices: DEVICES, join, isServed, close: () => network.close() };
      },
    };
    for (const { name, run } of networkAdapterChecks(harness)) it(name, run);
  });
}

describe('a question', () => {
  it('is answered with the session, its end and its terms, and never with a reason', async () => {
    const authorizer = { decide: async () => permit('a secret reason', [], [{ type: 'rate', value: '64' }]) };
    const { ask, time } = world(authorizer, { lifetime: HOUR });
    const { session, ...answer } = await ask(question('dish-1'));
    assert.match(String(session), /^[0-9a-f]{32}$/);
    assert.deepEqual(answer, {
      type: 'admission.answer',
      id: 'q-1',
      outcome: 'permit',
      endsAt: new Date(time.now().getTime() + HOUR).toISOString(),
      obligations: [{ type: 'rate', value: '64' }],
    });
  });

  it('is answered with no for a device that policy does not want, or that nobody knows', async () => {
    const { ask } = world({ decide: async () => deny('a secret reason') });
    const no = { type: 'admission.answer', id: 'q-1', outcome: 'deny' };
    assert.deepEqual(await ask(question('dish-1')), no);
    assert.deepEqual(await ask(question('dish-9')), no);
  });

  it('is answered with when to ask again', async () => {
    const { ask } = world({ decide: async () => defer('wait', 1500) });
    assert.deepEqual(await ask(question('dish-1')), {
      type: 'admission.answer',
      id: 'q-1',
      outcome: 'defer',
      retryAfter: 2,
    });
  });

  it('has its facts before policy', async () => {
    const seen: unknown[] = [];
    const { ask } = world({
      decide: async ({ facts, protocol }) => {
        seen.push(protocol, facts);
        return permit('fine');
      },
    });
    await ask(question('dish-1', { facts: { beam: 7, roaming: false } }));
    assert.deepEqual(seen, ['satellite', { beam: 7, roaming: false, question: 'q-1' }]);
  });

  it('tells of the end of a session', async () => {
    const { ask, network } = world();
    const { session = '' } = await ask(question('dish-1'));
    assert.deepEqual(await ask({ type: 'session.ended', session }), { type: 'session.ended', known: true });
    assert.deepEqual(await ask({ type: 'session.ended', session }), { type: 'session.ended', known: false });
    assert.deepEqual(network.sessions(), []);
  });
});

describe('a network that is told', () => {
  it('is told once that a device is out, though it was told often', async () => {
    let isTrusted = true;
    const { network, ask, answers, received, time, queue } = world({
      decide: async () => (isTrusted ? permit('y') : deny('a secret reason')),
    });
    const { session = '' } = await ask(question('dish-1'));
    answers.push(503, new Error('away'), 'silence');
    isTrusted = false;
    network.trustChanged(CHANGE);
    for (let i = 0; i < 60; i++) await time.advance(SECOND);
    await network.settled();
    const device = { manufacturer: 'm', serialNumber: 'dish-1' };
    assert.deepEqual(
      received.map(({ at, ...event }) => event),
      Array(2).fill({
        type: 'session.put-out',
        id: `${session}.put-out`,
        network: 'satellite',
        session,
        device,
      }),
    );
    assert.deepEqual(network.sessions(), []);
    assert.equal(queue.deliveries.size, 0);
  });

  it('is told after a restart', async () => {
    const before = world();
    await before.ask(question('dish-1'));
    before.answers.push(503);
    const [session] = before.network.sessions();
    const putting = before.network.putOut(session?.id ?? '', 'by hand');
    await before.time.advance(1);
    await before.network.close();
    assert.equal((await putting).outcome, 'failed');
    assert.equal(before.queue.deliveries.size, 1);
    const after = world(undefined, {}, before);
    await after.network.open();
    await after.time.advance(10 * SECOND);
    await after.network.settled();
    assert.deepEqual(
      after.received.map(({ id }) => id),
      [`${session?.id}.put-out`],
    );
    assert.deepEqual([after.queue.deliveries.size, after.record.sessions.size], [0, 0]);
    await after.network.close();
  });

  it('puts out whom it was not seen to let in, and whom it does not move soon', async () => {
    const { network, answers, received, time } = world();
    answers.push(...Array<number>(40).fill(503));
    const rejected = assert.rejects(network.admit(attempt, 'p'), (error) =>
      isSallyportError(error, 'E_WEBHOOK_NOT_DELIVERED'),
    );
    for (let i = 0; i < 60; i++) await time.advance(HOUR);
    await rejected;
    assert.deepEqual([received.at(-1)?.['type'], network.sessions().length], ['session.put-out', 0]);
    const other = world();
    const { session = '' } = await other.ask(question('dish-1'));
    other.answers.push(...Array<number>(5).fill(503));
    const moving = other.network.move(String(session), [{ type: 'rate', value: '1' }], 'slower');
    for (let i = 0; i < 30; i++) await other.time.advance(MINUTE);
    assert.equal((await moving).outcome, 'done');
    assert.deepEqual([other.received.at(-1)?.['type'], other.network.sessions().length], ['session.put-out', 0]);
  });

  it('keeps the session of a message that is under way when the house stops', async () => {
    const { network, answers, record, queue, time } = world();
    answers.push(503);
    const rejected = assert.rejects(network.admit(attempt, 'p'), (error) =>
      isSallyportError(error, 'E_WEBHOOK_CLOSED'),
    );
    await time.advance(10);
    await network.close();
    await rejected;
    assert.deepEqual([record.sessions.size, queue.deliveries.size], [1, 1]);
  });

  it('lets nobody in of whom it cannot be told', async () => {
    const { network, answers, queue } = world();
    answers.push(400);
    await assert.rejects(network.admit(attempt, 'p'), (error) => isSallyportError(error, 'E_WEBHOOK_REJECTED'));
    queue.isBroken = true;
    await assert.rejects(network.admit(attempt, 'p'), (error) => isSallyportError(error, 'E_WEBHOOK_QUEUE'));
    assert.deepEqual(network.sessions(), []);
  });

  it('is not asked to let in whom it must put out meanwhile', async () => {
    const { network, answers, received, time } = world();
    answers.push(503);
    const admitting = network.admit(attempt, 'p');
    const rejected = assert.rejects(admitting, (error) => isSallyportError(error, 'E_WEBHOOK_SUPERSEDED'));
    await time.advance(10);
    const [session] = network.sessions();
    assert.equal((await network.putOut(session?.id ?? '', 'by hand')).outcome, 'done');
    await rejected;
    assert.deepEqual(
      received.map(({ type }) => type),
      ['session.admitted', 'session.put-out'],
    );
  });

  it('has a name that can stand in events', () => {
    assert.throws(() => world(undefined, { network: 'Sat lite' }), { code: 'E_WEBHOOK_ARGUMENT' });
    assert.equal(parsed('{"a":1}')['a'], 1);
  });
});
