import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CLAIM_LIMITS, CLAIM_TYPES } from '@sallyport/assurance-claims';
import fc from 'fast-check';
import { answered } from '../../src/queries/answer.ts';

const BINDINGS = fc.dictionary(
  fc.stringMatching(/^[A-Z][a-z]{0,80}$/),
  fc.oneof(
    fc.string({ maxLength: 5000 }),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.boolean(),
    fc.constant(null),
  ),
  { maxKeys: 4 },
);

describe('the answer to a query', () => {
  it('always fits a claim, and says when something was left out', () => {
    fc.assert(
      fc.property(fc.array(BINDINGS, { maxLength: 60 }), fc.boolean(), (answers, isComplete) => {
        const subject = answered({ answers, isComplete }, 50);
        const whole = { ...subject, query: `ni:///sha-256;${'A'.repeat(43)}`, answered: '2026-01-01T00:00:00Z' };
        CLAIM_TYPES.Answer.read(JSON.parse(JSON.stringify(whole)));
        assert.ok((Buffer.byteLength(JSON.stringify(whole)) * 4) / 3 < CLAIM_LIMITS.maxBytes);
        assert.deepEqual(
          subject.answers,
          answers.slice(0, subject.answers.length).map((one) => ({ ...one })),
        );
        assert.equal(subject.isComplete, isComplete && subject.answers.length === answers.length);
      }),
    );
  });

  it('tells of the problem that kept inference from answering', () => {
    const problem = { code: 'E_INFERENCE_WORK', sentence: 'it took too much work' } as const;
    const subject = answered({ answers: [], isComplete: false, problem }, 10);
    assert.deepEqual([subject.outcome, subject.explanation], ['failed', 'it took too much work']);
  });
});
