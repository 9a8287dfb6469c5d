import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  type AuthorizationRequest,
  decideOrDeny,
  defer,
  JOURNEYS,
  journeyOf,
  permit,
  STEPS,
  stepOf,
} from '@sallyport/onboarding';

const request: AuthorizationRequest = {
  point: 'C.3',
  protocol: 'brski',
  session: 's-1',
  device: { serialNumber: 'x', manufacturer: 'm', model: undefined, credential: undefined, assurance: 'authenticated' },
  facts: {},
  at: new Date(0),
};

describe('the enforcement port', () => {
  it('passes on what the authorizer answers', async () => {
    const answers = [permit('yes'), defer('wait', 5000)];
    for (const answer of answers) {
      const decision = await decideOrDeny({ decide: async () => answer }, request, () => assert.fail('no failure'));
      assert.deepEqual(decision, answer);
    }
  });

  it('fails closed and reports when the authorizer rejects', async () => {
    const failures: unknown[] = [];
    const broken = new RangeError('database away');
    const decision = await decideOrDeny({ decide: () => Promise.reject(broken) }, request, (thrown) =>
      failures.push(thrown),
    );
    assert.equal(decision.outcome, 'deny');
    assert.deepEqual(failures, [broken]);
    assert.doesNotMatch(decision.reason, /database/);
  });

  it('fails closed when the authorizer throws before returning a promise', async () => {
    const thrower = {
      decide(): never {
        throw new RangeError('at once');
      },
    };
    assert.equal((await decideOrDeny(thrower, request, () => {})).outcome, 'deny');
  });
});

describe('the steps of the way aboard', () => {
  it('carry the CAHN ids 0.1 to D.7 in order by BRSKI', () => {
    const c = Array.from({ length: 11 }, (_, i) => `C.${i}`);
    const d = Array.from({ length: 8 }, (_, i) => `D.${i}`);
    assert.deepEqual(JOURNEYS.brski, ['0.1', '0.2', '0.3', '0.4', 'B', ...c, ...d]);
  });

  it('open a network to the device, and shut it when trust is gone', () => {
    assert.deepEqual(
      JOURNEYS.admission.map((step) => [step, STEPS[step].phase]),
      [
        ['E.0', 'admission'],
        ['E.1', 'admission'],
        ['E.2', 'admission'],
        ['E.3', 'admission'],
        ['F.0', 'offboarding'],
      ],
    );
  });

  it('tell what turns a decision while the device is on the network', () => {
    assert.deepEqual(JOURNEYS.assurance, ['F.1', 'F.2', 'F.3', 'F.4', 'F.5', 'F.6']);
    for (const step of JOURNEYS.assurance) assert.equal(STEPS[step].phase, 'assurance');
  });

  it('go from discovery to admission by Thread', () => {
    assert.deepEqual(
      JOURNEYS.thread.map((step) => [step, STEPS[step].phase]),
      [
        ['M.1', 'discovery'],
        ['M.2', 'discovery'],
        ['M.3', 'authentication'],
        ['M.4', 'authorization'],
        ['M.5', 'authorization'],
        ['M.6', 'provisioning'],
        ['M.7', 'provisioning'],
        ['M.8', 'admission'],
      ],
    );
  });

  it('belong to one journey each', () => {
    for (const [journey, steps] of Object.entries(JOURNEYS)) {
      for (const step of steps) assert.equal(journeyOf(step), journey);
    }
    assert.equal(Object.values(JOURNEYS).flat().length, Object.keys(STEPS).length);
  });

  it('tell whose step an event is', () => {
    assert.equal(stepOf({ step: 'C.5' }).role, 'authority');
  });
});
