/** One test for each thing a hostile registrar, or a MASA gone wrong, could hand a pledge (RFC 8995 §5.6.1, §5.6.2). */

import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { DAY, MINUTE, utf8 } from '@sallyport/core';
import { buildCertificateRevocationList, extension } from '@sallyport/pki';
import { SignedArtifact, signArtifact } from '../../src/artifact/index.ts';
import { masaUrlExtension } from '../../src/masa-url.ts';
import type { PledgeOptions } from '../../src/pledge/options.ts';
import { decodeStatus } from '../../src/telemetry.ts';
import {
  actionIn,
  answer,
  device,
  domainCa,
  failureIn,
  maker,
  masa,
  otherRegistrar,
  type Party,
  party,
  REGISTRAR_CHAIN,
  Rig,
  registrar,
  requestIn,
  START,
  voucher,
  voucherAnswer,
  voucherCa,
} from './world.ts';

type Spoil = (request: Uint8Array) => Promise<Uint8Array>;

interface Verdict {
  readonly code: string;
  readonly reason: string;
  readonly returnLater: boolean;
}

/** Hands the pledge what `spoil` makes and gives the verdict; the report must come before the connection is dropped. */
async function verdictOn(
  spoil: Spoil,
  options: Partial<PledgeOptions> = {},
  serverChain: readonly Uint8Array[] = REGISTRAR_CHAIN,
): Promise<Verdict> {
  const rig = new Rig(options);
  const request = await rig.request(serverChain);
  const reporting = await rig.handle(voucherAnswer(await spoil(request)));
  const post = requestIn(reporting);
  assert.equal(post.path, '/.well-known/brski/voucher_status');
  const status = decodeStatus(post.body);
  assert.equal(status.status, false);
  const ending = await rig.handle(answer(200));
  assert.equal(ending[0]?.type, 'close');
  assert.ok(rig.events.every(({ step, ok }) => step !== 'D.0' || !ok));
  return {
    code: failureIn(ending),
    reason: status.reason ?? '',
    returnLater: actionIn(ending, 'failed').returnLater,
  };
}

const NOT_ACCEPTED = 'the voucher was not accepted';
const TRUSTED = { clockIsTrusted: true } as const;

describe('a pledge refuses', () => {
  for (const [what, spoil, code, reason] of [
    ['bytes that are no CMS', async () => utf8('<html>'), 'E_BRSKI_CMS_SYNTAX', NOT_ACCEPTED],
    ['an empty body', async () => new Uint8Array(0), 'E_BRSKI_CMS_SYNTAX', NOT_ACCEPTED],
    ['its own voucher-request sent back', async (request) => request, 'E_BRSKI_VOUCHER_SYNTAX', NOT_ACCEPTED],
    [
      'a voucher for another serial number',
      (request) => voucher(request, { serialNumber: 'SP-0002' }),
      'E_BRSKI_PLEDGE_SERIAL',
      'the voucher is for another device',
    ],
    [
      'a voucher without a serial number',
      (request) => voucher(request, { serialNumber: undefined }),
      'E_BRSKI_PLEDGE_SERIAL',
      'the voucher is for another device',
    ],
    [
      'a voucher for the device of another issuer with its serial number',
      (request) => voucher(request, { idevidIssuer: new Uint8Array(20).fill(7) }),
      'E_BRSKI_PLEDGE_ISSUER',
      'the voucher is for another device',
    ],
    [
      'a voucher that answers an older request',
      (request) => voucher(request, { nonce: 'AAAAAAAAAAAAAAAAAAAAAA==' }),
      'E_BRSKI_PLEDGE_NONCE',
      'the voucher answers another request',
    ],
    [
      'a voucher without an assertion',
      (request) => voucher(request, { assertion: undefined }),
      'E_BRSKI_VOUCHER_RULE',
      NOT_ACCEPTED,
    ],
    [
      'a voucher that pins no domain, without falling over',
      (request) => voucher(request, { pinnedDomainCert: undefined }),
      'E_BRSKI_PLEDGE_NOT_THIS_DOMAIN',
      'the voucher pins no domain',
    ],
    [
      'a voucher that pins rubbish',
      (request) => voucher(request, { pinnedDomainCert: utf8('rubbish') }),
      'E_BRSKI_PLEDGE_NOT_THIS_DOMAIN',
      'the voucher pins no domain',
    ],
    [
      'a voucher that pins another domain',
      (request) => voucher(request, { pinnedDomainCert: maker.certificate.der }),
      'E_BRSKI_PLEDGE_PIN',
      'the voucher does not pin this registrar',
    ],
    [
      'a voucher that pins another end entity of the same domain',
      async (request) =>
        voucher(request, { pinnedDomainCert: (await party({ name: 'R2', issuer: domainCa })).certificate.der }),
      'E_BRSKI_PLEDGE_PIN',
      'the voucher does not pin this registrar',
    ],
  ] satisfies readonly (readonly [string, Spoil, string, string])[]) {
    it(what, async () => {
      assert.deepEqual(await verdictOn(spoil), { code, reason, returnLater: true });
    });
  }

  it('every truncation of a good voucher', async () => {
    const rig = new Rig();
    const good = await voucher(await rig.request());
    for (let length = 0; length < good.length; length += 13) {
      assert.notEqual((await verdictOn(async (request) => (await voucher(request)).subarray(0, length))).code, '');
    }
  });

  it('an answer of another media type', async () => {
    for (const type of [
      'application/json',
      'application/pkcs7-mime',
      'text/html',
      '',
      'application/voucher-cms+jsonx',
    ]) {
      const rig = new Rig();
      const body = await voucher(await rig.request());
      await rig.handle(answer(200, { 'content-type': type }, body));
      assert.equal(failureIn(await rig.handle(answer(200))), 'E_BRSKI_PLEDGE_RESPONSE', type);
    }
  });

  it('an answer of no media type', async () => {
    const rig = new Rig();
    await rig.handle(answer(200, {}, await voucher(await rig.request())));
    assert.equal(failureIn(await rig.handle(answer(200))), 'E_BRSKI_PLEDGE_RESPONSE');
  });

  it('an answer without end', async () => {
    const { code } = await verdictOn(async () => new Uint8Array(1 << 20));
    assert.equal(code, 'E_BRSKI_PLEDGE_RESPONSE');
  });
});

describe('a pledge believes no signer but its manufacturer', () => {
  async function signedBy(signer: Party, certificates: readonly Party[] = []): Promise<Verdict> {
    const extra = certificates.map(({ certificate }) => certificate);
    return verdictOn((request) =>
      voucher(request, {}, { certificate: signer.certificate, signer: signer.signer, certificates: extra }),
    );
  }

  it('not the registrar itself', async () => {
    assert.deepEqual(await signedBy(registrar, [domainCa]), {
      code: 'E_BRSKI_SIGNATURE',
      reason: NOT_ACCEPTED,
      returnLater: true,
    });
  });

  it('not a stranger who borrows the name of the MASA', async () => {
    const fakeCa = await party({ name: 'Maker voucher CA', isCa: true });
    const fake = await party({ name: 'MASA', issuer: fakeCa });
    assert.equal((await signedBy(fake, [fakeCa])).code, 'E_BRSKI_SIGNATURE');
    assert.equal((await signedBy(fake, [voucherCa])).code, 'E_BRSKI_SIGNATURE');
  });

  it('not the key of a stranger beside the certificate of the MASA', async () => {
    const pretender = { publicKey: masa.signer.publicKey, sign: (data: Uint8Array) => registrar.signer.sign(data) };
    assert.equal((await signedBy({ certificate: masa.certificate, signer: pretender })).code, 'E_BRSKI_SIGNATURE');
  });

  it("not the manufacturer's CA for birth certificates", async () => {
    assert.equal((await signedBy(maker)).code, 'E_BRSKI_SIGNATURE');
  });

  it('not a sibling device, even where one CA issues everything', async () => {
    const sibling = await party({
      name: 'D2',
      issuer: voucherCa,
      serialNumber: 'SP-0002',
      extensions: [masaUrlExtension('masa.example.com')],
    });
    assert.equal((await signedBy(sibling)).code, 'E_BRSKI_PLEDGE_SIGNER');
  });

  it('not itself', async () => {
    assert.equal((await signedBy(device, [maker])).code, 'E_BRSKI_SIGNATURE');
  });

  it('but the very certificate in its firmware', async () => {
    const rig = new Rig({ voucherAnchors: [masa.certificate] });
    await rig.handle(voucherAnswer(await voucher(await rig.request())));
    actionIn(await rig.handle(answer(200)), 'done');
  });

  it('and either of two anchors during a change of keys', async () => {
    const rig = new Rig({ voucherAnchors: [maker.certificate, voucherCa.certificate] });
    await rig.handle(voucherAnswer(await voucher(await rig.request())));
    actionIn(await rig.handle(answer(200)), 'done');
  });
});

async function accepts(
  spoil: Spoil,
  options: Partial<PledgeOptions> = {},
  serverChain: readonly Uint8Array[] = REGISTRAR_CHAIN,
): Promise<Rig> {
  const rig = new Rig(options);
  const request = await rig.request(serverChain);
  await rig.handle(voucherAnswer(await spoil(request)));
  actionIn(await rig.handle(answer(200)), 'done');
  return rig;
}

describe('where the specification leaves a choice, a pledge', () => {
  it('accepts a nonceless voucher, as RFC 8995 §7.2 says it must', async () => {
    const rig = await accepts((request) => voucher(request, { nonce: undefined }));
    assert.equal(rig.events.find(({ step }) => step === 'C.10')?.facts['nonceless'], true);
  });

  it('refuses a nonceless voucher when its maker says so, as §5.6.1 allows', async () => {
    const { code, reason } = await verdictOn((request) => voucher(request, { nonce: undefined }), {
      voucherPolicy: { nonceless: 'refuse' },
    });
    assert.equal(code, 'E_BRSKI_PLEDGE_NONCELESS');
    assert.equal(reason, NOT_ACCEPTED);
  });

  it('accepts each assertion, unless its maker asks for more', async () => {
    for (const assertion of ['verified', 'logged', 'proximity'] as const) {
      await accepts((request) => voucher(request, { assertion }));
    }
    const { code } = await verdictOn((request) => voucher(request, { assertion: 'logged' }), {
      voucherPolicy: { assertions: ['verified', 'proximity'] },
    });
    assert.equal(code, 'E_BRSKI_PLEDGE_ASSERTION');
  });

  it('ignores fields it does not know', async () => {
    await accepts(async (request) => {
      const { claimed } = SignedArtifact.parse(await voucher(request), 'voucher');
      const unknown = { 'vendor:colour': 'red', 'est-domain': { deep: [1, 2, 3] } };
      return signArtifact({ ...claimed, unknown }, masa);
    });
  });
});

describe('time', () => {
  const past = new Date(START.getTime() - DAY);
  const future = new Date(START.getTime() + DAY);
  const bad: readonly (readonly [string, Spoil])[] = [
    ['created in the future', (request) => voucher(request, { createdOn: future })],
    ['expired', (request) => voucher(request, { nonce: undefined, expiresOn: past })],
    ['signed in the future', (request) => voucher(request, {}, { signingTime: future })],
  ];

  for (const [what, spoil] of bad) {
    it(`counts with a trusted clock: a voucher ${what} is refused`, async () => {
      assert.deepEqual(await verdictOn(spoil, TRUSTED), {
        code: 'E_BRSKI_PLEDGE_TIME',
        reason: NOT_ACCEPTED,
        returnLater: true,
      });
    });

    it(`does not count without one: a voucher ${what} is accepted`, async () => {
      await accepts(spoil);
    });
  }

  it('may differ a little between clocks', async () => {
    const soon = new Date(START.getTime() + MINUTE);
    await accepts((request) => voucher(request, { createdOn: soon }, { signingTime: soon }), TRUSTED);
  });

  it("counts for the MASA's certificate with a trusted clock only", async () => {
    const old = await party({ name: 'Old MASA', issuer: voucherCa, notAfter: past });
    const spoil: Spoil = (request) => voucher(request, {}, { certificate: old.certificate, signer: old.signer });
    assert.equal((await verdictOn(spoil, TRUSTED)).code, 'E_BRSKI_SIGNATURE');
    await accepts(spoil);
  });

  it("counts for the registrar's certificate with a trusted clock only", async () => {
    for (const dates of [{ notAfter: past }, { notBefore: future }]) {
      const stale = await party({ name: 'Stale', issuer: domainCa, ...dates });
      const chain = [stale.certificate.der, domainCa.certificate.der];
      assert.equal((await verdictOn((request) => voucher(request), TRUSTED, chain)).code, 'E_BRSKI_PLEDGE_PIN');
      await accepts((request) => voucher(request), {}, chain);
      const pinned: Spoil = (request) => voucher(request, { pinnedDomainCert: stale.certificate.der });
      assert.equal((await verdictOn(pinned, TRUSTED, chain)).code, 'E_BRSKI_PLEDGE_PIN');
    }
  });
});

describe('the pinned certificate completes TLS authentication', () => {
  it('as the CA above the registrar, sent or not', async () => {
    await accepts((request) => voucher(request));
    await accepts((request) => voucher(request), {}, [registrar.certificate.der]);
  });

  it('as the end entity itself, self-signed or not', async () => {
    await accepts((request) => voucher(request, { pinnedDomainCert: registrar.certificate.der }));
    const selfSigned = [otherRegistrar.certificate.der];
    await accepts((request) => voucher(request, { pinnedDomainCert: selfSigned[0] }), {}, selfSigned);
  });

  it('as another certificate of the same key', async () => {
    const renewed = await party({ name: 'Registrar', issuer: domainCa, signer: registrar.signer });
    await accepts((request) => voucher(request, { pinnedDomainCert: renewed.certificate.der }));
  });

  it('as a CA above an intermediate, sent in any order', async () => {
    const sub = await party({ name: 'Sub CA', issuer: domainCa, isCa: true });
    const leaf = await party({ name: 'Leaf', issuer: sub });
    const chain = [leaf.certificate.der, domainCa.certificate.der, sub.certificate.der];
    await accepts((request) => voucher(request), {}, chain);
    await accepts((request) => voucher(request, { pinnedDomainCert: sub.certificate.der }), {}, chain);
  });

  it('and is the only anchor: a chain that leads elsewhere does not help', async () => {
    const { code } = await verdictOn((request) => voucher(request), {}, [
      otherRegistrar.certificate.der,
      domainCa.certificate.der,
    ]);
    assert.equal(code, 'E_BRSKI_PLEDGE_PIN');
  });

  it('but an end entity vouches for nobody else', async () => {
    const child = await party({ name: 'Child', issuer: registrar });
    const chain = [child.certificate.der, registrar.certificate.der, domainCa.certificate.der];
    const { code } = await verdictOn(
      (request) => voucher(request, { pinnedDomainCert: registrar.certificate.der }),
      {},
      chain,
    );
    assert.equal(code, 'E_BRSKI_PLEDGE_PIN');
  });
});

describe('revocation of the domain certificate', () => {
  let clean: Awaited<ReturnType<typeof buildCertificateRevocationList>>;
  let listed: typeof clean;

  before(async () => {
    const dates = { thisUpdate: new Date(START.getTime() - DAY), nextUpdate: new Date(START.getTime() + DAY) };
    const base = { issuer: domainCa.certificate, signer: domainCa.signer, ...dates };
    clean = await buildCertificateRevocationList({ ...base, crlNumber: 1n, entries: [] });
    listed = await buildCertificateRevocationList({
      ...base,
      crlNumber: 2n,
      entries: [{ serialNumber: registrar.certificate.serialNumber, revocationDate: dates.thisUpdate }],
    });
  });

  it('is checked where the MASA orders it, with the lists it sends along', async () => {
    await accepts((request) => voucher(request, { domainCertRevocationChecks: true }, { crls: [clean] }));
    const revoked: Spoil = (request) => voucher(request, { domainCertRevocationChecks: true }, { crls: [listed] });
    assert.equal((await verdictOn(revoked)).code, 'E_BRSKI_PLEDGE_PIN');
  });

  it('fails closed where it is ordered and there is no list', async () => {
    const ordered: Spoil = (request) => voucher(request, { domainCertRevocationChecks: true });
    assert.equal((await verdictOn(ordered)).code, 'E_BRSKI_PLEDGE_PIN');
    const pinned: Spoil = (request) =>
      voucher(request, { domainCertRevocationChecks: true, pinnedDomainCert: registrar.certificate.der });
    assert.equal((await verdictOn(pinned)).code, 'E_BRSKI_PLEDGE_PIN');
  });

  it('is left alone where the MASA forbids it', async () => {
    await accepts((request) => voucher(request, { domainCertRevocationChecks: false }, { crls: [listed] }));
  });

  it('follows a list that is there when the voucher says nothing', async () => {
    await accepts((request) => voucher(request, {}, { crls: [clean] }));
    assert.equal((await verdictOn((request) => voucher(request, {}, { crls: [listed] }))).code, 'E_BRSKI_PLEDGE_PIN');
  });
});

describe('a hostile TLS server', () => {
  for (const [what, chain] of [
    ['no certificate', () => []],
    ['no certificate but bytes', () => [utf8('rubbish')]],
    ['an empty certificate', () => [new Uint8Array(0)]],
    ['a certificate without end', () => [new Uint8Array(1 << 20)]],
    ['eleven certificates', () => Array.from({ length: 11 }, () => registrar.certificate.der)],
    ['rubbish behind its certificate', () => [registrar.certificate.der, utf8('rubbish')]],
  ] satisfies readonly (readonly [string, () => readonly Uint8Array[]])[]) {
    it(`that presents ${what} is refused before anything is said to it`, async () => {
      const rig = new Rig();
      assert.equal(failureIn(await rig.connect(chain())), 'E_BRSKI_PLEDGE_SERVER_CHAIN');
      assert.deepEqual(rig.steps, ['C.0 E_BRSKI_PLEDGE_SERVER_CHAIN']);
    });
  }

  it('that presents a certificate whose signature is wrong is refused (RFC 8995 §5.1)', async () => {
    const forged = Uint8Array.from(registrar.certificate.der);
    forged[forged.length - 1] = (forged.at(-1) ?? 0) ^ 1;
    assert.equal(failureIn(await new Rig().connect([forged, domainCa.certificate.der])), 'E_BRSKI_PLEDGE_SERVER_CHAIN');
    const selfSigned = Uint8Array.from(otherRegistrar.certificate.der);
    selfSigned[selfSigned.length - 1] = (selfSigned.at(-1) ?? 0) ^ 1;
    assert.equal(failureIn(await new Rig().connect([selfSigned])), 'E_BRSKI_PLEDGE_SERVER_CHAIN');
  });

  it('that presents a critical extension nobody knows is not believed', async () => {
    const odd = await party({
      name: 'Odd',
      issuer: domainCa,
      extensions: [extension('1.2.3.4', Uint8Array.of(5, 0), true)],
    });
    const { code } = await verdictOn((request) => voucher(request), {}, [odd.certificate.der]);
    assert.equal(code, 'E_BRSKI_PLEDGE_PIN');
  });
});
