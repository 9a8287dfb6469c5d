/** Claims as people look at them. */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  didKeySigner,
  issuerResolver,
  makeClaim,
  reattest,
  signJose,
  verifyCredential,
} from '@sallyport/assurance-claims';
import { isJsonObject, type JsonObject, toBase64, utf8 } from '@sallyport/core';
import { generateKeyPair, softwareSigner } from '@sallyport/pki';
import type { Domain } from '../../src/index.ts';
import { DOMAIN_OPERATIONS } from '../../src/index.ts';
import { startDomain } from '../support.ts';
import { claim, type Lamp, lampFor, objectsOf, outcomeAt, run, textOf } from './support.ts';

const newSigner = () => didKeySigner(softwareSigner(generateKeyPair('P-256').privateKey));
const HOSTILE = '<script>alert(1)</script>\u202e"; --';

let domain: Domain;
let lamp: Lamp;

before(async () => {
  domain = await startDomain({ listen: undefined });
  lamp = await lampFor(domain);
  await outcomeAt(domain, lamp.device, 'C.3');
});
after(() => domain.close());

async function list(query: JsonObject): Promise<readonly JsonObject[]> {
  const answer = await run(domain, 'claims.list', query);
  DOMAIN_OPERATIONS['claims.list'].answer.parse(answer);
  return objectsOf(answer, 'claims');
}

const idsOf = (claims: readonly JsonObject[]) => claims.map(({ id }) => id);

async function show(id: string): Promise<JsonObject> {
  const answer = await run(domain, 'claims.show', { id });
  DOMAIN_OPERATIONS['claims.show'].answer.parse(answer);
  return answer;
}

describe('the list of claims', () => {
  it('names issuer and subject as people do', async () => {
    const made = await claim(domain, 'OwnerDeclaration', { id: 'LAMP-1', deviceType: 'lamp-2' });
    assert.deepEqual(
      ['isVerified', 'issuerName', 'subjectName', 'deviceType', 'origin'].map((name) => made[name]),
      [true, 'the owner', 'LAMP-1', 'lamp-2', 'received'],
    );
    const trusted = await claim(domain, 'Trust', { id: lamp.maker, role: 'manufacturer' });
    assert.equal(trusted['subjectName'], 'Maker');
    const person = await claim(domain, 'Trust', { id: 'someone@example.com', role: 'person' });
    assert.equal(person['subjectName'], 'someone@example.com');
  });

  it('is narrowed by type, subject, issuer, type of devices and origin', async () => {
    const made = await claim(domain, 'DeviceTypeVulnerable', { deviceType: 'kettle', vulnerable: true });
    const id = textOf(made, 'id');
    assert.deepEqual(idsOf(await list({ deviceType: 'kettle' })), [id]);
    assert.deepEqual(idsOf(await list({ type: 'DeviceTypeVulnerable', subject: 'kettle' })), [id]);
    assert.ok(idsOf(await list({ issuer: textOf(made, 'issuer') })).includes(id));
    assert.deepEqual(await list({ deviceType: 'kettle', origin: 'inferred' }), []);
    assert.deepEqual(await list({ deviceType: 'kettle', type: 'Trust' }), []);
  });

  it('is narrowed by what became of claims', async () => {
    const stranger = newSigner();
    const subject = { deviceType: 'toaster', vulnerable: true };
    const document = makeClaim({
      type: 'DeviceTypeVulnerable',
      issuer: stranger.issuer,
      subject,
      validFrom: domain.now(),
    });
    const token = toBase64(utf8(await signJose(document, { signer: stranger })));
    const aside = await run(domain, 'claims.submit', { claim: token });
    const refused = await run(domain, 'claims.submit', { claim: toBase64(utf8('not.a.claim')) });
    assert.ok(idsOf(await list({ state: 'refused' })).includes(refused['id']));
    assert.deepEqual(idsOf(await list({ state: 'set-aside', deviceType: 'toaster' })), [aside['id']]);
    assert.deepEqual(await list({ state: 'counted', deviceType: 'toaster' }), []);
    for (const { outcome } of await list({ state: 'counted' })) {
      assert.ok(isJsonObject(outcome) && outcome['counts'] === true);
    }
  });

  it('is searched by the number of a device, the name of a maker, and parts of what claims say', async () => {
    const made = await claim(domain, 'Trust', { id: 'LAMP-1', role: 'device' });
    const found = await list({ search: 'LAMP-1' });
    assert.ok(idsOf(found).includes(made['id']));
    assert.ok(found.every(({ subjectName }) => subjectName === 'LAMP-1'));
    assert.ok((await list({ search: 'maker' })).some(({ subjectName }) => subjectName === 'Maker'));
    assert.ok((await list({ search: 'kettl' })).length > 0);
    assert.deepEqual(idsOf(await list({ search: textOf(made, 'id').slice(0, 12) })), [made['id']]);
    assert.deepEqual(await list({ search: 'nobody has this' }), []);
  });

  it('gives hostile text back as it came, and nothing else', async () => {
    const made = await claim(domain, 'DeviceTypeVulnerable', {
      deviceType: HOSTILE,
      vulnerable: true,
      reason: HOSTILE,
    });
    assert.equal(made['deviceType'], HOSTILE);
    assert.deepEqual(idsOf(await list({ search: '<script>' })), [made['id']]);
    const types = objectsOf(await run(domain, 'types.list'), 'types').map(({ type }) => type);
    assert.ok(types.includes(HOSTILE));
    const type = await run(domain, 'types.show', { type: HOSTILE });
    DOMAIN_OPERATIONS['types.show'].answer.parse(type);
    assert.equal(objectsOf(type, 'marks')[0]?.['reason'], HOSTILE);
  });
});

describe('one claim', () => {
  it('comes with how it was signed, what was signed, and what was said of it', async () => {
    const made = await claim(domain, 'Trust', { id: 'LAMP-1', role: 'device' });
    const retraction = await run(domain, 'claims.retract', { id: textOf(made, 'id'), reason: 'a slip' });
    const whole = await show(textOf(made, 'id'));
    assert.deepEqual([whole['form'], objectsOf(whole, 'signatures').length, whole['hops']], ['jose', 1, []]);
    assert.deepEqual(idsOf(objectsOf(whole, 'about')), [retraction['id']]);
    const { outcome, names } = whole;
    assert.ok(isJsonObject(outcome) && isJsonObject(names));
    assert.deepEqual([outcome['counts'], outcome['reason']], [false, 'retracted']);
    assert.deepEqual([outcome['byName'], names[String(outcome['by'])]], ['the owner', 'the owner']);
    assert.ok(Object.values(names).includes('the owner'));
  });

  it('shows the nodes that passed it on, the first first', async () => {
    const [maker, first, second] = [newSigner(), newSigner(), newSigner()];
    const subject = { deviceType: 'passed on', vulnerable: false };
    const document = makeClaim({
      type: 'DeviceTypeVulnerable',
      issuer: maker.issuer,
      subject,
      validFrom: domain.now(),
    });
    let token = await signJose(document, { signer: maker });
    for (const node of [first, second]) {
      const verified = await verifyCredential(utf8(token), { resolve: issuerResolver(), at: 'ignore-validity' });
      token = await signJose(reattest(verified, { node: node.issuer, received: domain.now() }), { signer: node });
    }
    const taken = await run(domain, 'claims.submit', { claim: toBase64(utf8(token)) });
    assert.deepEqual(taken['route'], [first.issuer, second.issuer]);
    const whole = await show(textOf(taken, 'id'));
    assert.deepEqual(
      objectsOf(whole, 'hops').map(({ node }) => node),
      [first.issuer, second.issuer],
    );
    assert.equal(whole['issuer'], maker.issuer);
    assert.deepEqual(idsOf(await list({ type: 'DeviceTypeVulnerable', deviceType: 'passed on' })), [taken['id']]);
  });

  it('that nobody signed says what it is, and claims nothing', async () => {
    const taken = await run(domain, 'claims.submit', { claim: toBase64(utf8(`{"issuer":"${'x'.repeat(9)}"}`)) });
    const whole = await show(textOf(taken, 'id'));
    assert.deepEqual(
      ['isVerified', 'uri', 'notation', 'credential', 'form', 'issuer'].map((name) => whole[name]),
      [false, null, null, null, null, 'xxxxxxxxx'],
    );
  });
});

describe('the forms of claims', () => {
  it('ask for what is to be filled in, by the names that people use, and for nothing that goes without saying', async () => {
    const answer = await run(domain, 'claims.templates');
    DOMAIN_OPERATIONS['claims.templates'].answer.parse(answer);
    const templates = objectsOf(answer, 'templates');
    const schemaOf = (name: string): JsonObject => {
      const { schema } = templates.find((template) => template['name'] === name) ?? {};
      assert.ok(isJsonObject(schema));
      return schema;
    };
    const distrust = schemaOf('distrust-manufacturer');
    assert.deepEqual(distrust['properties'], {
      id: { type: 'string', minLength: 1, 'x-names': 'manufacturer' },
      role: { const: 'manufacturer' },
      reason: { type: 'string', minLength: 1, maxLength: 1024 },
    });
    assert.deepEqual(distrust['required'], ['id', 'role']);
    const person = schemaOf('trust-person')['properties'];
    assert.ok(isJsonObject(person) && isJsonObject(person['rights']));
    const { properties } = schemaOf('type-vulnerable');
    assert.ok(isJsonObject(properties));
    assert.deepEqual(properties['vulnerable'], { const: true });
    const types = objectsOf(answer, 'types');
    assert.ok(types.some(({ type }) => type === 'Vulnerability'));
    assert.ok(types.every(({ type }) => type !== 'Answer' && type !== 'TrustCommand'));
  });
});
