import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { didKeySigner, keyUri } from '@sallyport/assurance-claims';
import { DAY, seededRandom } from '@sallyport/core';
import {
  basicConstraints,
  buildCertificate,
  buildCertificateRevocationList,
  type Certificate,
  extendedKeyUsage,
  generateKeyPair,
  keyUsage,
  Name,
  OID,
  type Signer,
  serialNumber,
  softwareSigner,
} from '@sallyport/pki';
import { RegistrarSide } from '../../src/index.ts';
import { device, type Party, party, START, trustClaim } from '../support/people.ts';
import { ScriptedRegistrar, ScriptedRouter } from '../support/scripted.ts';
import { codes, TestRouter, World } from '../support/world.ts';

const random = seededRandom('domain');
const notAfter = new Date(START.getTime() + 365 * DAY);
const name = (text: string) => Name.of([['CN', text]]);
const PURPOSES = {
  registrar: [OID.cmcRa, OID.serverAuth, OID.clientAuth],
  router: [OID.serverAuth, OID.clientAuth],
  device: [OID.clientAuth],
  radius: [OID.serverAuth],
} as const;

interface Domain {
  readonly ca: Certificate;
  readonly signer: Signer;
  certify(what: keyof typeof PURPOSES, notBefore?: Date): Promise<Party>;
}

async function domain(): Promise<Domain> {
  const signer = softwareSigner(generateKeyPair('P-256').privateKey);
  const issuer = name('domain CA');
  const common = { issuer, signer, notBefore: START, notAfter };
  const ca = await buildCertificate({
    ...common,
    subject: issuer,
    publicKey: signer.publicKey,
    serialNumber: serialNumber(random),
    extensions: [basicConstraints({ ca: true }), keyUsage('keyCertSign', 'cRLSign')],
  });
  return {
    ca,
    signer,
    async certify(what, notBefore = START) {
      const key = generateKeyPair('P-256').privateKey;
      const own = softwareSigner(key);
      const certificate = await buildCertificate({
        ...common,
        notBefore,
        subject: name(what),
        publicKey: own.publicKey,
        serialNumber: serialNumber(random),
        extensions: [
          basicConstraints({ ca: false }),
          keyUsage('digitalSignature'),
          extendedKeyUsage([...PURPOSES[what]]),
        ],
      });
      return { key, signer: didKeySigner(own), certificate, name: keyUri(certificate.spki) };
    },
  };
}

async function worldOf(of: Domain, registrar = of.certify('registrar')): Promise<World> {
  const world = await World.open({}, registrar);
  await world.startRegistrar({ domain: { anchors: [of.ca] } });
  return world;
}

async function routerOf(of: Domain, world: World, who = of.certify('router')): Promise<TestRouter> {
  const router = new TestRouter(await who, world.claim);
  await router.start(world.time, { membership: { by: 'domain', anchors: [of.ca] } });
  return router;
}

describe('a common domain', () => {
  it('brings router and registrar together', async () => {
    const of = await domain();
    const world = await worldOf(of);
    const router = await routerOf(of, world);
    await world.side.trust(device(1));
    await world.connect(router);
    assert.deepEqual(router.inside, [device(1)]);
    assert.deepEqual(
      world.side.routers.map(({ by, owner }) => [by, owner]),
      [['domain', undefined]],
    );
  });

  it('does not make a router of a device, a server or the registrar', async () => {
    const of = await domain();
    for (const what of ['device', 'radius', 'registrar'] as const) {
      const world = await worldOf(of);
      const { certificate } = await of.certify(what);
      const router = new ScriptedRouter(undefined);
      await world.link({ side: world.side, certificate: world.registrar.certificate }, { side: router, certificate });
      assert.equal(router.last('refused').error.code, 'E_CA_COMMANDS_DOMAIN_ROLE');
    }
  });

  it('does not make a registrar of a device or a router', async () => {
    const of = await domain();
    for (const what of ['device', 'router'] as const) {
      const world = await worldOf(of);
      const router = await routerOf(of, world);
      const registrar = new ScriptedRegistrar(undefined);
      await world.link(
        { side: registrar, certificate: (await of.certify(what)).certificate },
        { side: router.running, certificate: router.party.certificate },
      );
      assert.deepEqual(codes(router.told('registrar-refused')), ['E_CA_COMMANDS_DOMAIN_ROLE']);
    }
  });

  it('is none with a certificate of another domain, of oneself, or of the future', async () => {
    const of = await domain();
    const other = await domain();
    for (const who of [
      other.certify('router'),
      party('router'),
      of.certify('router', new Date(START.getTime() + DAY)),
    ]) {
      const world = await worldOf(of);
      const router = await routerOf(of, world, who);
      await world.connect(router);
      assert.deepEqual(codes(world.told('router-refused')), ['E_CA_COMMANDS_DOMAIN']);
      assert.deepEqual(router.inside, []);
    }
  });

  it('is over when the certificate is revoked', async () => {
    const of = await domain();
    const world = await worldOf(of);
    const router = await routerOf(of, world);
    const list = (revoked: readonly string[]) =>
      buildCertificateRevocationList({
        issuer: of.ca,
        signer: of.signer,
        crlNumber: 1,
        thisUpdate: START,
        nextUpdate: notAfter,
        entries: revoked.map((serial) => ({ serialNumber: serial, revocationDate: START })),
      });
    let lists = [await list([])];
    await world.startRegistrar({ domain: { anchors: [of.ca], revocationLists: () => lists } });
    await world.connect(router);
    assert.equal(world.side.routers.length, 1);
    lists = [await list([router.party.certificate.serialNumber])];
    await world.time.advance(11_000);
    await world.settle();
    assert.deepEqual(codes(world.told('router-lost')), ['E_CA_COMMANDS_DOMAIN']);
    assert.equal(world.side.routers.length, 0);
  });
});

describe('a router that goes by its owner', () => {
  it('is not talked into going by the domain', async () => {
    const of = await domain();
    const world = await worldOf(of);
    const who = await of.certify('router');
    const router = new TestRouter(who, await trustClaim(world.owner, who.name, 'router'));
    await router.start(world.time);
    const registrar = new ScriptedRegistrar(undefined);
    await world.link(
      { side: registrar, certificate: world.registrar.certificate },
      { side: router.running, certificate: who.certificate },
    );
    assert.deepEqual(codes(router.told('registrar-refused')), ['E_CA_COMMANDS_MEMBERSHIP']);
  });

  it('is not taken by a registrar that has only a domain', async () => {
    const of = await domain();
    const world = await worldOf(of);
    const side = await RegistrarSide.open({
      certificate: world.registrar.certificate,
      signer: world.registrar.signer,
      domain: { anchors: [of.ca] },
      issued: [],
      record: async () => {},
      clock: world.time,
      timer: world.time,
    });
    const router = await world.router();
    await router.start(world.time);
    await world.link(
      { side, certificate: world.registrar.certificate },
      { side: router.running, certificate: router.party.certificate },
    );
    assert.deepEqual(codes(router.told('registrar-refused')), ['E_CA_COMMANDS_MEMBERSHIP']);
  });
});
