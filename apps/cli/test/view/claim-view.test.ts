import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { JsonObject } from '@sallyport/core';
import { answersForPeople, claimsText, claimText } from '../../src/view/claim-view.ts';
import { testContext } from '../support/context.ts';

const { terminal } = testContext();
const NAMES = new Map([['did:key:z6Mkowner', 'the owner']]);

const CLAIM: JsonObject = {
  id: '3c9efd0d60388403a17ba65d2b509619f0553a7fc55fae0de418d81348a6976f',
  at: '2026-06-01T12:00:00.123Z',
  origin: 'received',
  from: 'the owner',
  type: 'Trust',
  notation: '{ Trust (did:key:z6Mkowner+, bob@example.com) } [did:key:z6Mkowner-]',
  outcome: { state: 'judged', counts: true, reason: 'counted', sentence: 'mailto:bob@example.com may say this.' },
};

describe('a claim, for people', () => {
  it('stands in the notation, with names, the time, and what became of it', () => {
    assert.equal(
      claimText(CLAIM, NAMES, terminal),
      [
        '✔ { Trust (the owner+, bob@example.com) } [the owner-]',
        '  bob@example.com may say this.',
        '  2026-06-01T12:00:00Z  3c9efd0d6038…  received  from the owner',
        '',
      ].join('\n'),
    );
  });

  it('is marked when it does not count, and when it was not judged', () => {
    const mark = (outcome: JsonObject | null) => claimText({ ...CLAIM, outcome }, NAMES, terminal).slice(0, 1);
    assert.equal(mark({ state: 'judged', counts: false }), '✘');
    assert.equal(mark({ state: 'refused', counts: false }), '✘');
    assert.equal(mark({ state: 'waiting', counts: false }), '…');
    assert.equal(mark({ state: 'own', counts: false }), '…');
    assert.equal(mark(null), '…');
  });

  it('does not show the whole text of a rule', () => {
    const notation = `{ Rule (limit, "${'long '.repeat(40)}\\"quoted\\" ") } [did:key:z6Mkowner-]`;
    const [line] = claimText({ ...CLAIM, notation }, NAMES, terminal).split('\n');
    assert.equal(line, '✔ { Rule (limit, …) } [the owner-]');
  });

  it('says of what nobody signed what it is', () => {
    const [line] = claimText({ ...CLAIM, notation: null, type: null }, NAMES, terminal).split('\n');
    assert.equal(line, '✔ something that nobody can have signed so');
  });

  it('has the way to more where there are more', () => {
    assert.match(claimsText({ claims: [CLAIM], next: 'abc' }, NAMES, terminal), /\nmore: --cursor abc\n$/);
    assert.equal(claimsText({ claims: [] }, NAMES, terminal), 'no claim was logged\n');
  });
});

describe('an answer, for people', () => {
  const answer = (changes: JsonObject) =>
    answersForPeople({ outcome: 'answered', answers: [], isComplete: true, explanation: null, ...changes }, NAMES);

  it('is yes, no, or what was asked for', () => {
    assert.equal(answer({}), 'no');
    assert.equal(answer({ answers: [{}] }), 'yes');
    assert.deepEqual(answer({ answers: [{ Who: 'did:key:z6Mkowner', N: 3 }] }), [{ Who: 'the owner', N: 3 }]);
  });

  it('says that it is not all, and why there is none', () => {
    assert.deepEqual(answer({ answers: [{ N: 1 }], isComplete: false }), {
      answers: [{ N: 1 }],
      more: 'there are more than were looked for',
    });
    assert.equal(answer({ outcome: 'refused', explanation: 'not you' }), 'refused: not you');
  });
});
