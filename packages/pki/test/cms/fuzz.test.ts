/**
 * Damaged SignedData: typed errors only, and nothing forged verifies.
 *
 * A short run goes with the tests; `SALLYPORT_FUZZ_RUNS=1000000` makes a long one, `SALLYPORT_FUZZ_SEED` another one.
 */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { isSallyportError, toHex } from '@sallyport/core';
import { buildCertificateRevocationList, Certificate, OID } from '@sallyport/pki';
import { parseCertsOnly, SignedData, signCms, verifyCms, verifyCmsSignature } from '@sallyport/pki/cms';
import { forge } from './forge.ts';
import { type Corpus, mutant } from './mutate.ts';
import { authority, identity, NOW } from './support.ts';

const RUNS = Number(process.env['SALLYPORT_FUZZ_RUNS'] ?? 8000);
const SEED = Number(process.env['SALLYPORT_FUZZ_SEED'] ?? 1);

const folder = new URL('../vectors/rfc8995-appendix-c/', import.meta.url);
const artefact = (name: string): Uint8Array => Uint8Array.from(readFileSync(new URL(name, folder)));
const certificate = (name: string): Certificate => Certificate.fromPem(readFileSync(new URL(name, folder), 'utf8'));

const root = await authority('Root');
const people = [
  await identity('P-256', { issuer: root }),
  await identity('RSA', { issuer: root, keyType: 'RSA-2048' }),
  await identity('Ed25519', { issuer: root, keyType: 'Ed25519' }),
] as const;
const crl = await buildCertificateRevocationList({
  issuer: root.certificate,
  signer: root.signer,
  thisUpdate: NOW,
  nextUpdate: NOW.getTime() > 0 ? new Date(NOW.getTime() + 1000) : NOW,
  crlNumber: 1,
  entries: [],
});
const content = Uint8Array.from({ length: 40 }, (_, index) => index);

const GENUINE: Corpus = [
  artefact('voucher.cms.der'),
  artefact('pledge-voucher-request.cms.der'),
  artefact('registrar-voucher-request.cms.der'),
  await signCms({ content, signers: people, certificates: [root.certificate], signingTime: NOW }),
  await signCms({
    content,
    contentType: OID.animaJsonVoucher,
    signers: [{ ...people[0], namedBy: 'subject-key-identifier' }],
    crls: [crl],
  }),
  await forge(people[0], { content, signer: { attributes: undefined } }),
];

const TRUST = {
  anchors: [certificate('vendor.cert.pem'), certificate('ownerca.cert.pem'), root.certificate],
  at: 'ignore-validity',
} as const;

/** What a message says, and who says it: the parts that a signature answers for. */
function statements(bytes: Uint8Array): readonly string[] {
  const { contentType, content: said, signers } = verifyCms(bytes, TRUST);
  return signers.map((signer) => `${contentType} ${toHex(said)} ${signer.certificate.fingerprint()}`);
}

const statementsMade = new Set(GENUINE.flatMap(statements));

interface Tally {
  accepted: number;
  refused: number;
}

function tryMutant(bytes: Uint8Array, tally: Tally): void {
  try {
    for (const statement of statements(bytes)) assert.ok(statementsMade.has(statement), 'a forged statement verifies');
    tally.accepted++;
  } catch (error) {
    if (!isSallyportError(error)) throw error;
    tally.refused++;
  }
}

function onlyTypedErrors(action: () => unknown): void {
  try {
    action();
  } catch (error) {
    if (!isSallyportError(error)) throw error;
  }
}

describe('SignedData from strangers', () => {
  it(`verifies as what was signed or not at all, in ${RUNS} mutations from seed ${SEED}`, (test) => {
    const tally: Tally = { accepted: 0, refused: 0 };
    for (let run = 0; run < RUNS; run++) {
      const seed = SEED * 0x1_0000 + run;
      try {
        tryMutant(mutant(GENUINE, seed), tally);
      } catch (cause) {
        throw new Error(`mutation ${seed}`, { cause });
      }
    }
    test.diagnostic(`${tally.accepted} still verified, ${tally.refused} were refused`);
    // Mutations that no signature covers (the order of certificates, say) keep the accepting path in the test.
    assert.ok(tally.accepted > 0 && tally.refused > 0);
  });

  it('throws typed errors only, whichever part is asked for', () => {
    for (let run = 0; run < Math.min(RUNS, 4000); run++) {
      const bytes = mutant(GENUINE, SEED * 0x1_0000 + run);
      onlyTypedErrors(() => verifyCmsSignature(bytes, [people[0].certificate]));
      onlyTypedErrors(() => parseCertsOnly(bytes));
      onlyTypedErrors(() => SignedData.parse(bytes).certificates);
      onlyTypedErrors(() => SignedData.parse(bytes).crls);
    }
  });

  it('does not verify with any single bit of content, attributes or signature flipped', () => {
    for (const bytes of [GENUINE[0], GENUINE[3] ?? assert.fail()]) {
      const signedData = SignedData.parse(bytes);
      const parts = [signedData.content, ...signedData.signerInfos.map(({ signature }) => signature)];
      for (const part of parts) {
        for (let bit = 0; bit < part.length * 8; bit += part.length > 100 ? 61 : 7) {
          const changed = Uint8Array.from(bytes);
          const at = part.byteOffset - bytes.byteOffset + (bit >> 3);
          changed[at] = (changed[at] ?? 0) ^ (0x80 >> (bit & 7));
          assert.throws(() => verifyCmsSignature(changed), { name: 'SallyportError' });
        }
      }
    }
  });
});
