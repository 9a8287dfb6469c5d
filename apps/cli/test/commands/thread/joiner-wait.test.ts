import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { JsonObject } from '@sallyport/core';
import { onboardingEvent } from '@sallyport/onboarding';
import { JoinerWait } from '../../../src/commands/thread/joiner-wait.ts';
import { testContext } from '../../support/context.ts';

const LAMP = '18b4300000000001';
const WRONG = { step: 'M.3', message: 'the code was wrong\u001b[2J', code: 'E_TEST', on: 1 };

function wait(answers: readonly (readonly JsonObject[])[], { json = false, areStepsShown = false } = {}) {
  const context = testContext();
  const waiting = new JoinerWait(json, context);
  let asked = 0;
  const joiners = async () => [...(answers[Math.min(asked++, answers.length - 1)] ?? [])];
  return { context, waiting, outcome: waiting.until(LAMP, joiners, { seconds: 60, areStepsShown }) };
}

const row = (state: string, failure: JsonObject | null = null) => ({ joiner: LAMP, state, attempts: 0, failure });

describe('waiting for a joiner', () => {
  it('ends when it has joined, and what failed before is no matter then', async () => {
    const { outcome } = wait([[row('enabled', WRONG)], [row('joined')]]);
    assert.deepEqual(await outcome, { joiner: LAMP, state: 'joined' });
  });

  it('ends when it may join no longer, with the reason of the latest attempt', async () => {
    const { outcome } = wait([[row('enabled', WRONG)], []]);
    assert.deepEqual(await outcome, { joiner: LAMP, state: 'expired', failure: WRONG });
  });

  it('ends when policy refused it', async () => {
    const refused = { ...WRONG, step: 'M.4' };
    const { outcome } = wait([[row('refused', refused)]]);
    assert.deepEqual(await outcome, { joiner: LAMP, state: 'refused', failure: refused });
  });

  it('looks at the joiner that is meant', async () => {
    const { outcome } = wait([[{ ...row('joined'), joiner: 'any' }, row('refused')]]);
    assert.deepEqual(await outcome, { joiner: LAMP, state: 'refused' });
  });

  it('tells a failure once however often it happens, in letters only', async () => {
    const again = { ...WRONG, on: 2 };
    const other = { ...WRONG, step: 'M.4', on: 3 };
    const answers = [WRONG, WRONG, again, other].map((failure) => [row('enabled', failure)]);
    const { context, outcome } = wait([...answers, []]);
    await outcome;
    assert.equal(context.written.note.match(/It did not get in\. M\.[34]: the code was wrong/g)?.length, 2);
    assert.equal(context.written.note.includes('\u001b'), false);
  });

  it('does not tell what its steps show already', async () => {
    const { context, outcome } = wait([[row('enabled', WRONG)], []], { areStepsShown: true });
    await outcome;
    assert.doesNotMatch(context.written.note, /did not get in/);
  });

  it('says nothing to programs', async () => {
    const { context, waiting, outcome } = wait([[row('enabled', WRONG)], []], { json: true });
    waiting.heard(onboardingEvent({ session: 's', protocol: 'thread', step: 'M.2', ok: true, at: new Date() }));
    await outcome;
    assert.deepEqual(context.written, { out: '', note: '' });
  });
});
