import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  didKeySigner,
  issuerResolver,
  makeClaim,
  signJose,
  type VerifiedClaim,
  verifyClaim,
} from '@sallyport/assurance-claims';
import { News, utf8 } from '@sallyport/core';
import { generateKeyPair, softwareSigner } from '@sallyport/pki';
import { ClaimedTypes } from '../../src/directory/claimed-types.ts';

const owner = didKeySigner(softwareSigner(generateKeyPair('Ed25519').privateKey));
const AT = new Date('2026-05-05T05:05:05Z');
const DEVICES = 600;

function uriOf(number: number): string {
  return `ni:///sha-256;${Buffer.alloc(32, `device ${number} `).toString('base64url')}`;
}

async function declared(number: number, deviceType: string): Promise<VerifiedClaim> {
  const subject = { id: uriOf(number), deviceType };
  const document = makeClaim({ type: 'OwnerDeclaration', issuer: owner.issuer, subject, validFrom: AT });
  return verifyClaim(utf8(await signJose(document, { signer: owner })), { resolve: issuerResolver(), at: AT });
}

/** Of an assurance in which all claims count. */
function claimsOf(claims: readonly VerifiedClaim[]) {
  const news = new News<ReadonlySet<string>>((thrown) => assert.fail(String(thrown)));
  let current = claims;
  return {
    claims: () => current,
    standingOf: () => ({ counts: true, by: owner.issuer, weight: 1, reason: 'counted', sentence: '' }) as const,
    onRelationsChanged: (listener: (relations: ReadonlySet<string>) => void) => news.listen(listener),
    change: (to: readonly VerifiedClaim[]) => {
      current = to;
      news.tell(new Set(['declared_type']));
    },
  };
}

describe('the types of very many devices', () => {
  it('are told of some at a time, each device once, with others’ turns between', async () => {
    const types = new ClaimedTypes((thrown) => assert.fail(String(thrown)));
    const told: ReadonlySet<string>[] = [];
    let turns = 0;
    const turnsOf: number[] = [];
    types.onChanged((devices) => {
      told.push(devices);
      turnsOf.push(turns);
    });
    const numbers = Array.from({ length: DEVICES }, (_, number) => number);
    const claims = claimsOf(await Promise.all(numbers.map((number) => declared(number, `type-${number % 7}`))));
    let isSettled = false;
    const next = () => {
      turns++;
      if (!isSettled) setImmediate(next);
    };
    setImmediate(next);
    types.follow(claims);
    await types.settled();
    isSettled = true;
    const devices = told.flatMap((some) => [...some]);
    assert.deepEqual([devices.length, new Set(devices).size], [DEVICES, DEVICES]);
    assert.ok(told.every(({ size }) => size <= 256));
    assert.equal(new Set(turnsOf).size, told.length, 'each in a turn of its own');
    assert.deepEqual(types.of(uriOf(8)), ['type-1']);
  });

  it('are told of again only where they became others', async () => {
    const types = new ClaimedTypes((thrown) => assert.fail(String(thrown)));
    const [one, two, three] = await Promise.all([declared(1, 'lamp'), declared(2, 'lamp'), declared(2, 'lock')]);
    const claims = claimsOf([one, two]);
    types.follow(claims);
    await types.settled();
    const told: string[] = [];
    types.onChanged((devices) => told.push(...devices));
    claims.change([one, two, three]);
    await types.settled();
    assert.deepEqual([told, types.of(uriOf(2))], [[uriOf(2)], ['lock', 'lamp']]);
    told.length = 0;
    claims.change([three]);
    await types.settled();
    assert.deepEqual([told.sort(), types.of(uriOf(1))], [[uriOf(1), uriOf(2)].sort(), []]);
  });
});
