import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  claimUri,
  issuerResolver,
  makeClaim,
  type SubjectOf,
  signJose,
  verifyClaim,
} from '@sallyport/assurance-claims';
import { utf8 } from '@sallyport/core';
import { newMaker } from '../support/devices.ts';
import {
  type House,
  NODE,
  newSigner,
  OWNER,
  openHouse,
  openStore,
  passedOn,
  rule,
  trust,
  trustPerson,
} from '../support/house.ts';

const resolve = issuerResolver();
let nonces = 0;

/** A query claim, and its name. */
async function ask(
  goal: string,
  {
    signer = OWNER,
    node = NODE.issuer,
    at = new Date('2026-03-01T12:00:00Z'),
    nonce = `nonce-of-a-test-${++nonces}`,
  } = {},
) {
  const document = makeClaim({
    type: 'Query',
    issuer: signer.issuer,
    validFrom: at,
    subject: { node, language: 'prolog', goal, nonce },
  });
  return { bytes: utf8(await signJose(document, { signer })), uri: claimUri(document) };
}

async function answerIn(bytes: Uint8Array): Promise<SubjectOf<'Answer'>> {
  const { claim, issuer } = await verifyClaim(bytes, { resolve, at: 'ignore-validity' });
  assert.equal(issuer, NODE.issuer);
  assert.ok(claim.type === 'Answer');
  return claim.subject;
}

describe('queries as claims', () => {
  let house: House;
  const freshened: string[] = [];
  const forbidden = newSigner();
  before(async () => {
    house = await openHouse({
      freshen: async (goal) => void freshened.push(goal),
      mayAsk: (by) => by !== forbidden.issuer,
    });
    await house.submit(await rule(), await trustPerson(forbidden.issuer, ['query']));
  });
  after(async () => house[Symbol.asyncDispose]());

  it('are answered by a claim of the node, and both are in the log', async () => {
    const maker = newMaker();
    await house.submit(await trust(maker.uri, 'manufacturer'));
    const { bytes, uri } = await ask(`trusts(By, '${maker.uri}', Role)`);
    const answer = await house.assurance.query(bytes);
    const subject = await answerIn(answer);
    assert.deepEqual([subject.outcome, subject.query, subject.isComplete], ['answered', uri, true]);
    assert.deepEqual(subject.answers, [{ By: OWNER.issuer, Role: 'manufacturer' }]);
    const page = await house.log.page({ limit: 1 });
    assert.equal(page.claims[0]?.origin, 'issued');
    assert.deepEqual(freshened.splice(0).length, 1);
  });

  it('are refused to those without the right, or for another node, and that is answered too', async () => {
    const goal = 'trusts(By, Whom, Role)';
    const refusals = [
      await ask(goal, { signer: newSigner() }),
      await ask(goal, { signer: forbidden }),
      await ask(goal, { node: newSigner().issuer }),
      await ask(goal, { at: new Date('2026-03-01T11:54:59Z') }),
      await ask(goal, { at: new Date('2026-03-01T12:05:01Z') }),
    ];
    for (const { bytes, uri } of refusals) {
      const subject = await answerIn(await house.assurance.query(bytes));
      assert.deepEqual([subject.outcome, subject.query, subject.answers], ['refused', uri, []]);
      assert.ok(subject.explanation);
    }
    assert.deepEqual(freshened, []);
  });

  it('that inference will not take fail, and whoever asked is told why', async () => {
    for (const goal of ['trusts(', "shell('id')", 'assertz(permit(_, _))', 'consult(x)']) {
      const subject = await answerIn(await house.assurance.query((await ask(goal)).bytes));
      assert.equal(subject.outcome, 'failed', goal);
      assert.ok(subject.explanation);
    }
  });

  it('are answered once: neither again, nor with the same nonce, nor passed on by another', async () => {
    const nonce = 'the-same-nonce-again';
    const { bytes, uri } = await ask('trusts(By, Whom, Role)', { nonce });
    const asked = await Promise.allSettled([house.assurance.query(bytes), house.assurance.query(bytes)]);
    assert.deepEqual(asked.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
    const other = await ask('trusts(By, Whom, device)', { nonce });
    for (const again of [{ bytes, uri }, await passedOn({ bytes, uri }), other]) {
      await assert.rejects(house.assurance.query(again.bytes), { code: 'E_ASSURANCE_QUERY_REPLAYED' });
    }
  });

  it('that nobody signed, or that ask nothing, are no queries', async () => {
    const { bytes } = await ask('trusts(By, Whom, Role)');
    const forged = Buffer.from(bytes);
    forged.writeUInt8(forged.readUInt8(60) ^ 1, 60);
    await assert.rejects(house.assurance.query(forged), { code: 'E_ASSURANCE_UNVERIFIED_QUERY' });
    await assert.rejects(house.assurance.query((await trust(newMaker().uri, 'manufacturer')).bytes), {
      code: 'E_ASSURANCE_NOT_A_QUERY',
    });
  });

  it('are not answered again after a restart', async () => {
    const store = await openStore();
    const { bytes, uri } = await ask('trusts(By, Whom, Role)');
    const first = await openHouse({ store });
    await first.assurance.query(bytes);
    await first.assurance.close();
    await using again = await openHouse({ store });
    for (const asked of [bytes, (await passedOn({ bytes, uri })).bytes]) {
      await assert.rejects(again.assurance.query(asked), { code: 'E_ASSURANCE_QUERY_REPLAYED' });
    }
  });
});
