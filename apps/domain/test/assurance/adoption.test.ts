import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import type { TrustChange } from '@sallyport/onboarding';
import { birthUri } from '../../src/assurance/device-uri.ts';
import { type Domain, LOCAL_CALLER } from '../../src/index.ts';
import { startDomain } from '../support.ts';
import { claim, decide, type Lamp, lampFor, makeWelcome, objectsOf, outcomeAt, run, textOf } from './support.ts';

const POINTS = ['C.3', 'C.8', 'E.2'] as const;
let domain: Domain;
let lamp: Lamp;
let serial: string;
const errors: unknown[] = [];

let lamps = 0;

/** One domain for all, as it goes from one policy to the next, and a new lamp for each. */
describe('a domain that adopts Build 5', () => {
  before(async () => {
    domain = await startDomain({ listen: undefined, onError: (error) => errors.push(error) });
  });
  beforeEach(async () => {
    lamp = await lampFor(domain, `LAMP-A${++lamps}`);
    serial = lamp.device.serialNumber;
  });
  after(async () => {
    await domain.close();
    assert.deepEqual(errors, []);
  });

  it('runs no inference before', async () => {
    await outcomeAt(domain, lamp.device, 'C.3');
    assert.equal(domain.assurance.host.isRunning, false);
  });

  it('lets the accept lists count no more', async () => {
    await domain.lists.add('manufacturers', lamp.device.manufacturer ?? '', 'bought');
    assert.equal(await outcomeAt(domain, lamp.device, 'C.3'), 'permit');
    const shown = await run(domain, 'policy.adopt', { policy: 'build-5' });
    assert.deepEqual([shown['mode'], shown['policy']], ['claims', 'build-5']);
    for (const point of POINTS) assert.equal(await outcomeAt(domain, lamp.device, point), 'deny');
    const { reason } = await decide(domain, lamp.device, 'C.3');
    assert.match(reason, /no person who may trust manufacturers trusts/);
  });

  it('opens the door claim by claim, and says what is missing', async () => {
    await run(domain, 'policy.adopt', { policy: 'build-5' });
    const reason = async () => (await decide(domain, lamp.device, 'E.2')).reason;
    assert.match(await reason(), /no person who may trust manufacturers trusts/);
    await claim(domain, 'Trust', { id: lamp.maker, role: 'manufacturer' });
    assert.match(await reason(), /no person who may connect devices trusts/);
    await claim(domain, 'Trust', { id: serial, role: 'device' });
    assert.match(await reason(), /nobody who may declare types says/);
    await claim(domain, 'OwnerDeclaration', { id: serial, deviceType: lamp.type });
    assert.match(await reason(), /has no SBOM score/);
    await claim(domain, 'VulnerabilityScore', { deviceType: lamp.type, score: 7.8, computed: '2026-06-01T12:00:00Z' });
    assert.match(await reason(), /has an SBOM score of 7.8, threshold 6/);
    await claim(domain, 'VulnerabilityScore', { deviceType: lamp.type, score: 2, computed: '2026-06-02T12:00:00Z' });
    for (const point of POINTS) assert.equal(await outcomeAt(domain, lamp.device, point), 'permit', point);
  });

  it('shuts the door by a claim that is taken back, and tells who admitted the device', async () => {
    await run(domain, 'policy.adopt', { policy: 'build-5' });
    await outcomeAt(domain, lamp.device, 'C.3');
    await makeWelcome(domain, lamp);
    assert.equal(await outcomeAt(domain, lamp.device, 'E.2'), 'permit');
    const told: TrustChange[] = [];
    domain.trust.onTrustChanged((change) => told.push(change));
    const [trust] = objectsOf(await run(domain, 'claims.list', { limit: 1000 }), 'claims').filter(
      ({ type, from, notation }) =>
        type === 'Trust' && from === LOCAL_CALLER.name && String(notation).includes(uriOfLamp()),
    );
    assert.ok(trust !== undefined);
    await run(domain, 'claims.retract', { id: textOf(trust, 'id'), reason: 'it smokes' });
    assert.equal(await outcomeAt(domain, lamp.device, 'E.2'), 'deny');
    assert.ok(told.some(({ cause, deviceKey }) => cause === 'policy-changed' && deviceKey === lamp.key));
  });

  it('lets in again whom it trusts anew', async () => {
    await run(domain, 'policy.adopt', { policy: 'build-5' });
    await outcomeAt(domain, lamp.device, 'C.3');
    await makeWelcome(domain, lamp);
    await claim(domain, 'Distrust', { id: lamp.maker, role: 'manufacturer', reason: 'it sells what it hears' });
    assert.equal(await outcomeAt(domain, lamp.device, 'C.3'), 'deny');
    await claim(domain, 'Trust', { id: lamp.maker, role: 'manufacturer' });
    assert.equal(await outcomeAt(domain, lamp.device, 'C.3'), 'permit');
  });

  it('turns away whom the owner refused, whatever is claimed', async () => {
    await run(domain, 'policy.adopt', { policy: 'build-5' });
    await outcomeAt(domain, lamp.device, 'C.3');
    await makeWelcome(domain, lamp);
    await domain.lists.add('refused', lamp.key, 'stolen');
    for (const point of POINTS) assert.equal(await outcomeAt(domain, lamp.device, point), 'deny');
    const why = await run(domain, 'why', { device: serial });
    assert.deepEqual([why['decision'], why['proof']], ['deny', null]);
    await domain.lists.remove('refused', lamp.key);
    assert.equal(await outcomeAt(domain, lamp.device, 'E.2'), 'permit');
  });

  it('goes by the lists again when the policy is dropped, and takes its rules back', async () => {
    await run(domain, 'policy.adopt', { policy: 'build-5' });
    await domain.lists.add('manufacturers', lamp.device.manufacturer ?? '', 'bought');
    assert.equal(await outcomeAt(domain, lamp.device, 'C.3'), 'deny');
    const shown = await run(domain, 'policy.drop');
    assert.equal(shown['mode'], 'lists');
    assert.ok(objectsOf(shown, 'rules').every(({ counts }) => counts === false));
    assert.equal(await outcomeAt(domain, lamp.device, 'C.3'), 'permit');
    await assert.rejects(run(domain, 'policy.drop'), { code: 'E_DOMAIN_POLICY' });
  });

  it('can take another policy in its place', async () => {
    await run(domain, 'policy.adopt', { policy: 'build-5' });
    await outcomeAt(domain, lamp.device, 'C.3');
    await claim(domain, 'Trust', { id: lamp.maker, role: 'manufacturer' });
    assert.equal(await outcomeAt(domain, lamp.device, 'E.2'), 'deny');
    const shown = await run(domain, 'policy.adopt', { policy: 'cahn-manufacturer' });
    assert.equal(shown['policy'], 'cahn-manufacturer');
    const counting = objectsOf(shown, 'rules').filter(({ counts }) => counts === true);
    assert.ok(counting.every(({ isAdopted }) => isAdopted === true));
    assert.equal(await outcomeAt(domain, lamp.device, 'E.2'), 'permit');
    await assert.rejects(run(domain, 'policy.adopt', { policy: 'none' }), { code: 'E_DOMAIN_POLICY' });
  });

  it('lets the owner replace a rule', async () => {
    await run(domain, 'policy.adopt', { policy: 'build-5' });
    await outcomeAt(domain, lamp.device, 'C.3');
    await makeWelcome(domain, lamp);
    await claim(domain, 'VulnerabilityScore', { deviceType: lamp.type, score: 7, computed: '2026-06-03T12:00:00Z' });
    assert.equal(await outcomeAt(domain, lamp.device, 'E.2'), 'deny');
    const about = 'What is as bad as that stays outside.';
    const shown = await run(domain, 'policy.replace', {
      rule: 'sbom_threshold',
      about,
      source: 'sbom_threshold(8).\n',
    });
    const own = objectsOf(shown, 'rules').find((rule) => rule['about'] === about);
    assert.equal(own?.['isShipped'], false, 'it says what the owner wrote');
    const counting = objectsOf(shown, 'rules').filter(
      ({ rule, counts }) => rule === 'sbom_threshold' && counts === true,
    );
    assert.deepEqual(
      counting.map(({ source }) => source),
      ['sbom_threshold(8).\n'],
    );
    assert.equal(await outcomeAt(domain, lamp.device, 'E.2'), 'permit');
    await run(domain, 'policy.drop');
    const left = objectsOf(await run(domain, 'policy.show'), 'rules').filter(({ counts }) => counts === true);
    assert.deepEqual(left, []);
  });

  it('refuses a rule that cannot be read, and keeps the one that it was to replace', async () => {
    await run(domain, 'policy.adopt', { policy: 'build-5' });
    await outcomeAt(domain, lamp.device, 'C.3');
    await makeWelcome(domain, lamp);
    const head = await domain.logHead();
    for (const source of ['sbom_threshold(', 'sbom_threshold(9) :- shell(ls).']) {
      await assert.rejects(run(domain, 'policy.replace', { rule: 'sbom_threshold', source }), {
        code: 'E_DOMAIN_POLICY',
      });
    }
    // What is refused was never claimed.
    assert.deepEqual(await domain.logHead(), head);
    assert.equal(await outcomeAt(domain, lamp.device, 'E.2'), 'permit');
    await claim(domain, 'VulnerabilityScore', { deviceType: lamp.type, score: 7, computed: '2026-06-03T12:00:00Z' });
    assert.match((await decide(domain, lamp.device, 'E.2')).reason, /threshold 6/);
  });

  it('says why, as a tree and in lines', async () => {
    await run(domain, 'policy.adopt', { policy: 'build-5' });
    await outcomeAt(domain, lamp.device, 'C.3');
    await makeWelcome(domain, lamp);
    const why = await run(domain, 'why', { device: lamp.key, point: 'C.8' });
    assert.deepEqual([why['decision'], why['mode'], why['point']], ['permit', 'claims', 'C.8']);
    assert.match(textOf(why, 'text'), /^permitted: /);
    await claim(domain, 'Distrust', { id: serial, role: 'device' });
    const denied = await run(domain, 'why', { device: uriOfLamp() });
    assert.equal(denied['decision'], 'deny');
    assert.match(textOf(denied, 'text'), /^denied: .*\nno /);
    await assert.rejects(run(domain, 'why', { device: 'nobody' }), { code: 'E_DOMAIN_NAME' });
  });
});

describe('a domain on disk that adopted Build 5', () => {
  let directory: string;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'sallyport-assurance-'));
  });
  afterEach(() => rm(directory, { recursive: true }));

  it('decides the same after a restart, and is still its owner’s', async () => {
    const before = await startDomain({ listen: undefined, directory });
    const own = await lampFor(before);
    await run(before, 'policy.adopt', { policy: 'build-5' });
    await outcomeAt(before, own.device, 'C.3');
    await makeWelcome(before, own);
    const owner = await run(before, 'assurance.owner');
    const shown = await run(before, 'policy.show');
    assert.equal(await outcomeAt(before, own.device, 'E.2'), 'permit');
    await before.close();
    const after = await startDomain({ listen: undefined, directory });
    assert.equal(after.assurance.host.isRunning, true);
    // As its session is judged, without its certificate.
    assert.equal(await outcomeAt(after, { ...own.device, credential: undefined }, 'E.2'), 'permit');
    assert.deepEqual(await run(after, 'assurance.owner'), owner);
    assert.deepEqual(await run(after, 'policy.show'), shown);
    await claim(after, 'Distrust', { id: 'LAMP-1', role: 'device' });
    assert.equal(await outcomeAt(after, own.device, 'E.2'), 'deny');
    await after.close();
  });
});

function uriOfLamp(): string {
  return birthUri(lamp.device.credential ?? new Uint8Array());
}
