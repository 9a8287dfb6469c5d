import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DEFAULT_RECORD, DEFAULT_REQUIREMENTS, DEFAULT_THRESHOLD, readTrustBasis } from '@sallyport/assurance-trust';
import { withCode } from '@sallyport/testing';
import { BASIS, SERVER } from './support/house.ts';

const NOBODY = { roots: [], authenticationServers: [] };

describe('a trust basis', () => {
  it('is filled in with defaults', () => {
    assert.deepEqual(readTrustBasis(NOBODY), {
      ...NOBODY,
      threshold: DEFAULT_THRESHOLD,
      requirements: DEFAULT_REQUIREMENTS,
      record: DEFAULT_RECORD,
    });
  });

  it('keeps what it says', () => {
    const basis = readTrustBasis({ ...BASIS, threshold: 1, requirements: { Query: [] }, record: { prior: 2 } });
    assert.equal(basis.threshold, 1);
    assert.deepEqual(basis.requirements, { ...DEFAULT_REQUIREMENTS, Query: [] });
    assert.deepEqual(basis.record, { ...DEFAULT_RECORD, prior: 2 });
    assert.equal(readTrustBasis({ ...NOBODY, record: 'off' }).record, 'off');
  });

  const wrong: readonly (readonly [what: string, basis: unknown])[] = [
    ['nothing', undefined],
    ['no roots', { authenticationServers: [] }],
    ['a root that is no URI', { ...NOBODY, roots: ['Anna'] }],
    ['more roots than a house has', { ...NOBODY, roots: Array.from({ length: 1025 }, () => SERVER.id) }],
    ['an authentication server named by a mailbox', { ...NOBODY, authenticationServers: ['MailTo:a@b.example'] }],
    ['a threshold of 0, with which everybody would be believed', { ...NOBODY, threshold: 0 }],
    ['a threshold above 1', { ...NOBODY, threshold: 1.1 }],
    ['a threshold that is no number', { ...NOBODY, threshold: Number.NaN }],
    ['a right that there is not', { ...NOBODY, requirements: { Query: ['everything'] } }],
    ['a requirement of what is fixed', { ...NOBODY, requirements: { IdentityBinding: ['person'] } }],
    [
      'manufacturers that say who is a manufacturer',
      { ...NOBODY, requirements: { 'Trust/manufacturer': ['manufacturer'] } },
    ],
    ['a record without a prior', { ...NOBODY, record: { prior: 0 } }],
    ['a member that is not known', { ...NOBODY, root: [] }],
  ];
  for (const [what, basis] of wrong) {
    it(`is refused with ${what}`, () => {
      assert.throws(() => readTrustBasis(basis), withCode('E_TRUST_BASIS'));
    });
  }
});
