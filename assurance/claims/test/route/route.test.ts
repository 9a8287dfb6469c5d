import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  addProof,
  CLAIM_LIMITS,
  makeClaim,
  reattest,
  signJose,
  verifyCredential,
  verifyRoute,
} from '@sallyport/assurance-claims';
import { isJsonObject, type JsonObject, utf8 } from '@sallyport/core';
import { refuses } from '@sallyport/testing';
import { AT, bytesOf, joseOf, OPTIONS, OWNER, type Person, person, proofOf, trust } from '../support/people.ts';

type Secure = (document: JsonObject, who: Person) => Promise<Uint8Array>;

const FORMS: Readonly<Record<string, Secure>> = {
  JOSE: async (document, who) => utf8(await signJose(document, { signer: who.signer })),
  'Data Integrity': async (document, who) => bytesOf(await addProof(document, { signer: who.signer })),
};

/** Passes a claim over these nodes, a minute each. */
async function pass(received: Uint8Array, nodes: readonly Person[], secure: Secure): Promise<Uint8Array> {
  let current = received;
  for (const [index, node] of nodes.entries()) {
    const verified = await verifyCredential(current, OPTIONS);
    const document = reattest(verified, {
      node: node.signer.issuer,
      received: new Date(AT.getTime() - 3_600_000 + index * 60_000),
      from: verified.issuer,
    });
    current = await secure(document, node);
  }
  return current;
}

describe('the route of a claim', () => {
  for (const [form, secure] of Object.entries(FORMS)) {
    it(`is proved by nested re-attestations secured by ${form}`, async () => {
      const nodes = [person(), person('P-256'), person('P-384')];
      const { claim, route } = await verifyRoute(await pass(await joseOf(), nodes, secure), OPTIONS);
      assert.equal(claim.claim.type, 'Trust');
      assert.equal(claim.issuer, OWNER.signer.issuer);
      assert.deepEqual(
        route.map(({ node }) => node),
        nodes.map(({ signer }) => signer.issuer),
      );
      assert.equal(route[0]?.from, OWNER.signer.issuer);
      assert.equal(route[1]?.from, nodes[0]?.signer.issuer);
    });

    it(`may be as long as allowed and no longer, with ${form}`, async () => {
      const nodes = Array.from({ length: CLAIM_LIMITS.maxHops + 1 }, () => person());
      const longest = await pass(await joseOf(), nodes.slice(1), secure);
      assert.equal((await verifyRoute(longest, OPTIONS)).route.length, CLAIM_LIMITS.maxHops);
      await refuses(
        async () => verifyRoute(await pass(await joseOf(), nodes, secure), OPTIONS),
        'E_CLAIMS_ROUTE_DEPTH',
      );
    });
  }

  it('is empty for a claim from its issuer, and names the claim alike however it came', async () => {
    const direct = await verifyRoute(await joseOf(), OPTIONS);
    assert.deepEqual(direct.route, []);
    const passed = await verifyRoute(
      await pass(bytesOf(await proofOf()), [person()], async (document, who) => joseOf(document, who.signer)),
      OPTIONS,
    );
    assert.equal(passed.claim.uri, direct.claim.uri);
  });

  it('does not come by the same node twice, nor back to the issuer', async () => {
    const [one, two] = [person(), person()];
    const secure = async (document: JsonObject, who: Person) => joseOf(document, who.signer);
    await refuses(
      async () => verifyRoute(await pass(await joseOf(), [one, two, one], secure), OPTIONS),
      'E_CLAIMS_ROUTE_LOOP',
    );
    await refuses(
      async () => verifyRoute(await pass(await joseOf(), [one, OWNER], secure), OPTIONS),
      'E_CLAIMS_ROUTE_LOOP',
    );
  });

  it('does not go back in time', async () => {
    const [one, two] = [person(), person()];
    const verified = await verifyCredential(
      await pass(await joseOf(), [one], async (d, w) => joseOf(d, w.signer)),
      OPTIONS,
    );
    const early = reattest(verified, { node: two.signer.issuer, received: new Date('2026-11-29T00:00:00Z') });
    await refuses(async () => verifyRoute(await joseOf(early, two.signer), OPTIONS), 'E_CLAIMS_ROUTE_TIME');
  });

  it('does not come from the future', async () => {
    const node = person();
    const verified = await verifyCredential(await joseOf(), OPTIONS);
    const reception = { node: node.signer.issuer, received: new Date(AT.getTime() + 600_000) };
    const early = { ...reattest(verified, reception), validFrom: '2026-11-30T11:00:00Z' };
    await refuses(async () => verifyRoute(await joseOf(early, node.signer), OPTIONS), 'E_CLAIMS_ROUTE_TIME');
  });

  it('does not leave out a node', async () => {
    const [one, two] = [person(), person()];
    const verified = await verifyCredential(
      await pass(await joseOf(), [one], async (d, w) => joseOf(d, w.signer)),
      OPTIONS,
    );
    const forged = reattest(verified, { node: two.signer.issuer, received: AT, from: person().signer.issuer });
    await refuses(async () => verifyRoute(await joseOf(forged, two.signer), OPTIONS), 'E_CLAIMS_ROUTE');
  });

  it('is nothing when the claim within was altered, though the node signed it', async () => {
    const node = person();
    const secured = await proofOf();
    const subject = secured['credentialSubject'];
    assert.ok(isJsonObject(subject));
    const altered = { ...secured, credentialSubject: { ...subject, role: 'router' } };
    await refuses(
      async () => verifyRoute(await joseOf(nested(altered, node), node.signer), OPTIONS),
      'E_CLAIMS_SIGNATURE',
    );
  });

  it('is nothing when the claim within was not signed, or is no claim', async () => {
    const node = person();
    await refuses(async () => verifyRoute(await joseOf(nested(trust(), node), node.signer), OPTIONS), 'E_CLAIMS_FORM');
    await refuses(async () => verifyRoute(await joseOf(nested({ a: 1 }, node), node.signer), OPTIONS), 'E_CLAIMS_FORM');
  });

  it('expires with the claim within', async () => {
    const node = person();
    const old = await proofOf(trust(OWNER.signer.issuer, { validUntil: '2026-02-01T00:00:00Z' }));
    await refuses(async () => verifyRoute(await joseOf(nested(old, node), node.signer), OPTIONS), 'E_CLAIMS_EXPIRED');
  });
});

/** A re-attestation by a node that did not look. */
function nested(claim: JsonObject, node: Person): JsonObject {
  return makeClaim({
    type: 'Reattestation',
    issuer: node.signer.issuer,
    validFrom: new Date('2026-11-30T11:00:00Z'),
    subject: { claim: JSON.parse(JSON.stringify(claim)), received: '2026-11-30T11:00:00Z' },
  });
}
