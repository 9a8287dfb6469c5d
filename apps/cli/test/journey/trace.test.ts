import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  type EventDetails,
  JOURNEYS,
  type Journey,
  type OnboardingEvent,
  onboardingEvent,
  STEPS,
  type StepId,
} from '@sallyport/onboarding';
import fc from 'fast-check';
import { JourneyTrace } from '../../src/journey/trace.ts';

const AT = new Date('2026-06-01T12:00:00Z');
const event = (step: StepId, changes: Partial<EventDetails> = {}): OnboardingEvent =>
  onboardingEvent({ session: 's', protocol: 'brski', step, ok: true, at: AT, ...changes });

describe('the trace of a journey', () => {
  it('lists steps in the order of the way, whatever order they were reported in', () => {
    const journeys: readonly Journey[] = ['brski', 'admission', 'assurance', 'thread'];
    const reports = fc
      .constantFrom(...journeys)
      .chain((journey) =>
        fc.record({ journey: fc.constant(journey), reported: fc.shuffledSubarray([...JOURNEYS[journey]]) }),
      );
    fc.assert(
      fc.property(reports, ({ journey, reported }) => {
        const all = JOURNEYS[journey];
        const trace = new JourneyTrace(journey);
        for (const step of reported) assert.equal(trace.add(event(step)), true);
        assert.deepEqual(
          trace.steps().map(({ id }) => id),
          all.filter((step) => reported.includes(step)),
        );
        assert.deepEqual(
          trace.missing(),
          all.filter((step) => !reported.includes(step)),
        );
        assert.equal(trace.complete, reported.length === all.length);
      }),
    );
  });

  it('keeps the first success: it was measured where the step was taken', () => {
    const trace = new JourneyTrace();
    trace.add(event('C.10', { ms: 1.23456 }));
    assert.equal(trace.add(event('C.10', { ms: 99, message: 'the device reports success' })), false);
    assert.deepEqual(trace.steps(), [{ id: 'C.10', title: STEPS['C.10'].title, role: 'device', ok: true, ms: 1.2346 }]);
  });

  it('puts a later failure above a success, and a later success above a failure', () => {
    const trace = new JourneyTrace();
    trace.add(event('C.4'));
    assert.equal(trace.add(event('C.4', { ok: false, message: 'no answer', code: 'E_X' })), true);
    assert.deepEqual(
      trace.steps().map(({ ok, message, code }) => [ok, message, code]),
      [[false, 'no answer', 'E_X']],
    );
    assert.equal(trace.add(event('C.4')), true);
    assert.equal(trace.steps()[0]?.ok, true);
  });

  it('is not complete while a step counts as failed', () => {
    const trace = new JourneyTrace();
    for (const step of JOURNEYS.brski) trace.add(event(step));
    assert.equal(trace.complete, true);
    trace.add(event('D.7', { ok: false }));
    assert.equal(trace.complete, false);
  });

  it('has null for a length that nobody measured', () => {
    const trace = new JourneyTrace();
    trace.add(event('B'));
    assert.equal(trace.steps()[0]?.ms, null);
    assert.equal(trace.has('B'), true);
    assert.equal(trace.has('C.0'), false);
  });
});
