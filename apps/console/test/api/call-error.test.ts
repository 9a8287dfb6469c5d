import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { problemFrom, UNREADABLE } from '../../src/api/call-error.ts';

describe('a refusal of the domain', () => {
  it('keeps code, detail, hint and what is wrong where', () => {
    const body = {
      code: 'E_API_INPUT',
      detail: 'd',
      hint: 'h',
      errors: [
        { path: 'a.0', code: 'too_big', message: 'm' },
        { path: ['b', 1], message: 'n' },
      ],
    };
    assert.deepEqual(problemFrom(400, body), {
      status: 400,
      code: 'E_API_INPUT',
      detail: 'd',
      hint: 'h',
      wrong: [
        { path: 'a.0', code: 'too_big', message: 'm' },
        { path: 'b.1', message: 'n' },
      ],
    });
  });

  for (const [what, body] of [
    ['nothing', undefined],
    ['null', null],
    ['a text', 'no'],
    ['an object of another shape', { code: 7, errors: 'many' }],
    ['errors of another shape', { errors: [null, 7, { path: 'x' }] }],
  ] as const) {
    it(`is told by its status where the answer is ${what}`, () => {
      assert.deepEqual(problemFrom(502, body), { status: 502, code: UNREADABLE, detail: 'HTTP 502', wrong: [] });
    });
  }
});
