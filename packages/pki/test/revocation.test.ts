import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { DAY } from '@sallyport/core';
import {
  basicConstraints,
  buildCertificateRevocationList,
  type CertificateRevocationList,
  keyUsage,
  type PathOptions,
  type RevocationReason,
  validatePath,
} from '@sallyport/pki';
import { authority, endEntity, type Identity, NOW } from './support.ts';

let root: Identity;
let sub: Identity;
let leaf: Identity;
let rootCrl: CertificateRevocationList;

interface CrlChoices {
  readonly revoked?: readonly Identity[];
  readonly reason?: RevocationReason;
  readonly age?: number;
}

function crl({ certificate, signer }: Identity, { revoked = [], reason, age = 0 }: CrlChoices = {}) {
  const thisUpdate = new Date(NOW.getTime() - DAY / 2 - age);
  return buildCertificateRevocationList({
    issuer: certificate,
    signer,
    thisUpdate,
    nextUpdate: new Date(thisUpdate.getTime() + DAY),
    crlNumber: 1,
    entries: revoked.map((each) => ({
      serialNumber: each.certificate.serialNumber,
      revocationDate: thisUpdate,
      ...(reason === undefined ? {} : { reason }),
    })),
  });
}

function validate(crls: readonly CertificateRevocationList[], more: Partial<PathOptions> = {}) {
  const { certificate } = leaf;
  return validatePath({
    leaf: certificate,
    intermediates: [sub.certificate],
    anchors: [root.certificate],
    at: NOW,
    crls,
    ...more,
  });
}

function refused(code: string, crls: readonly CertificateRevocationList[], more: Partial<PathOptions> = {}): void {
  assert.throws(() => validate(crls, more), { code });
}

const required = { revocation: 'required' } as const;

before(async () => {
  root = await authority('root');
  sub = await authority('sub', root);
  leaf = await endEntity('leaf', sub);
  rootCrl = await crl(root);
});

describe('revocation', () => {
  it('is not looked at when no list is given', () => {
    assert.ok(
      validatePath({
        leaf: leaf.certificate,
        intermediates: [sub.certificate],
        anchors: [root.certificate],
        at: NOW,
      }),
    );
  });

  it('passes what no list names', async () => {
    const lists = [rootCrl, await crl(sub)];
    assert.ok(validate(lists));
    assert.ok(validate(lists, required));
  });

  it('refuses a revoked leaf and a revoked intermediate, saying why', async () => {
    const bySub = await crl(sub, { revoked: [leaf], reason: 'keyCompromise' });
    assert.throws(
      () => validate([bySub]),
      (error: { code: string; details: { reason: string } }) => {
        return error.code === 'E_PKI_PATH_REVOKED' && error.details.reason === 'keyCompromise';
      },
    );
    refused('E_PKI_PATH_REVOKED', [await crl(root, { revoked: [sub] })]);
  });

  it('counts a hold as revoked', async () => {
    refused('E_PKI_PATH_REVOKED', [await crl(sub, { revoked: [leaf], reason: 'certificateHold' })]);
  });

  it('looks at nothing when told so', async () => {
    assert.ok(validate([await crl(sub, { revoked: [leaf] })], { revocation: 'none' }));
  });

  it('believes an old list in what it names', async () => {
    refused('E_PKI_PATH_REVOKED', [await crl(sub, { revoked: [leaf], age: 10 * DAY })]);
  });

  it('misses a list that is required and absent, for each certificate of the chain', async () => {
    refused('E_PKI_PATH_REVOCATION_UNKNOWN', [], required);
    refused('E_PKI_PATH_REVOCATION_UNKNOWN', [rootCrl], required);
    refused('E_PKI_PATH_REVOCATION_UNKNOWN', [await crl(sub)], required);
  });

  it('does not take a list that is out of date, or not yet in force, for a current one', async () => {
    for (const age of [DAY, -DAY]) {
      const bySub = await crl(sub, { age });
      refused('E_PKI_PATH_REVOCATION_UNKNOWN', [rootCrl, bySub], required);
      assert.ok(validate([rootCrl, bySub]));
      assert.ok(validate([rootCrl, bySub], { ...required, at: 'ignore-validity' }));
    }
  });

  it('takes nothing from a list that somebody else signed', async () => {
    const namesake = await authority('sub', root);
    const forged = await crl(namesake, { revoked: [leaf] });
    assert.ok(validate([forged]));
    refused('E_PKI_PATH_REVOCATION_UNKNOWN', [rootCrl, forged], required);
  });

  it('takes nothing from a list of an issuer that may not sign lists', async () => {
    const extensions = [basicConstraints({ ca: true }), keyUsage('keyCertSign')];
    const mute = await authority('mute', root, { extensions });
    const end = await endEntity('end', mute);
    const list = await crl(mute, { revoked: [end] });
    const path = { leaf: end.certificate, intermediates: [mute.certificate] };
    assert.ok(validate([list], path));
    refused('E_PKI_PATH_REVOCATION_UNKNOWN', [rootCrl, list], { ...path, ...required });
  });

  it('asks for no list about an anchor', () => {
    assert.ok(validate([], { ...required, leaf: sub.certificate, anchors: [sub.certificate] }));
    assert.ok(validate([rootCrl], { ...required, leaf: sub.certificate, intermediates: [] }));
  });

  it('takes another way up when one is revoked', async () => {
    const other = await authority('other');
    const crossed = await authority('sub', other, { signer: sub.signer });
    const path = validate([await crl(root, { revoked: [sub] })], {
      intermediates: [sub.certificate, crossed.certificate],
      anchors: [root.certificate, other.certificate],
    });
    assert.equal(path.anchor, other.certificate);
  });
});
