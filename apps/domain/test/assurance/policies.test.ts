import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { certifiedSigner, makeClaim, signJose } from '@sallyport/assurance-claims';
import { SHIPPED_POLICIES } from '@sallyport/assurance-policy';
import { type JsonObject, toBase64, utf8 } from '@sallyport/core';
import { birthUri } from '../../src/assurance/device-uri.ts';
import type { Domain } from '../../src/index.ts';
import { authority, startDomain } from '../support.ts';
import { claim, type Lamp, lampFor, objectsOf, outcomeAt, run, textOf } from './support.ts';

let domain: Domain;
const errors: unknown[] = [];

before(async () => {
  domain = await startDomain({ listen: undefined, onError: (error) => errors.push(error) });
});
after(async () => {
  await domain.close();
  assert.deepEqual(errors, []);
});

async function adopt(policy: string, lamp: Lamp): Promise<void> {
  await run(domain, 'policy.adopt', { policy });
  await outcomeAt(domain, lamp.device, 'C.3');
}

describe('the owner’s lists as claims’ facts', () => {
  const lists: readonly (readonly [string, 'models' | 'devices' | undefined])[] = [
    ['list-manufacturers', undefined],
    ['list-models', 'models'],
    ['list-devices', 'devices'],
  ];
  for (const [policy, second] of lists) {
    it(`let in whom they name under ${policy}, and nobody once they do not`, async () => {
      const lamp = await lampFor(domain, `LAMP-${policy}`);
      await adopt(policy, lamp);
      const { manufacturer = '' } = lamp.device;
      await domain.lists.add('manufacturers', manufacturer, 'bought');
      if (second !== undefined) {
        assert.equal(await outcomeAt(domain, lamp.device, 'E.2'), 'deny');
        await domain.lists.add(second, second === 'models' ? 'lamp' : lamp.key, undefined);
      }
      assert.equal(await outcomeAt(domain, lamp.device, 'E.2'), 'permit');
      await domain.lists.remove('manufacturers', manufacturer);
      assert.equal(await outcomeAt(domain, lamp.device, 'E.2'), 'deny');
      await domain.lists.add('manufacturers', manufacturer, 'bought again');
      assert.equal(await outcomeAt(domain, lamp.device, 'E.2'), 'permit');
      if (second === undefined) return;
      await domain.lists.lift(second);
      assert.equal(await outcomeAt(domain, lamp.device, 'E.2'), 'deny');
    });
  }
});

describe('a purchase that the maker records', () => {
  it('lets in the device that somebody bought who trusts the maker, and nobody else’s word for it does', async () => {
    const lamp = await lampFor(domain, 'LAMP-BOUGHT');
    await adopt('cahn-purchase', lamp);
    await claim(domain, 'Trust', { id: lamp.maker, role: 'manufacturer' });
    assert.equal(await outcomeAt(domain, lamp.device, 'C.3'), 'deny');
    const owner = textOf(await run(domain, 'assurance.owner'), 'owner');
    const id = birthUri(lamp.device.credential ?? new Uint8Array());
    const purchase = async (by: Awaited<ReturnType<typeof authority>>): Promise<JsonObject> => {
      const signer = certifiedSigner(by.signer);
      const subject = { id, buyer: owner };
      const document = makeClaim({ type: 'Purchase', issuer: signer.issuer, validFrom: domain.now(), subject });
      return run(domain, 'claims.submit', { claim: toBase64(utf8(await signJose(document, { signer }))) });
    };
    await purchase(await authority('Stranger'));
    assert.equal(await outcomeAt(domain, lamp.device, 'C.3'), 'deny');
    await purchase(lamp.authority);
    assert.equal(await outcomeAt(domain, lamp.device, 'C.3'), 'permit');
  });
});

describe('every policy that is shipped', () => {
  it('can be adopted, with all its rules in order', async () => {
    for (const { name, rules } of SHIPPED_POLICIES) {
      const shown = await run(domain, 'policy.adopt', { policy: name });
      const adopted = objectsOf(shown, 'rules').filter(({ isAdopted }) => isAdopted === true);
      assert.equal(adopted.length, rules.length, name);
      for (const { rule, counts, problem, weight, isShipped } of adopted) {
        assert.deepEqual([counts, problem, weight, isShipped], [true, null, 1, true], `${name}: ${String(rule)}`);
      }
    }
    await run(domain, 'policy.drop');
    const left = objectsOf(await run(domain, 'policy.show'), 'rules').filter(({ counts }) => counts === true);
    assert.deepEqual(left, []);
  });
});
