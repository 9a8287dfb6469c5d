import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type EventDetails, onboardingEvent, type StepId } from '@sallyport/onboarding';
import { JourneyBoard } from '../../src/view/journey-board.ts';
import { testContext } from '../support/context.ts';

const AT = new Date('2026-06-01T12:00:00Z');

function event(serialNumber: string | undefined, step: StepId, changes: Partial<EventDetails> = {}) {
  return onboardingEvent({
    session: 's',
    protocol: 'brski',
    step,
    ok: true,
    at: AT,
    ...(serialNumber === undefined ? {} : { facts: { serialNumber } }),
    ...changes,
  });
}

function board() {
  const { terminal, written } = testContext();
  const shown = new JourneyBoard(terminal);
  return {
    show: (...args: Parameters<typeof event>) => shown.show(event(...args)),
    /** What stands first on each line. */
    lines: () =>
      written.out
        .trimEnd()
        .split('\n')
        .map((line) => line.trim().split(/\s+/).slice(0, 2).join(' ')),
    written,
  };
}

describe('the board of journeys', () => {
  it('puts a heading where the device changes', () => {
    const { show, lines } = board();
    show('A', 'C.3');
    show('A', 'C.4');
    show('B', 'C.3');
    show('A', 'C.8');
    assert.deepEqual(lines(), ['A', '✔ C.3', '✔ C.4', 'B', '✔ C.3', 'A', '✔ C.8']);
  });

  it('shows a step once, and again when the device comes anew', () => {
    const { show, lines } = board();
    for (let journey = 0; journey < 2; journey++) {
      show('A', 'C.3');
      show('A', 'C.3');
      show('A', 'D.7');
      show('A', 'D.7');
    }
    assert.deepEqual(lines(), ['A', '✔ C.3', '✔ D.7', '✔ C.3', '✔ D.7']);
  });

  it('shows a Thread device that joins again anew', () => {
    const { show, lines } = board();
    for (const step of ['M.2', 'M.3', 'M.2', 'M.8', 'M.2'] as const) show('A', step);
    assert.deepEqual(lines(), ['A', '✔ M.2', '✔ M.3', '✔ M.8', '✔ M.2']);
  });

  it('shows a device that comes back after it was put out anew', () => {
    const { show, lines } = board();
    for (const step of ['E.2', 'E.3', 'E.2', 'F.0', 'E.2', 'E.3'] as const) show('A', step);
    assert.deepEqual(lines(), ['A', '✔ E.2', '✔ E.3', '✔ F.0', '✔ E.2', '✔ E.3']);
  });

  it("puts a network's question to the device that its answer names", () => {
    const { show, lines } = board();
    show(undefined, 'E.1', { session: 'one' });
    show(undefined, 'E.1', { session: 'two' });
    show('A', 'E.2', { session: 'one' });
    assert.deepEqual(lines(), ['A', '✔ E.1', '✔ E.2']);
  });

  it("shows a stranger's question when it is refused without a name", () => {
    const { show, lines } = board();
    show(undefined, 'E.1');
    show(undefined, 'E.2', { ok: false, message: 'no' });
    assert.deepEqual(lines(), ['a device', '✔ E.1', '✘ E.2', 'no']);
  });

  it('puts what a relay reports to the device whose session it is', () => {
    const { show, lines } = board();
    show('18b4300000000001', 'M.5', { session: 'one' });
    show('joiner-id:1', 'M.6', { session: 'one' });
    show('joiner-id:2', 'M.6', { session: 'two' });
    assert.deepEqual(lines(), ['18b4300000000001', '✔ M.5', '✔ M.6', 'joiner-id:2', '✔ M.6']);
  });

  it('says why a step failed', () => {
    const { show, written } = board();
    show('A', 'C.4', { ok: false, message: 'no answer from the MASA', code: 'E_TEST' });
    assert.match(written.out, /✘ C\.4 /);
    assert.match(written.out, /no answer from the MASA \(E_TEST\)/);
  });

  it('lets no device write on the screen but in letters', () => {
    const { show, written } = board();
    show('\u001b[2J\u202eevil', 'C.3', { ok: false, message: 'bell \u0007 and\nline' });
    assert.doesNotMatch(written.out.replaceAll('\n', ''), /[\p{Cc}\p{Cf}]/u);
    assert.match(written.out, /\\u\{1b\}\[2J/);
  });

  it('has a name for a device that has not said one', () => {
    const { show, lines } = board();
    show(undefined, 'C.3');
    assert.equal(lines().length, 2);
  });

  it('forgets the oldest journey, so that it does not grow with the number of devices', () => {
    const { show, lines } = board();
    for (let device = 0; device < 300; device++) show(`D-${device}`, 'C.3');
    show('D-299', 'C.3');
    assert.equal(lines().length, 600, 'known, so not shown again');
    show('D-0', 'C.3');
    assert.equal(lines().length, 602, 'forgotten, so shown again');
  });
});
