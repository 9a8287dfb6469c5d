import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type ErrorTable, errorFactory, isSallyportError, reasonOf, SallyportError } from '@sallyport/core';

const TABLE = {
  E_TEST_PLAIN: { fault: 'peer', hint: 'Do it right.' },
  E_TEST_FULL: { fault: 'policy', hint: 'Ask an operator.', reference: 'RFC 8995 §5.6', http: 403 },
} as const satisfies ErrorTable;
const fail = errorFactory(TABLE);

describe('an error made from a table', () => {
  it('carries its code, fault, hint, reference, HTTP status, details and cause', () => {
    const cause = new RangeError('deep');
    const error = fail('E_TEST_FULL', 'no', { cause, details: { serial: '7', tries: 2 } });
    assert.ok(error instanceof SallyportError);
    assert.ok(error instanceof Error);
    assert.equal(error.name, 'SallyportError');
    assert.equal(error.message, 'no');
    assert.equal(error.code, 'E_TEST_FULL');
    assert.equal(error.fault, 'policy');
    assert.equal(error.hint, 'Ask an operator.');
    assert.equal(error.reference, 'RFC 8995 §5.6');
    assert.equal(error.http, 403);
    assert.equal(error.cause, cause);
    assert.deepEqual(error.details, { serial: '7', tries: 2 });
  });

  it('has no cause property when none was given', () => {
    assert.equal('cause' in fail('E_TEST_PLAIN', 'no'), false);
  });

  it('turns into data without stack or cause', () => {
    const data = JSON.parse(
      JSON.stringify(fail('E_TEST_FULL', 'no', { cause: new Error('inner'), details: { a: 1 } })),
    );
    assert.deepEqual(data, {
      code: 'E_TEST_FULL',
      fault: 'policy',
      message: 'no',
      hint: 'Ask an operator.',
      reference: 'RFC 8995 §5.6',
      details: { a: 1 },
    });
  });

  it('leaves empty parts out of its data', () => {
    const data = JSON.parse(JSON.stringify(fail('E_TEST_PLAIN', 'no')));
    assert.deepEqual(Object.keys(data), ['code', 'fault', 'message', 'hint']);
  });

  it('cannot be made for a code that the table lacks, not even one every object inherits', () => {
    const loose: (code: string) => unknown = (code) => Reflect.apply(fail, undefined, [code, 'no']);
    assert.throws(() => loose('E_TEST_OTHER'), TypeError);
    assert.throws(() => loose('constructor'), TypeError);
  });
});

describe('isSallyportError', () => {
  const error: unknown = fail('E_TEST_PLAIN', 'no');

  it('knows every Sallyport error when no code is asked for', () => {
    assert.equal(isSallyportError(error), true);
  });

  it('knows the codes it is asked for and no others', () => {
    assert.equal(isSallyportError(error, 'E_TEST_FULL', 'E_TEST_PLAIN'), true);
    assert.equal(isSallyportError(error, 'E_TEST_FULL'), false);
  });

  it('is not taken in by look-alikes', () => {
    assert.equal(isSallyportError({ ...fail('E_TEST_PLAIN', 'no') }), false);
    assert.equal(isSallyportError(new Error('no')), false);
    assert.equal(isSallyportError(undefined), false);
  });
});

describe('reasonOf', () => {
  it('gives the message of an error and the text of anything else', () => {
    assert.equal(reasonOf(new Error('broken')), 'broken');
    assert.equal(reasonOf('broken'), 'broken');
    assert.equal(reasonOf(undefined), 'undefined');
  });

  it('survives a thrown value that has no text', () => {
    assert.equal(reasonOf(Object.create(null)), 'object');
  });
});
