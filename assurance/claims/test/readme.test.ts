import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import {
  addProof,
  CLAIM_TYPE_NAMES,
  CLAIM_TYPES,
  CLAIMS_ERRORS,
  didKeySigner,
  issuerResolver,
  makeClaim,
  printClaim,
  signJose,
  verifyClaim,
} from '@sallyport/assurance-claims';
import { systemClock, utf8 } from '@sallyport/core';
import { generateKeyPair, softwareSigner } from '@sallyport/pki';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

describe('the README', () => {
  it('has an example that works', async () => {
    const manufacturer = `did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK`;
    const lines: string[] = [];
    const tell = (line: string) => lines.push(line);

    const signer = didKeySigner(softwareSigner(generateKeyPair('Ed25519').privateKey));
    const trust = makeClaim({
      type: 'Trust',
      issuer: signer.issuer,
      validFrom: systemClock.now(),
      subject: { id: manufacturer, role: 'manufacturer', truster: 'mailto:person@email.com' },
    });
    const token = await signJose(trust, { signer });
    const claim = await verifyClaim(utf8(token), { resolve: issuerResolver(), at: systemClock.now() });
    if (claim.claim.type === 'Trust') tell(`${claim.claim.subject.truster} trusts ${claim.claim.subject.id}`);
    tell(printClaim(claim));

    const document = await addProof(trust, { signer, created: systemClock.now() });

    assert.equal(lines[0], `mailto:person@email.com trusts ${manufacturer}`);
    assert.equal(lines[1], `{ Trust (person@email.com, ${manufacturer}+) } [${signer.issuer}-]`);
    const same = await verifyClaim(utf8(JSON.stringify(document)), {
      resolve: issuerResolver(),
      at: systemClock.now(),
    });
    assert.equal(same.uri, claim.uri);
  });

  it('lists every type of claim as the table has it', () => {
    for (const name of CLAIM_TYPE_NAMES) {
      const { about, kind, relation, build5 } = CLAIM_TYPES[name];
      const row = readme.split('\n').find((line) => line.startsWith(`| \`${name}\``));
      assert.ok(row, `no row of ${name}`);
      const cells = row.split('|').map((cell) => cell.trim());
      assert.deepEqual(cells.slice(1, 6), [`\`${name}\``, kind, relation, about, build5 ?? '']);
    }
  });
});

describe('the table of errors', () => {
  it('names for every code whose fault it is and what to do', () => {
    for (const [code, { hint }] of Object.entries(CLAIMS_ERRORS)) {
      assert.match(code, /^E_CLAIMS_[A-Z_]+$/);
      assert.ok(hint.endsWith('.'), code);
    }
  });

  it('is met in the tests code by code', () => {
    const files = globSync('*/*.test.ts', { cwd: import.meta.dirname });
    const tested = files.map((file) => readFileSync(`${import.meta.dirname}/${file}`, 'utf8')).join('\n');
    for (const code of Object.keys(CLAIMS_ERRORS)) assert.ok(tested.includes(code), `${code} is in no test`);
  });
});
