import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { DAY } from '@sallyport/core';
import { der } from '@sallyport/der';
import {
  basicConstraints,
  Certificate,
  certificatePolicies,
  extendedKeyUsage,
  extension,
  keyUsage,
  Name,
  OID,
  type PathOptions,
  validatePath,
} from '@sallyport/pki';
import { authority, cn, endEntity, extensionsField, type Identity, NOW, newSigner, rawCertificate } from './support.ts';

let root: Identity;
let sub: Identity;
let leaf: Identity;

before(async () => {
  root = await authority('root');
  sub = await authority('sub', root);
  leaf = await endEntity('leaf', sub);
});

type Input = Omit<Partial<PathOptions>, 'leaf' | 'intermediates' | 'anchors'> & {
  readonly leaf?: Identity;
  readonly intermediates?: readonly Identity[];
  readonly anchors?: readonly Identity[];
};

function validate(input: Input = {}) {
  const certificates = (identities: readonly Identity[]) => identities.map(({ certificate }) => certificate);
  const { leaf: end = leaf, intermediates = [sub], anchors = [root], at = NOW, ...rest } = input;
  return validatePath({
    ...rest,
    at,
    leaf: end.certificate,
    intermediates: certificates(intermediates),
    anchors: certificates(anchors),
  });
}

function refused(code: string, input: Input): void {
  assert.throws(() => validate(input), { code });
}

describe('validatePath accepts', () => {
  it('a chain through an intermediate, leaf first and anchor last', () => {
    const path = validate();
    assert.deepEqual(path.chain, [leaf.certificate, sub.certificate, root.certificate]);
    assert.equal(path.leaf, leaf.certificate);
    assert.equal(path.anchor, root.certificate);
  });

  it('intermediates in any order with strangers between', async () => {
    const deeper = await authority('deeper', sub);
    const end = await endEntity('end', deeper);
    const stranger = await authority('stranger');
    assert.equal(validate({ leaf: end, intermediates: [stranger, deeper, leaf, sub, root] }).chain.length, 4);
  });

  it('an intermediate as anchor, and then looks no higher', () => {
    assert.deepEqual(validate({ intermediates: [], anchors: [sub] }).chain, [leaf.certificate, sub.certificate]);
  });

  it('the leaf itself as anchor, self-signed or not', async () => {
    assert.equal(validate({ intermediates: [], anchors: [leaf] }).chain.length, 1);
    const alone = await endEntity('alone');
    assert.equal(validate({ leaf: alone, intermediates: [], anchors: [root, alone] }).chain.length, 1);
  });

  it('an expired anchor, as RFC 5280 does, unless told to look', async () => {
    const old = await authority('old', undefined, { notAfter: new Date(NOW.getTime() - DAY) });
    const end = await endEntity('end', old);
    assert.ok(validate({ leaf: end, anchors: [old] }));
    refused('E_PKI_PATH_EXPIRED', { leaf: end, anchors: [old], anchorValidity: 'checked' });
  });

  it('the first and the last second of validity', async () => {
    const { certificate } = leaf;
    assert.ok(validate({ at: certificate.notBefore }));
    assert.ok(validate({ at: new Date(certificate.notAfter.getTime() + 999) }));
  });

  it('any date when told to ignore validity', async () => {
    const old = await endEntity('old', sub, { notAfter: new Date(NOW.getTime() - DAY) });
    assert.ok(validate({ leaf: old, at: 'ignore-validity' }));
  });

  it('a version 1 certificate as anchor, and only there', async () => {
    const signer = newSigner();
    const raw = { version: undefined, issuer: cn('v1').der, subject: cn('v1').der };
    const v1: Identity = { certificate: Certificate.parse(await rawCertificate(raw, signer)), signer };
    const end = await endEntity('end', v1);
    assert.equal(v1.certificate.version, 1);
    assert.ok(validate({ leaf: end, anchors: [v1] }));
    const below = { ...raw, issuer: root.certificate.subject.der, spki: v1.certificate.spki };
    const crossed = { certificate: Certificate.parse(await rawCertificate(below, root.signer)), signer };
    refused('E_PKI_PATH_NOT_CA', { leaf: end, intermediates: [crossed] });
  });

  it('the renewed of two issuers with one name and one key', async () => {
    const expired = await authority('sub', root, { signer: sub.signer, notAfter: new Date(NOW.getTime() - DAY) });
    for (const intermediates of [
      [expired, sub],
      [sub, expired],
    ]) {
      assert.deepEqual(validate({ intermediates }).chain[1], sub.certificate);
    }
  });

  it('the right one of two issuers with one name and different keys', async () => {
    const namesake = await authority('sub', root);
    assert.deepEqual(validate({ intermediates: [namesake, sub] }).chain[1], sub.certificate);
    const other = await authority('root');
    assert.deepEqual(validate({ anchors: [other, root] }).anchor, root.certificate);
  });

  it('a sound issuer beside a malformed one with the same name and key', async () => {
    const malformed = extension(OID.basicConstraints, der.integer(1), true);
    const odd = await authority('sub', root, { signer: sub.signer, extensions: [malformed, keyUsage('keyCertSign')] });
    for (const intermediates of [
      [odd, sub],
      [sub, odd],
    ]) {
      assert.deepEqual(validate({ intermediates }).chain[1], sub.certificate);
    }
  });

  it('the issuer whose key identifier fits, among many of its name', async () => {
    const bag: Identity[] = [];
    for (let i = 0; i < 70; i++) bag.push(await authority('sub', root));
    assert.deepEqual(validate({ intermediates: [...bag, sub] }).chain[1], sub.certificate);
  });

  it('a cross-signed intermediate when only the other root is trusted', async () => {
    const other = await authority('other root');
    const crossed = await authority('sub', other, { signer: sub.signer });
    const path = validate({ intermediates: [sub, crossed], anchors: [other] });
    assert.deepEqual(path.chain[1], crossed.certificate);
  });

  it('names that differ in case, space and string type only', async () => {
    const shouting = await authority('x', root, { subject: Name.of([['CN', 'SUB  ca']]) });
    const renamed: Identity = {
      ...shouting,
      certificate: (await authority('x', root, { subject: cn(' sub CA '), signer: shouting.signer })).certificate,
    };
    const end = await endEntity('end', renamed);
    assert.notDeepEqual(end.certificate.issuer.der, shouting.certificate.subject.der);
    assert.ok(validate({ leaf: end, intermediates: [shouting] }));
  });

  it('critical extensions it understands', async () => {
    const policies = { ...certificatePolicies([OID.anyPolicy]), critical: true };
    const end = await endEntity('end', sub, { more: [policies, extendedKeyUsage([OID.cmcRa], true)] });
    assert.ok(validate({ leaf: end }));
  });

  it('a leaf without keyUsage for any usage', async () => {
    const end = await endEntity('end', sub, { extensions: [] });
    assert.ok(validate({ leaf: end, keyUsage: 'digitalSignature' }));
  });

  it('self-issued certificates without counting them towards the path length', async () => {
    const top = await authority('top', undefined, { pathLength: 0 });
    const rekeyed = await authority('top', top);
    const end = await endEntity('end', rekeyed);
    assert.equal(validate({ leaf: end, intermediates: [rekeyed], anchors: [top] }).chain.length, 3);
  });
});

describe('validatePath refuses', () => {
  it('a leaf without issuer', () => {
    refused('E_PKI_PATH_NO_ISSUER', { intermediates: [] });
    refused('E_PKI_PATH_NO_ISSUER', { anchors: [] });
  });

  it('a self-signed leaf nobody trusts', async () => {
    refused('E_PKI_PATH_NO_ISSUER', { leaf: await endEntity('alone') });
  });

  it('a leaf that its issuer did not sign', async () => {
    const namesake = await authority('sub', root);
    refused('E_PKI_PATH_SIGNATURE', { intermediates: [namesake] });
  });

  it('a changed leaf', () => {
    const tampered = Buffer.from(leaf.certificate.der);
    tampered[tampered.indexOf('leaf')] = 0x4c;
    const certificate = Certificate.parse(tampered);
    assert.equal(certificate.subject.toString(), 'CN=Leaf');
    refused('E_PKI_PATH_SIGNATURE', { leaf: { ...leaf, certificate } });
  });

  it('an expired leaf, and one not yet valid', async () => {
    refused('E_PKI_PATH_EXPIRED', { at: new Date(leaf.certificate.notAfter.getTime() + 1000) });
    refused('E_PKI_PATH_NOT_YET_VALID', { at: new Date(leaf.certificate.notBefore.getTime() - 1) });
    refused('E_PKI_PATH_NOT_YET_VALID', { at: new Date(Number.NaN) });
  });

  it('an expired leaf even if it is pinned', async () => {
    const old = await endEntity('old', undefined, { notAfter: new Date(NOW.getTime() - DAY) });
    refused('E_PKI_PATH_EXPIRED', { leaf: old, anchors: [old] });
  });

  it('an expired intermediate, and one not yet valid', async () => {
    const expired = await authority('s', root, { notAfter: new Date(NOW.getTime() - DAY) });
    refused('E_PKI_PATH_EXPIRED', { leaf: await endEntity('e', expired), intermediates: [expired] });
    const early = await authority('s', root, { notBefore: new Date(NOW.getTime() + DAY) });
    refused('E_PKI_PATH_NOT_YET_VALID', { leaf: await endEntity('e', early), intermediates: [early] });
  });

  it('an issuer without the CA bit, anchors included', async () => {
    const below = await endEntity('below', leaf);
    refused('E_PKI_PATH_NOT_CA', { leaf: below, intermediates: [leaf, sub] });
    refused('E_PKI_PATH_NOT_CA', { leaf: below, intermediates: [], anchors: [leaf] });
  });

  it('an issuer without basicConstraints', async () => {
    const bare = await authority('bare', root, { extensions: [keyUsage('keyCertSign')] });
    refused('E_PKI_PATH_NOT_CA', { leaf: await endEntity('e', bare), intermediates: [bare] });
  });

  it('an issuer whose key may not sign certificates', async () => {
    const extensions = [basicConstraints({ ca: true }), keyUsage('cRLSign')];
    const mute = await authority('mute', root, { extensions });
    refused('E_PKI_PATH_KEY_USAGE', { leaf: await endEntity('e', mute), intermediates: [mute] });
  });

  it('more CAs below than pathLenConstraint allows, anchors included', async () => {
    const top = await authority('top', undefined, { pathLength: 1 });
    const middle = await authority('middle', top, { pathLength: 0 });
    const low = await authority('low', middle);
    const end = await endEntity('end', middle);
    assert.ok(validate({ leaf: end, intermediates: [middle], anchors: [top] }));
    const deep = await endEntity('deep', low);
    refused('E_PKI_PATH_LENGTH', { leaf: deep, intermediates: [low, middle], anchors: [top] });
    const loose = await authority('loose', top);
    const lower = await authority('lower', loose);
    refused('E_PKI_PATH_LENGTH', {
      leaf: await endEntity('e', lower),
      intermediates: [lower, loose],
      anchors: [top],
    });
  });

  it('an unknown critical extension in leaf, intermediate and anchor', async () => {
    const unknown = extension('1.2.3.4', der.nullValue(), true);
    refused('E_PKI_PATH_CRITICAL_EXTENSION', { leaf: await endEntity('e', sub, { more: [unknown] }) });
    const odd = await authority('odd', root, { more: [unknown] });
    const end = await endEntity('e', odd);
    refused('E_PKI_PATH_CRITICAL_EXTENSION', { leaf: end, intermediates: [odd] });
    refused('E_PKI_PATH_CRITICAL_EXTENSION', { leaf: end, intermediates: [], anchors: [odd] });
    assert.ok(validate({ leaf: await endEntity('e', sub, { more: [{ ...unknown, critical: false }] }) }));
  });

  it('policy constraints, which it does not process, even if they are not critical', async () => {
    const odd = await authority('odd', root, { more: [extension(OID.policyConstraints, der.sequence())] });
    refused('E_PKI_PATH_CRITICAL_EXTENSION', { leaf: await endEntity('e', odd), intermediates: [odd] });
  });

  it('critical policy mappings and constraints, which it does not process', async () => {
    for (const oid of [OID.policyMappings, OID.policyConstraints]) {
      const odd = await authority('odd', root, { more: [extension(oid, der.sequence(), true)] });
      refused('E_PKI_PATH_CRITICAL_EXTENSION', { leaf: await endEntity('e', odd), intermediates: [odd] });
    }
  });

  it('a malformed extension that it needs', async () => {
    const encoding = der.sequence(der.objectIdentifier(OID.basicConstraints), der.octetString(der.integer(1)));
    const parts = {
      issuer: root.certificate.subject.der,
      subject: cn('odd').der,
      rest: [extensionsField(encoding)],
      validity: der.sequence(der.time(new Date(NOW.getTime() - DAY)), der.time(new Date(NOW.getTime() + DAY))),
    };
    const signer = newSigner();
    const spki = signer.publicKey.export({ format: 'der', type: 'spki' });
    const odd = { certificate: Certificate.parse(await rawCertificate({ ...parts, spki }, root.signer)), signer };
    refused('E_PKI_EXTENSION', { leaf: await endEntity('e', odd), intermediates: [odd] });
  });

  it('a purpose the leaf does not have, anyExtendedKeyUsage included', async () => {
    const ra = await endEntity('ra', sub, { more: [extendedKeyUsage([OID.cmcRa])] });
    assert.ok(validate({ leaf: ra, extendedKeyUsage: OID.cmcRa }));
    refused('E_PKI_PATH_EXTENDED_KEY_USAGE', { leaf: ra, extendedKeyUsage: OID.clientAuth });
    refused('E_PKI_PATH_EXTENDED_KEY_USAGE', { extendedKeyUsage: OID.cmcRa });
    const any = await endEntity('any', sub, { more: [extendedKeyUsage([OID.anyExtendedKeyUsage])] });
    refused('E_PKI_PATH_EXTENDED_KEY_USAGE', { leaf: any, extendedKeyUsage: OID.cmcRa });
  });

  it('a purpose an issuing CA is not allowed to certify', async () => {
    const web = await authority('web', root, { more: [extendedKeyUsage([OID.serverAuth])] });
    const ra = await endEntity('ra', web, { more: [extendedKeyUsage([OID.cmcRa])] });
    assert.ok(validate({ leaf: ra, intermediates: [web] }));
    refused('E_PKI_PATH_EXTENDED_KEY_USAGE', { leaf: ra, intermediates: [web], extendedKeyUsage: OID.cmcRa });
    const any = await authority('any', root, { more: [extendedKeyUsage([OID.anyExtendedKeyUsage])] });
    const end = await endEntity('ra', any, { more: [extendedKeyUsage([OID.cmcRa])] });
    assert.ok(validate({ leaf: end, intermediates: [any], extendedKeyUsage: OID.cmcRa }));
  });

  it('a key usage the leaf does not have', () => {
    refused('E_PKI_PATH_KEY_USAGE', { keyUsage: 'keyEncipherment' });
    assert.ok(validate({ keyUsage: 'digitalSignature' }));
  });

  it('chains longer than allowed', async () => {
    assert.ok(validate({ maxDepth: 3 }));
    refused('E_PKI_PATH_NO_ISSUER', { maxDepth: 2 });
    refused('E_PKI_PATH_NO_ISSUER', { anchors: [sub], maxDepth: 1 });
  });
});

describe('validatePath stays bounded', () => {
  it('on CAs that certify each other in circles', async () => {
    const keys = [newSigner(), newSigner(), newSigner()];
    const ring: Identity[] = [];
    for (const [i, signer] of keys.entries()) {
      for (const [j, issuerSigner] of keys.entries()) {
        const above: Identity = { certificate: (await authority(`ca${j}`)).certificate, signer: issuerSigner };
        ring.push(await authority(`ca${i}`, above, { signer }));
      }
    }
    const end = await endEntity('end', ring[0]);
    refused('E_PKI_PATH_NO_ISSUER', { leaf: end, intermediates: ring });
  });

  it('on a bag of namesakes, by giving up', async () => {
    const bag: Identity[] = [];
    for (let i = 0; i < 70; i++) bag.push(await authority('sub', root));
    refused('E_PKI_PATH_TOO_COMPLEX', { intermediates: bag });
  });

  it('on more certificates than anybody needs', () => {
    refused('E_PKI_PATH_TOO_COMPLEX', { intermediates: new Array<Identity>(101).fill(sub) });
  });
});
