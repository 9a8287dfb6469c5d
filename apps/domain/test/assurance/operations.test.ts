import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { didKeySigner, makeClaim, signJose } from '@sallyport/assurance-claims';
import { isJsonObject, type JsonObject, toBase64, utf8 } from '@sallyport/core';
import { generateKeyPair, softwareSigner } from '@sallyport/pki';
import type { Domain } from '../../src/index.ts';
import { startDomain } from '../support.ts';
import { claim, lampFor, objectsOf, outcomeAt, run, textOf } from './support.ts';

let domain: Domain;

before(async () => {
  domain = await startDomain({ listen: undefined });
  const { device } = await lampFor(domain);
  await outcomeAt(domain, device, 'C.3');
});
after(() => domain.close());

function outcomeOf(shown: JsonObject): JsonObject {
  const outcome = shown['outcome'];
  assert.ok(isJsonObject(outcome));
  return outcome;
}

describe('the operations on claims', () => {
  it('offer templates that can be claimed once they are filled in', async () => {
    const templates = objectsOf(await run(domain, 'claims.templates'), 'templates');
    assert.ok(templates.length > 10);
    const fill: Readonly<Record<string, string>> = {
      '<manufacturer>': 'Maker',
      '<device>': 'LAMP-1',
      '<type>': 'lamp-2',
      '<why>': 'because',
      '<CVE>': 'CVE-2026-0001',
      '<mail address or key>': 'someone@example.com',
      '<key of the router>': 'ni:///sha-256;qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqo',
      '<key of the registrar>': 'ni:///sha-256;qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqo',
      'https://<where the MUD file is>': 'https://example.com/lamp.json',
      '<name>': 'a_rule',
      '<clauses>': 'a_fact(1).',
    };
    for (const { name, type, subject } of templates) {
      const filled: JsonObject = JSON.parse(JSON.stringify(subject), (_, value) =>
        typeof value === 'string' ? (fill[value] ?? value) : value,
      );
      const made = await claim(domain, String(type), filled);
      assert.equal(outcomeOf(made)['state'], 'judged', String(name));
      await run(domain, 'claims.retract', { id: made['id'] ?? null });
    }
  });

  it('page through what was claimed, the newest first, and show each by id and by URI', async () => {
    const made = await claim(domain, 'OwnerDeclaration', { id: 'LAMP-1', deviceType: 'lamp-3' });
    const first = await run(domain, 'claims.list', { limit: 1 });
    const [newest] = objectsOf(first, 'claims');
    assert.equal(newest?.['id'], made['id']);
    const second = await run(domain, 'claims.list', { limit: 1, cursor: textOf(first, 'next') });
    assert.notEqual(objectsOf(second, 'claims')[0]?.['id'], made['id']);
    const byId = await run(domain, 'claims.show', { id: textOf(made, 'id') });
    assert.deepEqual(await run(domain, 'claims.show', { id: textOf(made, 'uri') }), byId);
    assert.equal(byId['claim'], made['claim']);
    assert.ok(isJsonObject(byId['credential']));
    assert.match(textOf(byId, 'notation'), /^\{ OwnerDeclaration \(/);
    await assert.rejects(run(domain, 'claims.show', { id: '0'.repeat(64) }), { code: 'E_DOMAIN_CLAIM' });
  });

  it('take the same claim once, and one that cannot be read with its reason', async () => {
    const signer = didKeySigner(softwareSigner(generateKeyPair('P-256').privateKey));
    const subject = { id: 'mailto:a@example.com', role: 'person', truster: signer.issuer } as const;
    const document = makeClaim({ type: 'Trust', issuer: signer.issuer, validFrom: domain.now(), subject });
    const token = toBase64(utf8(await signJose(document, { signer })));
    const taken = await run(domain, 'claims.submit', { claim: token, from: 'a friend' });
    assert.deepEqual([taken['isNew'], taken['from'], outcomeOf(taken)['counts']], [true, 'a friend', false]);
    assert.equal((await run(domain, 'claims.submit', { claim: token }))['isNew'], false);
    const nonsense = await run(domain, 'claims.submit', { claim: toBase64(utf8('a.b.c')) });
    assert.deepEqual([nonsense['uri'], outcomeOf(nonsense)['state']], [null, 'refused']);
    assert.match(textOf(outcomeOf(nonsense), 'code'), /^E_/);
  });

  it('hold for a time, where that is said', async () => {
    const made = await run(domain, 'claims.make', {
      type: 'DeviceTypeVulnerable',
      subject: { deviceType: 'lamp-4', vulnerable: true },
      validFrom: '2020-01-01T00:00:00Z',
      validUntil: '2020-01-02T00:00:00Z',
    });
    assert.deepEqual([outcomeOf(made)['counts'], outcomeOf(made)['reason']], [false, 'expired']);
  });

  it('answer questions in the language of rules, and say why not', async () => {
    const answered = await run(domain, 'claims.query', { goal: 'device(D, Serial, Model)' });
    assert.equal(answered['outcome'], 'answered');
    assert.deepEqual(
      objectsOf(answered, 'answers').map(({ Serial, Model }) => [Serial, Model]),
      [['LAMP-1', 'lamp']],
    );
    const refused = await run(domain, 'claims.query', { goal: 'shell(ls)' });
    assert.notEqual(refused['outcome'], 'answered');
    assert.match(textOf(refused, 'explanation'), /./);
  });

  it('refuse what is not to be claimed by hand, names that nobody has, and arguments of other shapes', async () => {
    const refusals: readonly (readonly [string, JsonObject, string])[] = [
      ['claims.make', { type: 'TrustCommand', subject: {} }, 'E_API_INPUT'],
      ['claims.make', { type: 'Nothing', subject: {} }, 'E_API_INPUT'],
      ['claims.make', { type: 'Trust', subject: { id: 'nobody', role: 'device' } }, 'E_DOMAIN_NAME'],
      ['claims.make', { type: 'Trust', subject: { id: 'nobody', role: 'manufacturer' } }, 'E_DOMAIN_NAME'],
      ['claims.make', { type: 'Trust', subject: { id: 'nobody', role: 'person' } }, 'E_DOMAIN_NAME'],
      ['claims.make', { type: 'Trust', subject: { id: 'LAMP-1', role: 'nonsense' } }, 'E_CLAIMS_SUBJECT'],
      ['claims.submit', { claim: 'not base64!' }, 'E_API_INPUT'],
      ['claims.list', { limit: 0 }, 'E_API_INPUT'],
      ['claims.list', { cursor: 'nonsense' }, 'E_STORE_ARGUMENT'],
      ['policy.replace', { rule: 'No Name', source: 'a.' }, 'E_API_INPUT'],
      ['why', { device: 'LAMP-1', point: 'X.1' }, 'E_API_INPUT'],
      ['routers.add', { router: 'a router', name: 'attic' }, 'E_API_INPUT'],
      ['denylist.import', { name: 'a/b', destinations: [] }, 'E_API_INPUT'],
      ['denylist.import', { name: 'bad' }, 'E_API_INPUT'],
      ['flows.submit', { flows: '', format: 'nonsense' }, 'E_API_INPUT'],
    ];
    for (const [name, input, code] of refusals) {
      await assert.rejects(async () => run(domain, name, input), { code }, `${name} ${JSON.stringify(input)}`);
    }
  });
});

describe('the operations on trust', () => {
  it('say who the owner is, who is believed, and which devices were met', async () => {
    const owner = await run(domain, 'assurance.owner');
    assert.match(textOf(owner, 'owner'), /^did:key:/);
    const believed = await run(domain, 'assurance.trust', { limit: 1 });
    assert.equal(objectsOf(believed, 'identities').length, 1);
    const all = objectsOf(await run(domain, 'assurance.trust'), 'identities');
    assert.ok(all.some(({ id, weight }) => id === owner['owner'] && weight === 1));
    const [device] = objectsOf(await run(domain, 'assurance.devices'), 'devices');
    assert.deepEqual([device?.['serialNumber'], device?.['proved']], ['LAMP-1', 'certificate']);
  });

  it('explain a device by the lists while the lists decide', async () => {
    const why = await run(domain, 'why', { device: 'LAMP-1' });
    assert.deepEqual([why['mode'], why['decision'], why['proof']], ['lists', 'deny', null]);
    assert.match(textOf(why, 'text'), /is not on the accept list/);
  });

  it('list routers, of which there are none', async () => {
    assert.deepEqual(await run(domain, 'routers.list'), { port: null, routers: [] });
  });
});
