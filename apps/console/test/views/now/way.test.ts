import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { phasesOf, type Step, tellingStep, type Way } from '../../../src/views/now/way.ts';

const step = (name: string, phase: Step['phase'], state: Step['state']): Step => ({
  ...{ step: name, title: name, phase, state },
  ...{ at: null, ms: null, message: null, code: null, hint: null },
});

const STEPS = [
  step('C.3', 'authorization', 'done'),
  step('C.4', 'authorization', 'current'),
  step('D.4', 'provisioning', 'pending'),
];

describe('a way aboard', () => {
  it('has its steps under their phases, in their order', () => {
    const phases: Way['phases'] = [
      { phase: 'authorization', state: 'current' },
      { phase: 'provisioning', state: 'pending' },
    ];
    const drawn = phasesOf({ phases, steps: STEPS });
    assert.deepEqual(
      drawn.map(({ phase, steps }) => `${phase} ${steps.map((each) => each.step).join(' ')}`),
      ['authorization C.3 C.4', 'provisioning D.4'],
    );
  });

  it('tells of what failed before what is next, and of what was last when all is done', () => {
    assert.equal(tellingStep({ steps: STEPS })?.step, 'C.4');
    assert.equal(tellingStep({ steps: [step('C.3', 'authorization', 'failed'), ...STEPS] })?.state, 'failed');
    assert.equal(tellingStep({ steps: STEPS.slice(0, 1) })?.step, 'C.3');
    assert.equal(tellingStep({ steps: [] }), undefined);
  });
});
