import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { didKeyOf, didWebUrl, issuerResolver, parseDidDocument, verifyClaim } from '@sallyport/assurance-claims';
import { type JsonObject, utf8 } from '@sallyport/core';
import { softwareSigner } from '@sallyport/pki';
import { refuses } from '@sallyport/testing';
import fc from 'fast-check';
import { AT, bytesOf, joseOf, OWNER, proofOf, trust } from '../support/people.ts';
import { VC_JOSE } from '../support/vectors.ts';

const DID = 'did:web:owner.example';
const MULTIKEY = didKeyOf(softwareSigner(OWNER.key).publicKey).slice('did:key:'.length);
const SIGNER = { issuer: DID, verificationMethod: `${DID}#key-1`, signer: OWNER.signer.signer };

function documentOf(changes: JsonObject = {}, method: JsonObject = {}): JsonObject {
  return {
    '@context': ['https://www.w3.org/ns/did/v1'],
    id: DID,
    verificationMethod: [{ id: '#key-1', type: 'Multikey', controller: DID, publicKeyMultibase: MULTIKEY, ...method }],
    assertionMethod: ['#key-1'],
    ...changes,
  };
}

const serving = (document: JsonObject) => ({
  resolve: issuerResolver({ fetchDocument: async () => bytesOf(document) }),
  at: AT,
});

describe('did:web', () => {
  it('stands where the method says', () => {
    assert.equal(didWebUrl('did:web:w3c-ccg.github.io').href, 'https://w3c-ccg.github.io/.well-known/did.json');
    assert.equal(
      didWebUrl('did:web:w3c-ccg.github.io:user:alice').href,
      'https://w3c-ccg.github.io/user/alice/did.json',
    );
    assert.equal(
      didWebUrl('did:web:example.com%3A3000:user:alice').href,
      'https://example.com:3000/user/alice/did.json',
    );
  });

  for (const did of [
    'did:web:example.com:..:secret',
    'did:web:example.com:.',
    'did:web:example.com:a:....',
    'did:web:example.com:%2e%2e:secret',
    'did:web:example.com:a%2Fb',
    'did:web:example.com:a%5Cb',
    'did:web:example.com::a',
    'did:web:example.com:',
    'did:web:127.0.0.1',
    'did:web:2130706433',
    'did:web:0x7f.1',
    'did:web:localhost',
    'did:web:%5B%3A%3A1%5D',
    'did:web:user%40example.com',
    'did:web:example.com%3A0',
    'did:web:example.com%3A65536',
    'did:web:example.com%3A80%3A80',
    'did:web:example.com/path',
    'did:web:example.com?x=1',
    'did:web:',
    `did:web:${'a.'.repeat(1100)}com`,
  ]) {
    it(`does not follow ${did.slice(0, 60)}`, async () => {
      await refuses(() => didWebUrl(did), 'E_CLAIMS_DID');
    });
  }

  it('never leads to anything but https, a domain name and did.json', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'ab.-_:%2e5Fc/\\@?#[]1A3') }), (tail) => {
        let url: URL;
        try {
          url = didWebUrl(`did:web:example.com${tail}`);
        } catch (error) {
          assert.equal(error instanceof Error && 'code' in error && error.code, 'E_CLAIMS_DID');
          return;
        }
        assert.equal(url.protocol, 'https:');
        assert.ok(url.hostname.startsWith('example.com') && !url.username && !url.search && !url.hash);
        assert.ok(url.pathname.endsWith('/did.json') && !/%|\/\/|\/\.\.?\//.test(url.pathname), url.pathname);
      }),
      { numRuns: 1000 },
    );
  });

  it('is fetched once for a claim, within a bound, and its key counts', async () => {
    const asked: string[] = [];
    const resolve = issuerResolver({
      fetchDocument: async (url, { maxBytes }) => {
        asked.push(`${url.href} ${maxBytes}`);
        return bytesOf(documentOf());
      },
    });
    const claim = await verifyClaim(await joseOf(trust(DID), SIGNER), { resolve, at: AT });
    assert.equal(claim.issuer, DID);
    assert.deepEqual(asked, ['https://owner.example/.well-known/did.json 65536']);
    await verifyClaim(bytesOf(await proofOf(trust(DID), SIGNER)), { resolve, at: AT });
  });

  it('is not supported without a fetcher', async () => {
    const received = await joseOf(trust(DID), SIGNER);
    await refuses(
      () => verifyClaim(received, { resolve: issuerResolver(), at: AT }),
      'E_CLAIMS_CONTROLLER_UNSUPPORTED',
    );
  });

  it('is unavailable when the fetcher fails', async () => {
    const received = await joseOf(trust(DID), SIGNER);
    const resolve = issuerResolver({ fetchDocument: () => Promise.reject(new Error('no route')) });
    await refuses(() => verifyClaim(received, { resolve, at: AT }), 'E_CLAIMS_CONTROLLER_UNAVAILABLE');
  });

  const refusals: readonly (readonly [what: string, document: JsonObject, code: string])[] = [
    ['of another DID', documentOf({ id: 'did:web:other.example' }), 'E_CLAIMS_CONTROLLER_DOCUMENT'],
    [
      'whose key is for authentication only',
      documentOf({ assertionMethod: [], authentication: ['#key-1'] }),
      'E_CLAIMS_PROOF_PURPOSE',
    ],
    ['without the key', documentOf({ verificationMethod: [] }), 'E_CLAIMS_METHOD_UNKNOWN'],
    ['whose key another controls', documentOf({}, { controller: 'did:web:other.example' }), 'E_CLAIMS_METHOD_UNKNOWN'],
    ['whose key was revoked', documentOf({}, { revoked: '2026-11-01T00:00:00Z' }), 'E_CLAIMS_METHOD_UNKNOWN'],
    ['whose key expired', documentOf({}, { expires: '2026-11-01T00:00:00Z' }), 'E_CLAIMS_METHOD_UNKNOWN'],
    ['whose key is of no known kind', documentOf({}, { publicKeyMultibase: 'z6Mk' }), 'E_CLAIMS_METHOD_UNKNOWN'],
    ['whose key is broken', documentOf({}, { publicKeyMultibase: 'z0' }), 'E_CLAIMS_KEY'],
    [
      'that publishes a private key',
      documentOf({}, { type: 'JsonWebKey', publicKeyJwk: { kty: 'OKP', crv: 'Ed25519', x: 'AA', d: 'AA' } }),
      'E_CLAIMS_KEY_PRIVATE',
    ],
    [
      'with a key named elsewhere',
      documentOf({}, { id: 'did:web:other.example#key-1' }),
      'E_CLAIMS_CONTROLLER_DOCUMENT',
    ],
  ];
  for (const [what, document, code] of refusals) {
    it(`refuses a document ${what}`, async () => {
      const received = await joseOf(trust(DID), SIGNER);
      await refuses(() => verifyClaim(received, serving(document)), code);
    });
  }

  it('refuses a document with two keys of one name, and one that is too large', async () => {
    const [method] = [documentOf()['verificationMethod']].flat();
    await refuses(
      () => parseDidDocument(bytesOf(documentOf({ verificationMethod: [method ?? {}, method ?? {}] })), DID),
      'E_CLAIMS_CONTROLLER_DOCUMENT',
    );
    await refuses(() => parseDidDocument(utf8(`"${'x'.repeat(70_000)}"`), DID), 'E_JSON_TOO_LARGE');
  });

  it('reads a key embedded under its purpose', () => {
    const { verificationMethod, ...rest } = documentOf();
    const controller = parseDidDocument(bytesOf({ ...rest, assertionMethod: verificationMethod ?? [] }), DID);
    assert.deepEqual([...(controller.methods[0]?.purposes ?? [])], ['assertionMethod']);
  });

  it('reads W3C’s example of a controlled identifier document: of its keys, those that sign claims', () => {
    const controller = parseDidDocument(bytesOf(VC_JOSE.controllerDocument), 'did:web:vendor.example');
    assert.deepEqual(
      controller.methods.map(({ id, key, purposes }) => [id, key.type, [...purposes]]),
      [
        ['did:web:vendor.example#subject-authentication', 'P-384', ['authentication']],
        ['did:web:vendor.example#credential-issuance', 'P-256', ['assertionMethod']],
      ],
    );
  });
});
