import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type DeviceIdentity, onboardingEvent, type StepId } from '@sallyport/onboarding';
import { phasesOf, QUIET_AFTER } from '../../src/onboarding/way.ts';
import { Ways } from '../../src/onboarding/ways.ts';

const BEGIN = 1_000_000;

function device(serialNumber: string): DeviceIdentity {
  return { manufacturer: 'aa', serialNumber, model: 'lamp', credential: undefined, assurance: 'authenticated' };
}

interface Heard {
  readonly session?: string;
  readonly ok?: boolean;
  readonly at?: number;
  readonly serial?: string;
  readonly message?: string;
}

const event = (step: StepId, { session = 's1', ok = true, at = BEGIN, serial, message }: Heard = {}) =>
  onboardingEvent({
    ...{ session, protocol: 'brski', step, ok, at: new Date(at) },
    ...(serial === undefined ? {} : { device: device(serial) }),
    ...(message === undefined ? {} : { message }),
    ...(ok ? {} : { code: 'E_BRSKI_REGISTRAR_DENIED_FOR_NOW' }),
  });

const statesOf = (ways: Ways, now = BEGIN) =>
  ways
    .list(now)[0]
    ?.stepsAt(now)
    .map(({ step, state }) => `${step} ${state}`);

describe('a way aboard', () => {
  it('shows what is done, what is next, and what is to come', () => {
    const ways = new Ways();
    ways.hear(event('C.3', { serial: 'D-1' }));
    assert.deepEqual(statesOf(ways)?.slice(0, 3), ['C.3 done', 'C.4 current', 'C.8 pending']);
    ways.hear(event('C.4', { serial: 'D-1' }));
    ways.hear(event('C.8', { serial: 'D-1' }));
    assert.deepEqual(statesOf(ways)?.slice(2, 4), ['C.8 done', 'C.9 current']);
    const [way] = ways.list(BEGIN);
    assert.deepEqual(phasesOf(way?.stepsAt(BEGIN) ?? []), [
      { phase: 'authorization', state: 'current' },
      { phase: 'provisioning', state: 'pending' },
    ]);
  });

  it('stops where a step failed, with its sentence', () => {
    const ways = new Ways();
    ways.hear(event('C.3', { serial: 'D-1', ok: false, message: 'not on the list' }));
    const [way] = ways.list(BEGIN);
    assert.equal(way?.stateAt(BEGIN), 'failed');
    assert.equal(way?.failure?.message, 'not on the list');
    assert.deepEqual(statesOf(ways)?.slice(0, 2), ['C.3 failed', 'C.4 pending']);
  });

  it('begins anew when its first step is taken again, and counts that', () => {
    const ways = new Ways();
    for (const step of ['C.3', 'C.4'] as const) ways.hear(event(step, { serial: 'D-1' }));
    ways.hear(event('C.3', { serial: 'D-1', session: 's2' }));
    assert.deepEqual(statesOf(ways)?.slice(0, 2), ['C.3 done', 'C.4 current']);
    assert.equal(ways.list(BEGIN)[0]?.attempts, 2);
  });

  it('is not begun anew by a later look at the history', () => {
    const ways = new Ways();
    for (const step of ['C.3', 'C.4', 'C.8', 'C.9', 'C.10', 'C.8'] as const) ways.hear(event(step, { serial: 'D-1' }));
    assert.equal(statesOf(ways)?.[4], 'C.10 done');
    assert.equal(ways.list(BEGIN)[0]?.attempts, 1);
  });

  it('goes on onto the network, though who knocks there is known only later', () => {
    const ways = new Ways();
    ways.hear(event('D.6', { serial: 'D-1' }));
    ways.hear(event('E.1', { session: 'radius-1' }));
    assert.equal(ways.list(BEGIN).length, 2, 'nobody knows yet whose it is');
    ways.hear(event('E.2', { session: 'radius-1', serial: 'D-1' }));
    ways.hear(event('E.3', { session: 'radius-1', serial: 'D-1' }));
    const [way, ...others] = ways.list(BEGIN);
    assert.deepEqual([others.length, way?.stateAt(BEGIN), way?.kinds], [0, 'aboard', ['brski', 'admission']]);
  });

  it('is quiet when nothing is heard of it any more, and forgotten later', () => {
    const ways = new Ways();
    ways.hear(event('C.3', { serial: 'D-1' }));
    assert.equal(ways.list(BEGIN)[0]?.stateAt(BEGIN + QUIET_AFTER - 1), 'live');
    assert.equal(ways.list(BEGIN)[0]?.stateAt(BEGIN + QUIET_AFTER), 'quiet');
    assert.equal(ways.list(BEGIN + 3_600_000).length, 0);
  });

  it('leaves out what no device does on its way', () => {
    const ways = new Ways();
    ways.hear(event('F.0', { serial: 'D-1' }));
    ways.hear(event('F.5', { serial: 'D-1' }));
    assert.equal(ways.list(BEGIN).length, 0);
  });
});

describe('ways aboard', () => {
  it('are bounded whoever knocks, the newest kept', () => {
    const ways = new Ways();
    for (let i = 0; i < 5000; i++)
      ways.hear(event('C.3', { session: `s${i}`, ok: false, at: BEGIN + i, message: 'x'.repeat(10_000) }));
    const all = ways.list(BEGIN + 5000);
    assert.equal(all.length, 512);
    assert.equal(all[0]?.id, 's4999');
    assert.equal(all[0]?.failure?.message?.length, 512);
  });

  it('are listed with those that go on first', () => {
    const ways = new Ways();
    ways.hear(event('C.3', { serial: 'LIVE', session: 's1' }));
    ways.hear(event('C.3', { serial: 'FAILED', session: 's2', ok: false, at: BEGIN + 5 }));
    assert.deepEqual(
      ways.list(BEGIN + 10).map((way) => way.device?.serialNumber),
      ['LIVE', 'FAILED'],
    );
  });
});
