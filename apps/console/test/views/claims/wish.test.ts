/** From a form to a claim. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { belowSubject, fieldLabel, isClaimable, wishOf } from '../../../src/views/claims/wish.ts';

describe('a claim that a form makes', () => {
  it('holds what was filled in, and a time only where one was given', () => {
    const value = { id: 'SN-1', role: 'device', reason: undefined };
    assert.deepEqual(wishOf('Trust', value, ''), { type: 'Trust', subject: { id: 'SN-1', role: 'device' } });
    const until = wishOf('Trust', value, '2030-01-02T03:04')?.validUntil;
    assert.equal(until, new Date('2030-01-02T03:04').toISOString());
    assert.equal(wishOf('Trust', value, 'no time')?.validUntil, undefined);
  });

  it('is of a type that there is', () => {
    assert.equal(wishOf('Nothing', {}, ''), undefined);
    assert.deepEqual([isClaimable('Trust'), isClaimable('Nothing')], [true, false]);
  });

  it('takes what is wrong with the subject to its own fields', () => {
    const wrong = [
      { path: 'subject.id', message: 'a' },
      { path: 'subject', message: 'b' },
      { path: 'validUntil', message: 'c' },
    ];
    assert.deepEqual(
      belowSubject(wrong).map(({ path }) => path),
      ['id', '', 'validUntil'],
    );
  });

  it('calls its fields by what is meant', () => {
    const device = { properties: { id: { type: 'string', 'x-names': 'device' } } };
    assert.equal(fieldLabel('id', device, {}), 'claims.field.id.device');
    assert.equal(fieldLabel('id', {}, { role: 'person' }), 'claims.field.id.person');
    assert.equal(fieldLabel('id', {}, {}), 'claims.field.id.entity');
    assert.equal(fieldLabel('deviceType', {}, {}), 'claims.field.deviceType');
    assert.equal(fieldLabel('mud.url', {}, {}), 'claims.field.mud.url');
    assert.equal(fieldLabel('', {}, {}), undefined);
  });
});
