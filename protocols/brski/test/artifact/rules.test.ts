import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  type ArtifactRole,
  type ArtifactRule,
  artifact,
  checkArtifact,
  ruleBreaches,
  type VoucherArtifact,
  type VoucherAttributes,
} from '../../src/index.ts';
import { throwsCode } from '../support/throws.ts';

const NONCED: VoucherAttributes = {
  createdOn: new Date('2026-01-01T00:00:00Z'),
  assertion: 'logged',
  serialNumber: '1',
  pinnedDomainCert: Uint8Array.of(1),
  nonce: 'AAAAAAAAAAA=',
};
const { nonce: _nonce, ...WITHOUT_NONCE } = NONCED;
const NONCELESS: VoucherAttributes = {
  ...WITHOUT_NONCE,
  expiresOn: new Date('2026-01-01T00:20:00Z'),
  lastRenewalDate: new Date('2026-02-01T00:00:00Z'),
};
const PLEDGE: VoucherAttributes = {
  assertion: 'proximity',
  serialNumber: '1',
  nonce: 'AAAAAAAAAAA=',
  proximityRegistrarCert: Uint8Array.of(1),
};
const REGISTRAR: VoucherAttributes = {
  assertion: 'proximity',
  serialNumber: '1',
  nonce: 'AAAAAAAAAAA=',
  idevidIssuer: Uint8Array.of(1),
  priorSignedVoucherRequest: Uint8Array.of(1),
};

function of(role: ArtifactRole, attributes: VoucherAttributes): VoucherArtifact {
  return artifact(role === 'voucher' ? 'voucher' : 'voucher-request', attributes);
}

function without(attributes: VoucherAttributes, name: keyof VoucherAttributes): VoucherAttributes {
  return Object.fromEntries(Object.entries(attributes).filter(([key]) => key !== name));
}

function broken(role: ArtifactRole, attributes: VoucherAttributes): readonly ArtifactRule[] {
  return ruleBreaches(of(role, attributes), role).map(({ rule }) => rule);
}

describe('the rules of the YANG modules', () => {
  it('find nothing in model artefacts', () => {
    assert.deepEqual(broken('voucher', NONCED), []);
    assert.deepEqual(broken('voucher', NONCELESS), []);
    assert.deepEqual(broken('pledge-voucher-request', PLEDGE), []);
    assert.deepEqual(broken('registrar-voucher-request', REGISTRAR), []);
    assert.deepEqual(broken('registrar-voucher-request', { serialNumber: '1' }), []);
  });

  const required: readonly (readonly [ArtifactRule, ArtifactRole, VoucherAttributes])[] = [
    ['serial-number-missing', 'voucher', without(NONCED, 'serialNumber')],
    ['serial-number-missing', 'pledge-voucher-request', without(PLEDGE, 'serialNumber')],
    ['serial-number-missing', 'registrar-voucher-request', without(REGISTRAR, 'serialNumber')],
    ['assertion-missing', 'voucher', without(NONCED, 'assertion')],
    ['proximity-without-certificate', 'pledge-voucher-request', without(PLEDGE, 'proximityRegistrarCert')],
    [
      'proximity-certificate-from-registrar',
      'registrar-voucher-request',
      { ...REGISTRAR, proximityRegistrarCert: Uint8Array.of(1) },
    ],
  ];
  for (const [rule, role, attributes] of required) {
    it(`refuse a ${role} that breaks ${rule}`, () => {
      assert.deepEqual(broken(role, attributes), [rule]);
      const error = throwsCode('E_BRSKI_VOUCHER_RULE', () => checkArtifact(of(role, attributes), role));
      assert.equal(error.details['rule'], rule);
    });
  }

  const tolerable: readonly (readonly [ArtifactRule, ArtifactRole, VoucherAttributes])[] = [
    ['created-on-missing', 'voucher', without(NONCED, 'createdOn')],
    ['pinned-domain-cert-missing', 'voucher', without(NONCED, 'pinnedDomainCert')],
    ['expires-on-with-nonce', 'voucher', { ...NONCED, expiresOn: new Date(0) }],
    ['expires-on-with-nonce', 'pledge-voucher-request', { ...PLEDGE, expiresOn: new Date(0) }],
    ['expires-on-with-nonce', 'registrar-voucher-request', { ...REGISTRAR, expiresOn: new Date(0) }],
    ['last-renewal-date-without-expires-on', 'voucher', without(NONCELESS, 'expiresOn')],
    ['nonce-length', 'voucher', { ...NONCED, nonce: 'AAAAAAAAAA==' }],
    ['nonce-length', 'voucher', { ...NONCED, nonce: `${'AAAA'.repeat(11)}` }],
    ['nonce-length', 'pledge-voucher-request', { ...PLEDGE, nonce: '-_XE9zK9q8Ll1qylMtLKeg' }],
    ['request-attributes-in-voucher', 'voucher', { ...NONCED, proximityRegistrarCert: Uint8Array.of(1) }],
    ['request-attributes-in-voucher', 'voucher', { ...NONCED, priorSignedVoucherRequest: Uint8Array.of(1) }],
    ['voucher-attributes-in-request', 'pledge-voucher-request', { ...PLEDGE, pinnedDomainCert: Uint8Array.of(1) }],
    ['voucher-attributes-in-request', 'pledge-voucher-request', { ...PLEDGE, domainCertRevocationChecks: false }],
    ['voucher-attributes-in-request', 'registrar-voucher-request', { ...REGISTRAR, lastRenewalDate: new Date(0) }],
  ];
  for (const [rule, role, attributes] of tolerable) {
    it(`tolerate a ${role} that breaks ${rule}, unless asked to be strict`, () => {
      assert.deepEqual(broken(role, attributes), [rule]);
      checkArtifact(of(role, attributes), role);
      const error = throwsCode('E_BRSKI_VOUCHER_RULE', () =>
        checkArtifact(of(role, attributes), role, { strict: true }),
      );
      assert.equal(error.details['rule'], rule);
    });
  }

  it('take nonces of 8 and of 32 bytes', () => {
    assert.deepEqual(broken('voucher', { ...NONCED, nonce: Buffer.alloc(8).toString('base64') }), []);
    assert.deepEqual(broken('voucher', { ...NONCED, nonce: Buffer.alloc(32).toString('base64') }), []);
  });
});
