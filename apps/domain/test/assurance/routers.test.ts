import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { type DeviceAccess, RouterSide } from '@sallyport/assurance-ca-commands';
import { connectToRegistrar, selfSignedCertificate } from '@sallyport/assurance-ca-commands/tls';
import { keyUri } from '@sallyport/assurance-claims';
import { DAY, fromBase64, SECOND, systemClock, systemRandom, systemTimer } from '@sallyport/core';
import { buildRequest } from '@sallyport/http';
import { onboardingEvent } from '@sallyport/onboarding';
import { type Certificate, generateKeyPair, softwareSigner } from '@sallyport/pki';
import { birthUri } from '../../src/assurance/device-uri.ts';
import { type Domain, ldevidProfile, routerProfile } from '../../src/index.ts';
import { until } from '../admission/support/nas.ts';
import { EventReader } from '../api/support.ts';
import { startDomain } from '../support.ts';
import { claim, type Lamp, lampFor, makeWelcome, objectsOf, outcomeAt, run, textOf } from './support.ts';

const ROUTERS = { listen: { host: '127.0.0.1', port: 0 } };
let domain: Domain;
let lamp: Lamp;
let pair: ReturnType<typeof generateKeyPair>;
const errors: unknown[] = [];

beforeEach(async () => {
  errors.length = 0;
  domain = await startDomain({
    listen: undefined,
    assurance: { routers: ROUTERS },
    onError: (error) => errors.push(error),
  });
  lamp = await lampFor(domain);
  pair = generateKeyPair('P-256');
  await run(domain, 'policy.adopt', { policy: 'build-5' });
  await outcomeAt(domain, lamp.device, 'C.3');
  await makeWelcome(domain, lamp);
});
afterEach(async () => {
  await domain.close();
  assert.deepEqual(errors, []);
});

interface ConnectedRouter extends AsyncDisposable {
  /** Who is let through, by the name of its key. */
  readonly ports: ReadonlyMap<string, DeviceAccess>;
  readonly events: string[];
}

function selfSigned(): Promise<Certificate> {
  return selfSignedCertificate({
    signer: softwareSigner(pair.privateKey),
    commonName: 'router',
    random: systemRandom,
    notBefore: new Date(Date.now() - DAY),
  });
}

/** A router with the owner's word, or certified by the domain. */
async function connectRouter(certificate: Certificate, word: Uint8Array | undefined): Promise<ConnectedRouter> {
  const ports = new Map<string, DeviceAccess>();
  const events: string[] = [];
  let kept: Uint8Array | undefined;
  const set = (all: readonly DeviceAccess[]) => {
    for (const one of all) ports.set(one.device, one);
  };
  const side = await RouterSide.open({
    certificate,
    membership:
      word === undefined ? { by: 'domain', anchors: [domain.authority.certificate] } : { by: 'owner', claim: word },
    store: {
      load: async () => kept,
      save: async (document) => {
        kept = document;
      },
    },
    enforcer: {
      canConstrain: false,
      replace: async (all) => {
        ports.clear();
        set(all);
      },
      change: async (some) => set(some),
    },
    clock: systemClock,
    timer: systemTimer,
    onEvent: ({ type }) => events.push(type),
  });
  const connection = await connectToRegistrar({
    side,
    identity: { key: pair.privateKey, certificateChain: [certificate.der] },
    host: '127.0.0.1',
    port: domain.assurance.routers.port ?? 0,
  });
  return {
    ports,
    events,
    async [Symbol.asyncDispose]() {
      connection.close();
      await connection.over;
      await side.close();
    },
  };
}

async function bringAboard(lifetime = DAY): Promise<void> {
  const facts = { device: lamp.device, network: 'home-network' };
  await domain.authority.issue({
    profile: ldevidProfile(lifetime),
    facts,
    publicKey: generateKeyPair('P-256').publicKey,
  });
  domain.assurance.routers.heard(
    onboardingEvent({ session: 's', protocol: 'brski', step: 'D.6', ok: true, at: domain.now(), device: lamp.device }),
  );
  await domain.assurance.routers.settled();
}

const uri = () => birthUri(lamp.device.credential ?? new Uint8Array());

describe('a router with the owner’s word', () => {
  it('hears of a device that comes aboard, and of its trust that goes and comes', async () => {
    const certificate = await selfSigned();
    const added = await run(domain, 'routers.add', { router: keyUri(certificate.spki), name: 'the attic' });
    await using router = await connectRouter(certificate, fromBase64(textOf(added, 'claim')));
    await until(() => router.events.includes('synced'));
    assert.deepEqual([...router.ports], []);
    await bringAboard();
    await until(() => router.ports.get(uri())?.access === 'open');
    assert.equal(router.ports.get(uri())?.access, 'open');
    const { id = '' } = await claim(domain, 'Distrust', { id: 'LAMP-1', role: 'device' });
    await until(() => router.ports.get(uri())?.access === 'out');
    assert.equal(router.ports.get(uri())?.access, 'out');
    await run(domain, 'claims.retract', { id });
    await until(() => router.ports.get(uri())?.access === 'open');
    assert.equal(router.ports.get(uri())?.access, 'open');
    const issued = objectsOf(await run(domain, 'claims.list', { origin: 'issued' }), 'claims');
    assert.deepEqual(
      issued.map(({ type }) => type),
      ['TrustCommand', 'RevokeCommand', 'TrustCommand'],
    );
    const listed = objectsOf(await run(domain, 'routers.list'), 'routers');
    assert.deepEqual([listed.length, listed[0]?.['name']], [1, 'the attic']);
    assert.notEqual(listed[0]?.['connection'], null);
  });

  it('hears of a device whose certificate has ended, of which nothing but time tells', async () => {
    const certificate = await selfSigned();
    const added = await run(domain, 'routers.add', { router: keyUri(certificate.spki), name: 'the attic' });
    await using router = await connectRouter(certificate, fromBase64(textOf(added, 'claim')));
    await until(() => router.events.includes('synced'));
    await bringAboard(5 * SECOND);
    await until(() => router.ports.get(uri())?.access === 'open');
    for (let isOut = false; !isOut; isOut = router.ports.get(uri())?.access === 'out') {
      await sleep(500);
      await domain.assurance.routers.refresh();
      await domain.assurance.routers.settled();
    }
    assert.equal(router.ports.get(uri())?.access, 'out');
  });

  it('is turned away once it was removed, whatever it shows', async () => {
    const certificate = await selfSigned();
    const key = keyUri(certificate.spki);
    const word = fromBase64(textOf(await run(domain, 'routers.add', { router: key, name: 'the attic' }), 'claim'));
    await using router = await connectRouter(certificate, word);
    await until(() => router.events.includes('synced'));
    await run(domain, 'routers.remove', { router: key });
    await until(() => domain.assurance.routers.connected.length === 0);
    await using again = await connectRouter(certificate, word);
    await until(() => again.events.includes('registrar-refused') || again.events.includes('registrar-lost'));
    assert.ok(!again.events.includes('synced'));
    assert.equal(objectsOf(await run(domain, 'routers.list'), 'routers')[0]?.['isRemoved'], true);
  });

  it('is told of to the pages that are open, when it comes and when it is lost', async () => {
    const certificate = await selfSigned();
    const added = await run(domain, 'routers.add', { router: keyUri(certificate.spki), name: 'the attic' });
    const request = buildRequest({ target: '/api/v1/events?topics=router' });
    const { stream } = await domain.localApi.handler(request);
    assert.ok(stream !== undefined);
    const reader = new EventReader(stream);
    const seen: number[] = [];
    // Until the domain is closed.
    void (async () => {
      while ((await reader.next('router')) !== undefined) seen.push(domain.assurance.routers.connected.length);
    })();
    {
      await using router = await connectRouter(certificate, fromBase64(textOf(added, 'claim')));
      await until(() => router.events.includes('synced') && seen.includes(1));
    }
    await until(() => seen.at(-1) === 0);
    assert.deepEqual([seen.includes(1), seen.at(-1)], [true, 0]);
  });

  it('hears that a device was revoked', async () => {
    const certificate = await selfSigned();
    const added = await run(domain, 'routers.add', { router: keyUri(certificate.spki), name: 'the attic' });
    await using router = await connectRouter(certificate, fromBase64(textOf(added, 'claim')));
    await until(() => router.events.includes('synced'));
    await bringAboard();
    await until(() => router.ports.get(uri())?.access === 'open');
    const { manufacturer = '', serialNumber } = lamp.device;
    await domain.revokeDevice(
      { manufacturer, serialNumber },
      { reason: 'keyCompromise', refuse: false, note: undefined },
    );
    await until(() => router.ports.get(uri())?.access === 'out');
    assert.equal(router.ports.get(uri())?.access, 'out');
  });
});

describe('a router that the domain certified', () => {
  it('needs no word, and is turned away once its certificate is revoked', async () => {
    const facts = { owner: 'Home', serialNumber: 'R-1' };
    const certificate = await domain.authority.issue({ profile: routerProfile, facts, publicKey: pair.publicKey });
    {
      await using router = await connectRouter(certificate, undefined);
      await until(() => router.events.includes('synced'));
      assert.ok(router.events.includes('synced'));
    }
    await domain.authority.revoke(certificate.serialNumber, 'keyCompromise');
    await until(() => domain.assurance.routers.connected.length === 0);
    await using again = await connectRouter(certificate, undefined);
    await until(() => again.events.includes('registrar-refused') || again.events.includes('registrar-lost'));
    assert.ok(!again.events.includes('synced'));
  });

  it('is no device that has an LDevID', async () => {
    const facts = { device: lamp.device, network: 'home-network' };
    const ldevid = await domain.authority.issue({ profile: ldevidProfile(DAY), facts, publicKey: pair.publicKey });
    await using router = await connectRouter(ldevid, undefined);
    await until(() => router.events.includes('registrar-refused') || router.events.includes('registrar-lost'));
    assert.ok(!router.events.includes('synced'));
  });
});
