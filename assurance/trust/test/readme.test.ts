import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { didKeySigner, issuerResolver, makeClaim, signJose, verifyClaim } from '@sallyport/assurance-claims';
import {
  DEFAULT_REQUIREMENTS,
  REQUIREMENT_NAMES,
  STANDING_REASONS,
  TRUST_ERRORS,
  TrustEngine,
} from '@sallyport/assurance-trust';
import { type JsonObject, systemClock, utf8 } from '@sallyport/core';
import { generateKeyPair, softwareSigner } from '@sallyport/pki';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
const rows = readme
  .split('\n')
  .filter((line) => line.startsWith('| '))
  .map((line) => line.split('|').map((cell) => cell.trim()));

/** The cells after the first of the one row that begins so. */
function rowOf(first: string): readonly string[] {
  const found = rows.filter((cells) => cells[1] === first);
  assert.equal(found.length, 1, `one row of ${first}`);
  return found[0]?.slice(2, -1) ?? [];
}

describe('the README', () => {
  it('has an example that works', async () => {
    const [owner, anna] = [1, 2].map(() => didKeySigner(softwareSigner(generateKeyPair('Ed25519').privateKey)));
    assert.ok(owner && anna);
    const received = async ([signer, document]: readonly [typeof owner, JsonObject]) =>
      verifyClaim(utf8(await signJose(document, { signer })), { resolve: issuerResolver(), at: systemClock.now() });
    const validFrom = systemClock.now();
    const typeByAnna = [
      anna,
      makeClaim({
        type: 'DeviceType',
        issuer: anna.issuer,
        validFrom,
        subject: { id: anna.issuer, deviceType: 'thermo-2' },
      }),
    ] as const;
    const rights = ['declare-types' as const];
    const ownerTrustsAnna = [
      owner,
      makeClaim({
        type: 'Trust',
        issuer: owner.issuer,
        validFrom,
        subject: { id: anna.issuer, role: 'person', truster: owner.issuer, rights },
      }),
    ] as const;
    const lines: string[] = [];
    const tell = (line: string) => lines.push(line);

    const basis = { roots: [owner.issuer], authenticationServers: [], threshold: 0.5 };
    const engine = new TrustEngine(basis, systemClock.now());
    engine.add([await received(typeByAnna)]);
    const { standings, identities } = engine.add([await received(ownerTrustsAnna)]);
    for (const { uri, standing } of standings) tell(`${uri} ${standing.reason}: ${standing.sentence}`);
    for (const { id, rights: held } of identities) tell(`${id} may ${held.join(', ')}`);
    engine.advance(systemClock.now());

    assert.equal(lines.length, 3);
    assert.match(lines[1] ?? '', /^ni:.* counted: did:key:.* is believed to 100 % and may say this\.$/);
    assert.equal(lines[2], `${anna.issuer} may declare-types`);
  });

  it('lists the requirements as the table has them', () => {
    for (const name of REQUIREMENT_NAMES) assert.deepEqual(rowOf(name), [DEFAULT_REQUIREMENTS[name].join(', ')]);
  });

  it('lists every reason and every error', () => {
    for (const word of [...STANDING_REASONS, ...Object.keys(TRUST_ERRORS)])
      assert.equal(rowOf(`\`${word}\``).length, 1);
  });
});

describe('the table of errors', () => {
  it('names for every code what to do', () => {
    for (const [code, { hint }] of Object.entries(TRUST_ERRORS)) {
      assert.match(code, /^E_TRUST_[A-Z_]+$/);
      assert.ok(hint.endsWith('.'), code);
    }
  });

  it('is met in the tests code by code, and so is every reason', () => {
    const files = globSync('*.test.ts', { cwd: import.meta.dirname }).filter((file) => file !== 'readme.test.ts');
    const tested = files.map((file) => readFileSync(`${import.meta.dirname}/${file}`, 'utf8')).join('\n');
    for (const word of [...Object.keys(TRUST_ERRORS), ...STANDING_REASONS]) {
      assert.ok(tested.includes(`'${word}'`), `${word} is in no test`);
    }
  });
});
