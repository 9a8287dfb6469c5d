import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { der } from '@sallyport/der';
import { buildCertificateRevocationList, OID } from '@sallyport/pki';
import { buildCertsOnly, parseCertsOnly, SignedData, signCms, verifyCmsSignature } from '@sallyport/pki/cms';
import { forge } from './forge.ts';
import { authority, identity, NOW } from './support.ts';

const root = await authority('Root');
const leaf = await identity('Leaf', { issuer: root });

describe('a bag of certificates (RFC 7030 §4.1.3)', () => {
  it('gives back what was put in, each once', () => {
    const bag = buildCertsOnly([leaf.certificate, root.certificate, leaf.certificate]);
    const { certificates, crls } = parseCertsOnly(bag);
    assert.deepEqual(certificates.map((each) => each.subject.toString()).sort(), ['CN=Leaf', 'CN=Root']);
    assert.deepEqual(crls, []);
  });

  it('is version 1 without digests, content and signers', () => {
    const signedData = SignedData.parse(buildCertsOnly([root.certificate]));
    assert.equal(signedData.version, 1);
    assert.equal(signedData.digestAlgorithms.size, 0);
    assert.equal(signedData.isDetached, true);
    assert.equal(signedData.signerInfos.length, 0);
  });

  it('carries revocation lists as well, and may be empty', async () => {
    const crl = await buildCertificateRevocationList({
      issuer: root.certificate,
      signer: root.signer,
      thisUpdate: NOW,
      nextUpdate: new Date(NOW.getTime() + 1000),
      crlNumber: 3,
      entries: [],
    });
    assert.equal(parseCertsOnly(buildCertsOnly([], [crl])).crls[0]?.crlNumber, 3n);
    assert.deepEqual(parseCertsOnly(buildCertsOnly([])).certificates, []);
  });

  it('is signed by nobody, so nothing in it is verified', () => {
    assert.throws(() => verifyCmsSignature(buildCertsOnly([root.certificate])), { code: 'E_CMS_CONTENT_MISSING' });
    assert.throws(() => verifyCmsSignature(buildCertsOnly([]), [], { detachedContent: new Uint8Array(0) }), {
      code: 'E_CMS_NO_SIGNER',
    });
  });

  it('may have an empty content, as some servers send', async () => {
    const encapsulated = der.sequence(
      der.objectIdentifier(OID.data),
      der.context(0, der.octetString(new Uint8Array(0))),
    );
    const bag = await forge(leaf, { encapsulated, signerInfos: [], digestAlgorithms: [] });
    assert.equal(parseCertsOnly(bag).certificates.length, 1);
  });

  it('is refused with content or with signers', async () => {
    const signed = await signCms({ content: new Uint8Array(1), signers: [leaf] });
    assert.throws(() => parseCertsOnly(signed), { code: 'E_CMS_NOT_CERTS_ONLY' });
    const detached = await signCms({ content: new Uint8Array(1), signers: [leaf], detached: true });
    assert.throws(() => parseCertsOnly(detached), { code: 'E_CMS_NOT_CERTS_ONLY' });
    const unsigned = await forge(leaf, { signerInfos: [] });
    assert.throws(() => parseCertsOnly(unsigned), { code: 'E_CMS_NOT_CERTS_ONLY' });
  });
});
