import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { DAY } from '@sallyport/core';
import { der } from '@sallyport/der';
import {
  basicConstraints,
  buildCertificateRevocationList,
  type CertificateRevocationList,
  extension,
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

  it('takes nothing from a list under another name, though the key is the same', async () => {
    const renamed = await authority('renamed', root, { signer: sub.signer });
    const list = await crl(renamed, { revoked: [leaf] });
    assert.ok(list.isSignedBy(sub.certificate));
    assert.ok(validate([list]));
  });

  it('takes a list signed with the new key of a CA that changed keys', async () => {
    const old = await authority('sub', sub);
    const end = await endEntity('end', old);
    const path = { leaf: end.certificate, intermediates: [old.certificate, sub.certificate] };
    const bySub = await crl(sub);
    assert.ok(validate([rootCrl, bySub], { ...path, ...required }));
    refused('E_PKI_PATH_REVOKED', [await crl(sub, { revoked: [end] })], path);
  });

  describe('with a key for lists alone', () => {
    const only = [keyUsage('cRLSign')];
    const using = (signer: Identity) => ({ intermediates: [sub.certificate, signer.certificate] });

    it('takes its lists, when the path certifies it', async () => {
      const listSigner = await endEntity('sub', root, { extensions: only });
      const list = await crl(listSigner, { revoked: [leaf] });
      refused('E_PKI_PATH_REVOKED', [list], using(listSigner));
      assert.ok(validate([rootCrl, await crl(listSigner)], { ...using(listSigner), ...required }));
    });

    it('takes nothing from one that is uncertified, expired, not for lists, or revoked', async () => {
      const revoked = await endEntity('sub', root, { extensions: only });
      const unknown = extension('1.2.3', der.nullValue(), true);
      for (const [signer, rootList] of [
        [await endEntity('sub', undefined, { extensions: only }), rootCrl],
        [await endEntity('sub', leaf, { extensions: only }), rootCrl],
        [await endEntity('sub', root, { extensions: only, notAfter: new Date(NOW.getTime() - DAY) }), rootCrl],
        [await endEntity('sub', root, { extensions: [keyUsage('digitalSignature')] }), rootCrl],
        [await endEntity('sub', root, { extensions: [] }), rootCrl],
        [await endEntity('sub', root, { extensions: [...only, unknown] }), rootCrl],
        [revoked, await crl(root, { revoked: [revoked] })],
      ] as const) {
        const lists = [rootList, await crl(signer, { revoked: [leaf] })];
        assert.ok(validate(lists, using(signer)));
        refused('E_PKI_PATH_REVOCATION_UNKNOWN', lists, { ...using(signer), ...required });
      }
    });
  });

  it('gives up on more lists than an honest chain needs', async () => {
    const lists = await Promise.all(Array.from({ length: 65 }, () => crl(sub)));
    refused('E_PKI_PATH_TOO_COMPLEX', lists);
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
