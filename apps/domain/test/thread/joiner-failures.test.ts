import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { onboardingEvent, type StepId } from '@sallyport/onboarding';
import { deviceOf, joinerIdOf } from '@sallyport/thread';
import { JoinerFailures } from '../../src/thread/joiner-failures.ts';
import { eui64Of } from './support/network.ts';

const AT = new Date('2026-06-01T12:00:00Z');

function event(number: number, step: StepId, message?: string) {
  const eui64 = eui64Of(number);
  return onboardingEvent({
    session: 's',
    protocol: 'thread',
    step,
    ok: message === undefined,
    at: AT,
    device: deviceOf({ joinerId: joinerIdOf(eui64), eui64 }, undefined, 'claimed'),
    ...(message === undefined ? {} : { message, code: 'E_TEST' }),
  });
}

const one = (number: number) => ({ by: 'eui64', eui64: eui64Of(number) }) as const;

describe('the failures of joiners', () => {
  it('are told apart, and the latest counts', () => {
    const failures = new JoinerFailures();
    failures.hear(event(1, 'M.3', 'first'));
    failures.hear(event(2, 'M.4', 'other'));
    failures.hear(event(1, 'M.3', 'second'));
    assert.deepEqual(failures.of(one(1)), { step: 'M.3', message: 'second', code: 'E_TEST', at: AT });
    assert.equal(failures.of(one(2))?.message, 'other');
    assert.equal(failures.of(one(3)), undefined);
  });

  it('stand while the device tries again, and are over when it gets further', () => {
    const failures = new JoinerFailures();
    failures.hear(event(1, 'M.3', 'wrong code'));
    failures.hear(event(1, 'M.2'));
    assert.ok(failures.of(one(1)));
    failures.hear(event(1, 'M.3'));
    assert.equal(failures.of(one(1)), undefined);
  });

  it('of whoever failed last are told where any may join', () => {
    const failures = new JoinerFailures();
    failures.hear(event(1, 'M.3', 'first'));
    failures.hear(event(2, 'M.3', 'last'));
    assert.equal(failures.of({ by: 'any' })?.message, 'last');
    failures.forget({ by: 'any' });
    assert.equal(failures.of({ by: 'any' }), undefined);
    assert.equal(failures.of(one(1)), undefined);
  });

  it('are forgotten, the oldest first, so that strangers cannot fill the memory', () => {
    const failures = new JoinerFailures();
    for (let number = 0; number < 300; number++) failures.hear(event(number, 'M.3', 'wrong'));
    assert.equal(failures.of(one(0)), undefined);
    assert.ok(failures.of(one(299)));
    failures.forget(one(299));
    assert.equal(failures.of(one(299)), undefined);
  });
});
