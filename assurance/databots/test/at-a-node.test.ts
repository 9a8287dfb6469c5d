/** The shipped databots at a node with everything real: log, trust, inference, threads, feeds. */

import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { ClaimLog, claimLogProjection } from '@sallyport/assurance-claim-log';
import {
  type ClaimSigner,
  type ClaimTypeName,
  claimUri,
  makeClaim,
  type SubjectOf,
  signJose,
  verifyClaim,
} from '@sallyport/assurance-claims';
import { Assurance, observationsProjection, saidClaims, storedObservations } from '@sallyport/assurance-continuous';
import {
  Databots,
  DENYLIST_CONTACTS_SCHEMA,
  denylistContacts,
  SBOM_FEEDS,
  sbomScoring,
  startThread,
} from '@sallyport/assurance-databots';
import { FeedStore, importFeed, sbomDigest } from '@sallyport/assurance-posture';
import { seededRandom, systemClock, systemTimer, utf8 } from '@sallyport/core';
import type { TrustChange } from '@sallyport/onboarding';
import { type LogStore, openSqliteStore } from '@sallyport/store';
import { newSigner, resolve } from './support/bots.ts';

const [owner, node, scorer, counter] = [newSigner(), newSigner(), newSigner(), newSigner()];
const DEVICE = { serialNumber: '0011223344556677', manufacturer: 'oui:001122', model: undefined } as const;
const URI = 'urn:dev:mac:0011223344556677';
const bill = (version: string): Uint8Array =>
  utf8(
    JSON.stringify({
      bomFormat: 'CycloneDX',
      specVersion: '1.5',
      version: 1,
      components: [{ type: 'library', name: 'lodash', version, purl: `pkg:npm/lodash@${version}` }],
    }),
  );
const BILLS = new Map([bill('4.17.20'), bill('4.17.21')].map((bytes) => [sbomDigest(bytes), bytes]));
const [OLD = '', NEW = ''] = BILLS.keys();
const RULE = `
  permit(_, Device) :-
      proved(Device, code),
      vulnerability_score(thermo, Score, _, _), Score < 6,
      \\+ suspicious(Device).
  suspicious(Device) :- denylist_contacts(Device, Destinations, _, _, _, _), Destinations > 1.`;

let made = 0;
const BEGIN = Date.now() - 3_600_000;

/** Each a second newer than the one before. */
async function claim<Name extends ClaimTypeName>(signer: ClaimSigner, type: Name, subject: SubjectOf<Name>) {
  const document = makeClaim({ type, issuer: signer.issuer, subject, validFrom: new Date(BEGIN + 1000 * made++) });
  return { bytes: utf8(await signJose(document, { signer })), uri: claimUri(document) };
}

async function openNode(store: LogStore, feeds: string, schema: string) {
  const onError = (error: unknown) => {
    throw error;
  };
  const log = await ClaimLog.open({ store, clock: systemClock });
  let bots: Databots | undefined;
  const assurance = await Assurance.open({
    log,
    observations: await storedObservations({ store, timer: systemTimer, onError }),
    clock: systemClock,
    timer: systemTimer,
    basis: { roots: [owner.issuer], authenticationServers: [], threshold: 0.5 },
    node,
    resolve,
    freshen: async (goal, by) => bots?.freshen(goal, by),
    onError,
  });
  bots = new Databots({
    node: {
      issuer: node.issuer,
      query: (bytes) => assurance.query(bytes),
      submit: (bytes) => assurance.submit(bytes, 'a databot'),
    },
    said: (issuer) => saidClaims(assurance, issuer),
    resolve,
    clock: systemClock,
    timer: systemTimer,
    random: seededRandom(String(Math.random())),
    start: startThread,
  });
  const sbomOf = async (digest: string) => BILLS.get(digest);
  bots.add({ ...sbomScoring({ signer: scorer, feeds, sbomOf }), quiet: 1 });
  bots.add({ ...denylistContacts({ signer: counter, schema }), quiet: 1 });
  assurance.onRelationsChanged((relations) => bots.relationsChanged(relations));
  const changes: TrustChange[] = [];
  assurance.onTrustChanged((change) => changes.push(change));
  const settled = async () => {
    await assurance.settled();
    await bots.settled();
    await assurance.settled();
  };
  const ask = async () => {
    const device = { ...DEVICE, credential: undefined, assurance: 'code' } as const;
    const request = { point: 'M.4', protocol: 'test', session: '', device, facts: {}, at: new Date() } as const;
    return (await assurance.decide(request)).outcome;
  };
  const close = async () => {
    await bots.close();
    await assurance.close();
  };
  return { assurance, bots, changes, settled, ask, log, close };
}

let folder = '';
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'databots-'));
});
after(() => rm(folder, { recursive: true }));

async function importAdvisory(feeds: string): Promise<void> {
  const path = join(folder, 'advisory.json');
  const advisory = {
    schema_version: '1.6.0',
    id: 'GHSA-test-0001',
    modified: '2024-01-01T00:00:00Z',
    severity: [{ type: 'CVSS_V3', score: 'CVSS:3.1/AV:N/AC:L/PR:H/UI:N/S:U/C:H/I:H/A:H' }],
    affected: [
      {
        package: { ecosystem: 'npm', name: 'lodash' },
        ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }, { fixed: '4.17.21' }] }],
      },
    ],
  };
  await writeFile(path, JSON.stringify(advisory));
  const store = FeedStore.open(feeds);
  await importFeed(store, { kind: 'osv', path });
  store.close();
}

type Rights = NonNullable<Extract<SubjectOf<'Trust'>, { role: 'person' }>['rights']>;

describe('databots at a node', () => {
  it('open and shut doors by what they work out, and repeat nothing after a restart', async () => {
    await using store = await openSqliteStore({
      path: ':memory:',
      projections: [claimLogProjection, observationsProjection],
    });
    const feeds = join(folder, 'feeds.sqlite');
    FeedStore.open(feeds).close();
    const schema = await claim(owner, 'Schema', DENYLIST_CONTACTS_SCHEMA);
    const house = await openNode(store, feeds, schema.uri);
    const say = async (...claims: readonly Promise<{ readonly bytes: Uint8Array }>[]) => {
      for (const { bytes } of await Promise.all(claims)) await house.assurance.submit(bytes, 'the owner');
      await house.settled();
    };
    const person = (id: string, rights: Rights) =>
      claim(owner, 'Trust', { id, role: 'person', truster: owner.issuer, rights });
    const bomOf = (digest: string) =>
      claim(owner, 'Sbom', { deviceType: 'thermo', sbom: { format: 'CycloneDX', digest } });

    await say(
      Promise.resolve(schema),
      claim(owner, 'Rule', { rule: 'admission', language: 'prolog', source: RULE }),
      person(scorer.issuer, ['query', 'report-posture']),
      person(counter.issuer, ['query', 'state-facts']),
    );
    assert.equal(await house.ask(), 'deny', 'nothing is known of the type');
    await say(bomOf(OLD));
    assert.deepEqual(await scores(house.assurance), [10], 'of npm nothing is known yet');
    await importAdvisory(feeds);
    house.bots.relationsChanged(new Set([SBOM_FEEDS]));
    await house.settled();
    await scored(house.assurance, 7.2);
    assert.equal(await house.ask(), 'deny');
    assert.deepEqual(house.changes, []);

    await say(bomOf(NEW));
    await scored(house.assurance, 0);
    assert.equal(house.changes.length, 1, 'the door is open');
    assert.equal(await house.ask(), 'permit');

    const seen = (relation: string, ...values: readonly (string | number)[]) => ({
      put: { id: `observed:${relation}/${values[0]}/${values[1]}`, relation, arguments: values, statement: relation },
    });
    const now = Math.floor(Date.now() / 1000);
    const addresses = ['192.0.2.1', '192.0.2.2'];
    await house.assurance.observe(addresses.map((address) => seen('denylisted', address, 'botnets')));
    await house.assurance.observe(addresses.map((address) => seen('contact', URI, address, now)));
    await house.settled();
    assert.equal(await house.ask(), 'deny', 'the door is shut');

    const before = await house.log.page({ limit: 1000 });
    await house.close();
    const again = await openNode(store, feeds, schema.uri);
    await again.settled();
    const { claims } = await again.log.page({ limit: 1000 });
    const news = claims.slice(0, claims.length - before.claims.length);
    assert.ok(news.length > 0, 'the databots asked');
    const said = news
      .map(({ id }) => again.assurance.outcomeOf(id))
      .map((one) => ('type' in one ? one.type : one.state));
    assert.deepEqual([...new Set(said)].sort(), ['Answer', 'Query'], 'and said nothing again');
    assert.equal(await again.ask(), 'deny');
    await again.close();
  });
});

/** A claim that takes the place of one of the same moment holds from the next on. */
async function scored(assurance: Assurance, score: number): Promise<void> {
  for (let look = 0; look < 100 && (await scores(assurance))[0] !== score; look++) await sleep(50);
  assert.deepEqual(await scores(assurance), [score]);
}

/** As the node answers the owner, when the databots that know have been asked. */
async function scores(assurance: Assurance): Promise<readonly unknown[]> {
  const goal = 'vulnerability_score(thermo, Score, _, _)';
  const nonce = `${made}-${Math.random()}`.padEnd(16, '0');
  const validFrom = new Date();
  const query = { node: node.issuer, language: 'prolog', goal, nonce } as const;
  const document = makeClaim({ type: 'Query', issuer: owner.issuer, validFrom, subject: query });
  const answer = await assurance.query(utf8(await signJose(document, { signer: owner })));
  const { claim: body } = await verifyClaim(answer, { resolve, at: 'ignore-validity' });
  assert.ok(body.type === 'Answer');
  assert.equal(body.subject.outcome, 'answered', body.subject.explanation);
  return body.subject.answers.map(({ Score }) => Score);
}
