import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { buildRequest } from '@sallyport/http';
import { deny } from '@sallyport/onboarding';
import { buildCertificateRevocationList, crlDistributionPoints, extendedKeyUsage, OID } from '@sallyport/pki';
import { signCms } from '@sallyport/pki/cms';
import fc from 'fast-check';
import {
  type Claimant,
  type MasaConfig,
  type MasaErrorCode,
  type MasaPorts,
  ownershipRefused,
} from '../../src/masa/index.ts';
import { PATHS } from '../../src/paths.ts';
import {
  device,
  domainCa,
  makeDevice,
  makeRegistrar,
  maker,
  NOW,
  otherDevice,
  otherDomainCa,
  otherRegistrar,
  registrar,
  SERIAL,
  strangerCa,
} from '../kit/cast.ts';
import { MasaRig } from '../kit/masa-rig.ts';
import { type Party, party } from '../kit/party.ts';
import { type Changes, pledgeRequest, registrarRequest, type Signing } from '../kit/requests.ts';
import { assertRefused, flipped } from '../kit/wire.ts';

interface Forbidden {
  readonly body?: Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
  readonly config?: Partial<MasaConfig>;
  readonly ports?: Partial<MasaPorts>;
  readonly rig?: (rig: MasaRig) => void;
  readonly code: MasaErrorCode;
  readonly status: number;
}

const good = await registrarRequest();

/** No voucher, no entry in the audit log, one event that says why. */
async function refuse(forbidden: Forbidden): Promise<MasaRig> {
  const rig = new MasaRig(forbidden.config, forbidden.ports);
  forbidden.rig?.(rig);
  const response = await rig.requestVoucher(forbidden.body ?? good, forbidden.headers);
  assertRefused(response, forbidden.code, forbidden.status);
  assert.deepEqual(rig.entries, []);
  assert.deepEqual(rig.steps, [`C.5 ${forbidden.code}`]);
  return rig;
}

async function assertForbidden(forbidden: Forbidden): Promise<void> {
  await refuse(forbidden);
}

/** A registrar's request around a pledge's, both spoilt at will. */
async function around(prior: Changes, signing: Signing = {}, changes: Changes = {}): Promise<Uint8Array> {
  return registrarRequest({ priorSignedVoucherRequest: await pledgeRequest(prior, signing), ...changes });
}

describe('a MASA refuses a message', () => {
  it('of another media type', () =>
    assertForbidden({ headers: { 'content-type': 'application/json' }, code: 'E_BRSKI_MASA_MEDIA_TYPE', status: 415 }));

  it('whose sender takes only other kinds of voucher', () =>
    assertForbidden({
      headers: { accept: 'application/voucher-cose+cbor, application/json;q=0.1' },
      code: 'E_BRSKI_MASA_NOT_ACCEPTABLE',
      status: 406,
    }));

  it('whose Accept field holds no media range', () =>
    assertForbidden({ headers: { accept: '@@@' }, code: 'E_BRSKI_MASA_ACCEPT_SYNTAX', status: 415 }));

  it('that is larger than any request', () =>
    assertForbidden({ body: new Uint8Array(128 * 1024 + 1), code: 'E_BRSKI_MASA_TOO_LARGE', status: 413 }));

  it('by another method, naming the right one', async () => {
    const response = await new MasaRig().handle(buildRequest({ method: 'PUT', target: PATHS.requestVoucher }));
    assert.equal(response.status, 405);
    assert.equal(response.headers['allow'], 'POST');
  });

  it('to another path', async () => {
    const response = await new MasaRig().handle(
      buildRequest({ method: 'POST', target: '/.well-known/brski/voucher_status' }),
    );
    assertRefused(response, 'E_BRSKI_MASA_PATH', 404);
  });

  it('beyond the rate it allows one address', async () => {
    const rig = new MasaRig({ rateLimit: { burst: 1, interval: 60_000 } });
    assert.equal((await rig.requestVoucher(good)).status, 200);
    const response = await rig.requestVoucher(good);
    assert.equal(response.status, 429);
    assert.equal(response.headers['retry-after'], '60');
    assert.equal(rig.entries.length, 1);
  });
});

describe("a MASA refuses a registrar's request", () => {
  it('that is not CMS', () =>
    assertForbidden({ body: Uint8Array.of(0x30, 0x00), code: 'E_BRSKI_MASA_REQUEST_SYNTAX', status: 400 }));

  it('in an unknown format inside the CMS', async () => {
    const { certificate, signer } = registrar;
    const body = await signCms({
      content: new Uint8Array(4),
      contentType: '1.2.3.4',
      signers: [{ certificate, signer }],
    });
    await assertForbidden({ body, code: 'E_BRSKI_MASA_REQUEST_FORMAT', status: 415 });
  });

  it('without a serial number', async () =>
    assertForbidden({
      body: await registrarRequest({ serialNumber: undefined }),
      code: 'E_BRSKI_MASA_REQUEST_RULE',
      status: 400,
    }));

  it('with a proximity-registrar-cert, which is for pledges', async () =>
    assertForbidden({
      body: await registrarRequest({ proximityRegistrarCert: registrar.certificate.der }),
      code: 'E_BRSKI_MASA_REQUEST_RULE',
      status: 400,
    }));

  it('whose signature was tampered with', () =>
    assertForbidden({ body: flipped(good, good.length - 1), code: 'E_BRSKI_MASA_SIGNATURE', status: 403 }));

  it('whose content was tampered with', () =>
    assertForbidden({
      body: flipped(good, Buffer.from(good).indexOf(SERIAL)),
      code: 'E_BRSKI_MASA_SIGNATURE',
      status: 403,
    }));

  it('without the certificate of its signer', async () => {
    const body = await registrarRequest();
    const at = Buffer.from(body).indexOf(Buffer.from(registrar.certificate.der));
    const other = Uint8Array.from(body);
    other.set(otherRegistrar.certificate.der.subarray(0, registrar.certificate.der.length), at);
    const response = await new MasaRig().requestVoucher(other);
    assert.ok(response.status === 403 || response.status === 400);
  });

  it('signed by what is no registrar: an end entity of the domain without id-kp-cmcRA', async () => {
    const ldevid = await party({ name: 'LDevID', issuer: domainCa, extensions: [extendedKeyUsage([OID.clientAuth])] });
    const prior = await pledgeRequest({ proximityRegistrarCert: ldevid.certificate.der });
    await assertForbidden({
      body: await registrarRequest({ priorSignedVoucherRequest: prior }, { by: ldevid }),
      code: 'E_BRSKI_MASA_NOT_REGISTRAR',
      status: 403,
    });
  });

  it('signed by a certificate without any extended key usage', async () => {
    const bare = await party({ name: 'bare', issuer: domainCa });
    await assertForbidden({
      body: await registrarRequest({}, { by: bare }),
      code: 'E_BRSKI_MASA_NOT_REGISTRAR',
      status: 403,
    });
  });

  it('signed by the domain CA itself', async () =>
    assertForbidden({
      body: await registrarRequest({}, { by: domainCa }),
      code: 'E_BRSKI_MASA_NOT_REGISTRAR',
      status: 403,
    }));

  it('signed by an expired registrar', async () => {
    const expired = await party({
      name: 'expired',
      issuer: domainCa,
      notAfter: new Date('2026-05-01T00:00:00Z'),
      extensions: [extendedKeyUsage([OID.cmcRa])],
    });
    await assertForbidden({
      body: await registrarRequest({}, { by: expired }),
      code: 'E_BRSKI_MASA_CHAIN',
      status: 403,
    });
  });

  it('signed by a registrar of an expired CA', async () => {
    const oldCa = await party({ name: 'Old CA', isCa: true, notAfter: new Date('2026-05-01T00:00:00Z') });
    const heir = await makeRegistrar('heir', oldCa);
    await assertForbidden({ body: await registrarRequest({}, { by: heir }), code: 'E_BRSKI_MASA_CHAIN', status: 403 });
  });

  it('signed by a registrar whose issuer is no CA', async () => {
    const notCa = await party({ name: 'not a CA', issuer: domainCa });
    const child = await makeRegistrar('child', notCa);
    await assertForbidden({ body: await registrarRequest({}, { by: child }), code: 'E_BRSKI_MASA_CHAIN', status: 403 });
  });

  it('whose domain CA was tampered with on the way: it might be pinned', () => {
    const ca = Buffer.from(domainCa.certificate.der);
    const at = Buffer.from(good).indexOf(ca) + ca.length - 1;
    return assertForbidden({ body: flipped(good, at), code: 'E_BRSKI_MASA_CHAIN', status: 403 });
  });

  it('whose own certificate was tampered with on the way: it might be pinned in place of the CA', () => {
    const own = Buffer.from(registrar.certificate.der);
    const at = Buffer.from(good).indexOf(own) + own.length - 1;
    return assertForbidden({ body: flipped(good, at), code: 'E_BRSKI_MASA_CHAIN', status: 403 });
  });

  it('whose issuer goes by a name that belongs to another key', async () => {
    const namesake = await party({ name: 'Domain CA', isCa: true });
    const body = await registrarRequest({}, { certificates: [namesake.certificate] });
    await assertForbidden({ body, code: 'E_BRSKI_MASA_CHAIN', status: 403 });
  });

  it('for a device it never made', async () =>
    assertForbidden({
      body: await around({ serialNumber: 'SN-9999' }, {}, { serialNumber: 'SN-9999' }),
      code: 'E_BRSKI_MASA_DEVICE_UNKNOWN',
      status: 404,
    }));

  it('that is stale, or has no created-on, where freshness is asked for', async () => {
    const config = { maxRequestAge: 60_000 };
    for (const createdOn of [new Date(NOW.getTime() - 60_001), new Date(NOW.getTime() + 60_001), undefined]) {
      await assertForbidden({
        body: await registrarRequest({ createdOn }),
        config,
        code: 'E_BRSKI_MASA_STALE',
        status: 403,
      });
    }
    assert.equal((await new MasaRig(config).requestVoucher(good)).status, 200);
  });

  it('of a registrar that does not authenticate, where it has to', () =>
    assertForbidden({ config: { requireAuthentication: true }, code: 'E_BRSKI_MASA_REGISTRAR_UNKNOWN', status: 403 }));

  it('of a registrar under other anchors than the configured ones, where it has to authenticate', () =>
    assertForbidden({
      config: { requireAuthentication: true, registrarAnchors: [otherDomainCa.certificate] },
      code: 'E_BRSKI_MASA_REGISTRAR_UNKNOWN',
      status: 403,
    }));
});

describe('a MASA refuses a revoked registrar', () => {
  const crl = (revoked: readonly string[], nextUpdate = new Date('2026-06-08T00:00:00Z')) =>
    buildCertificateRevocationList({
      issuer: domainCa.certificate,
      signer: domainCa.signer,
      thisUpdate: new Date('2026-06-01T00:00:00Z'),
      nextUpdate,
      crlNumber: 1n,
      entries: revoked.map((serialNumber) => ({ serialNumber, revocationDate: NOW })),
    });

  it('by the list in its own CMS', async () =>
    assertForbidden({
      body: await registrarRequest({}, { crls: [await crl([registrar.certificate.serialNumber])] }),
      code: 'E_BRSKI_MASA_REVOKED',
      status: 403,
    }));

  it('but not one that the list leaves out', async () => {
    const body = await registrarRequest({}, { crls: [await crl(['01'])] });
    assert.equal((await new MasaRig({ revocation: 'required' }).requestVoucher(body)).status, 200);
  });

  it('whose status cannot be had, where lists are required', () =>
    assertForbidden({ config: { revocation: 'required' }, code: 'E_BRSKI_MASA_REVOKED', status: 403 }));

  it('whose list has run out, where lists are required', async () =>
    assertForbidden({
      body: await registrarRequest({}, { crls: [await crl([], new Date('2026-06-01T06:00:00Z'))] }),
      config: { revocation: 'required' },
      code: 'E_BRSKI_MASA_REVOKED',
      status: 403,
    }));
});

describe('a MASA that can fetch revocation lists', () => {
  const named = (extensions = [crlDistributionPoints(['http://crl.example.com/domain.crl'])]) =>
    party({ name: 'named', issuer: domainCa, extensions: [extendedKeyUsage([OID.cmcRa]), ...extensions] });
  const requestOf = async (by: Party) =>
    registrarRequest(
      { priorSignedVoucherRequest: await pledgeRequest({ proximityRegistrarCert: by.certificate.der }) },
      { by },
    );
  const list = (revoked: readonly string[]) =>
    buildCertificateRevocationList({
      issuer: domainCa.certificate,
      signer: domainCa.signer,
      thisUpdate: new Date('2026-06-01T00:00:00Z'),
      nextUpdate: new Date('2026-06-08T00:00:00Z'),
      crlNumber: 1n,
      entries: revoked.map((serialNumber) => ({ serialNumber, revocationDate: NOW })),
    });

  it('fetches those that the certificates name, and refuses by them', async () => {
    const by = await named();
    const asked: number[] = [];
    const crls = async (chain: readonly unknown[]) => {
      asked.push(chain.length);
      return [await list([by.certificate.serialNumber])];
    };
    await assertForbidden({
      body: await requestOf(by),
      ports: { revocation: { crls } },
      code: 'E_BRSKI_MASA_REVOKED',
      status: 403,
    });
    assert.deepEqual(asked, [2]);
  });

  it('refuses when the servers named cannot be reached', async () => {
    await assertForbidden({
      body: await requestOf(await named()),
      ports: { revocation: { crls: () => Promise.reject(new Error('ENOTFOUND')) } },
      code: 'E_BRSKI_MASA_REVOKED',
      status: 403,
    });
  });

  it('asks each time, for a list may have grown', async () => {
    const by = await named();
    const revoked: string[] = [];
    const rig = new MasaRig({}, { revocation: { crls: async () => [await list(revoked)] } });
    const body = await requestOf(by);
    assert.equal((await rig.requestVoucher(body)).status, 200);
    revoked.push(by.certificate.serialNumber);
    assertRefused(await rig.requestVoucher(body), 'E_BRSKI_MASA_REVOKED', 403);
  });

  it('fetches nothing for certificates that name nothing, or where revocation is not looked at', async () => {
    const revocation = { crls: () => Promise.reject(new Error('asked')) };
    assert.equal((await new MasaRig({}, { revocation }).requestVoucher(good)).status, 200);
    const body = await requestOf(await named());
    assert.equal((await new MasaRig({ revocation: 'none' }, { revocation }).requestVoucher(body)).status, 200);
  });
});

describe("a MASA refuses a pledge's request inside", () => {
  it('that is not there though there is a nonce', async () =>
    assertForbidden({
      body: await registrarRequest({ priorSignedVoucherRequest: undefined }),
      code: 'E_BRSKI_MASA_PRIOR_MISSING',
      status: 403,
    }));

  it('that is no CMS', async () =>
    assertForbidden({
      body: await registrarRequest({ priorSignedVoucherRequest: Uint8Array.of(1, 2, 3) }),
      code: 'E_BRSKI_MASA_PRIOR_SYNTAX',
      status: 400,
    }));

  const signature = { code: 'E_BRSKI_MASA_PRIOR_SIGNATURE', status: 403 } as const;

  it('that was tampered with', async () => {
    const prior = await pledgeRequest();
    await assertForbidden({
      body: await registrarRequest({ priorSignedVoucherRequest: flipped(prior, prior.length - 1) }),
      ...signature,
    });
  });

  it('signed by a device of another maker', async () => {
    const twin = await makeDevice(SERIAL, { issuer: strangerCa });
    await assertForbidden({ body: await around({}, { by: twin }), ...signature });
  });

  it('signed by the registrar itself', async () =>
    assertForbidden({ body: await around({}, { by: registrar }), ...signature }));

  it('signed under an IDevID that expired, unless lifetimes are ignored', async () => {
    const expired = await party({
      name: [['serialNumber', SERIAL]],
      issuer: maker,
      signer: device.signer,
      notAfter: new Date('2026-02-01T00:00:00Z'),
    });
    const body = await around({}, { by: expired });
    await assertForbidden({ body, ...signature });
    assert.equal((await new MasaRig({ ignoreIdevidLifetimes: true }).requestVoucher(body)).status, 200);
  });

  it('signed by another key than the device was made with', async () => {
    const cloned = await makeDevice(SERIAL);
    await assertForbidden({ body: await around({}, { by: cloned }), ...signature });
  });

  const serial = { code: 'E_BRSKI_MASA_PRIOR_SERIAL', status: 403 } as const;

  it('of another device', async () =>
    assertForbidden({ body: await around({ serialNumber: 'SN-0002' }, { by: otherDevice }), ...serial }));

  it('of another device that claims the number asked for', async () =>
    assertForbidden({ body: await around({}, { by: otherDevice }), ...serial }));

  it('that claims another number than its certificate', async () =>
    assertForbidden({ body: await around({ serialNumber: 'SN-0002' }), ...serial }));

  const proximity = { code: 'E_BRSKI_MASA_PRIOR_PROXIMITY', status: 403 } as const;

  it('made at another registrar', async () =>
    assertForbidden({ body: await around({ proximityRegistrarCert: otherRegistrar.certificate.der }), ...proximity }));

  it('without a proximity-registrar-cert', async () =>
    assertForbidden({
      body: await around({ proximityRegistrarCert: undefined, assertion: undefined }),
      ...proximity,
    }));

  it('overheard by another registrar', async () =>
    assertForbidden({ body: await registrarRequest({}, { by: otherRegistrar }), ...proximity }));

  it('whose proximity-registrar-cert is no certificate', async () =>
    assertForbidden({
      body: await around({ proximityRegistrarCert: Uint8Array.of(1) }),
      code: 'E_BRSKI_MASA_PRIOR_SYNTAX',
      status: 400,
    }));

  it('with another nonce', async () =>
    assertForbidden({
      body: await around({ nonce: 'b3RoZXItbm9uY2U=' }),
      code: 'E_BRSKI_MASA_NONCE_MISMATCH',
      status: 403,
    }));

  it('without the nonce that the registrar gives', async () =>
    assertForbidden({ body: await around({ nonce: undefined }), code: 'E_BRSKI_MASA_NONCE_MISMATCH', status: 403 }));

  it('of a device nobody made here, though the maker of the certificate is known', () =>
    assertForbidden({
      rig: (rig) => rig.devices.clear(),
      code: 'E_BRSKI_MASA_DEVICE_UNKNOWN',
      status: 404,
    }));
});

describe('a MASA refuses by policy', () => {
  it('at C.5, keeping the reason in the house', async () => {
    const rig = await refuse({
      rig: (given) => {
        given.decision = deny('reported stolen');
      },
      code: 'E_BRSKI_MASA_DENIED',
      status: 403,
    });
    assert.equal(rig.events[0]?.message, 'reported stolen');
    assert.equal(rig.asked[0]?.point, 'C.5');
  });

  it('for devices on record as somebody else’s', () =>
    assertForbidden({
      ports: { ownership: { judge: async () => ({ verdict: 'refused', reason: 'sold to another' }) } },
      code: 'E_BRSKI_MASA_NOT_OWNER',
      status: 403,
    }));

  it('when another domain was quicker, which shows only while the entry is written', async () => {
    const claimants: Claimant[] = [];
    const rig = new MasaRig(
      {},
      {
        auditLog: {
          list: async () => [],
          append: async (_device, _entry, claimant) => {
            claimants.push(claimant);
            throw ownershipRefused('claimed by another domain a moment ago');
          },
        },
      },
    );
    assertRefused(await rig.requestVoucher(good), 'E_BRSKI_MASA_NOT_OWNER', 403);
    assert.deepEqual(rig.steps, ['C.5', 'C.6', 'C.7 E_BRSKI_MASA_NOT_OWNER']);
    assert.equal(rig.events.at(-1)?.message, 'claimed by another domain a moment ago');
    assert.deepEqual(
      claimants.map(({ registrar: claimant }) => claimant),
      [registrar.certificate],
    );
  });

  it('for devices on nobody’s record, where ownership has to be', () =>
    assertForbidden({ config: { requireOwnership: true }, code: 'E_BRSKI_MASA_NOT_OWNER', status: 403 }));

  it('without a nonce, where such vouchers are not given', async () =>
    assertForbidden({
      body: await registrarRequest({ nonce: undefined, priorSignedVoucherRequest: undefined }),
      code: 'E_BRSKI_MASA_NONCELESS',
      status: 403,
    }));

  it('when the policy fails, and says so to its people', async () => {
    const rig = new MasaRig({}, { authorizer: { decide: () => Promise.reject(new Error('database gone')) } });
    assertRefused(await rig.requestVoucher(good), 'E_BRSKI_MASA_DENIED', 403);
    assert.equal(rig.events[0]?.message, 'the policy could not be evaluated: database gone');
    assert.deepEqual(rig.entries, []);
  });
});

describe('a MASA whose house fails gives no voucher', () => {
  const gone = () => Promise.reject(new Error('secret path /var/masa'));
  const assertUnavailable = async (ports: Partial<MasaPorts>) => {
    const rig = new MasaRig({}, ports);
    assertRefused(await rig.requestVoucher(good), 'E_BRSKI_MASA_UNAVAILABLE', 503);
    assert.deepEqual(rig.entries, []);
  };

  it('when the audit log cannot be written', () =>
    assertUnavailable({ auditLog: { append: gone, list: async () => [] } }));
  it('when the audit log cannot be read', () =>
    assertUnavailable({ auditLog: { append: async () => undefined, list: gone } }));
  it('when the device register fails', () => assertUnavailable({ devices: { find: gone } }));
  it('when the ownership record fails', () => assertUnavailable({ ownership: { judge: gone } }));
  it('when the authenticator fails', () => assertUnavailable({ authenticator: { authenticate: gone } }));
  it('when the replay guard fails', () => assertUnavailable({ replayGuard: { claim: gone } }));
});

describe('a MASA survives', () => {
  it('every truncation of a request', async () => {
    const rig = new MasaRig();
    for (let length = 0; length < good.length; length += 13) {
      assert.equal((await rig.requestVoucher(good.subarray(0, length))).status, 400);
    }
    assert.deepEqual(rig.entries, []);
  });

  it('flipped bits anywhere', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(good.length * 8 - 1), async (bit) => {
        const rig = new MasaRig();
        const body = Uint8Array.from(good);
        body[bit >> 3] = (body[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        const { status } = await rig.requestVoucher(body);
        assert.ok([200, 400, 403, 404, 415].includes(status), `${status} for bit ${bit}`);
        assert.equal(rig.entries.length, status === 200 ? 1 : 0);
      }),
      { numRuns: 200 },
    );
  });
});

describe('the audit log resource refuses', () => {
  it('a requester that never was an owner', async () => {
    const rig = new MasaRig();
    await rig.requestVoucher(good);
    const prior = await pledgeRequest({ proximityRegistrarCert: otherRegistrar.certificate.der });
    const response = await rig.requestAuditLog(
      await registrarRequest({ priorSignedVoucherRequest: prior }, { by: otherRegistrar }),
    );
    assertRefused(response, 'E_BRSKI_MASA_NO_LOG', 404);
  });

  it('a requester that copied the key identifier of an owner, and so its domainID', async () => {
    const rig = new MasaRig({ pin: 'end-entity' });
    await rig.requestVoucher(good);
    const copied = registrar.certificate.extension(OID.subjectKeyIdentifier);
    assert.ok(copied !== undefined);
    const thief = await party({
      name: 'thief',
      withoutKeyIdentifiers: true,
      extensions: [copied, extendedKeyUsage([OID.cmcRa])],
    });
    assertRefused(await rig.requestAuditLog(await registrarRequest({}, { by: thief })), 'E_BRSKI_MASA_NO_LOG', 404);
  });

  it('a device that does not exist just as one that is not the requester’s', async () => {
    const response = await new MasaRig().requestAuditLog(await registrarRequest({ serialNumber: 'SN-9999' }));
    assertRefused(response, 'E_BRSKI_MASA_NO_LOG', 404);
  });

  it('a request with a bad signature', async () => {
    const response = await new MasaRig().requestAuditLog(flipped(good, good.length - 1));
    assertRefused(response, 'E_BRSKI_MASA_SIGNATURE', 403);
  });

  it('a sender that takes no JSON', async () => {
    const response = await new MasaRig().requestAuditLog(good, { accept: 'application/cbor' });
    assertRefused(response, 'E_BRSKI_MASA_NOT_ACCEPTABLE', 406);
  });

  it('a name that was never given out', async () => {
    const response = await new MasaRig().handle(buildRequest({ target: '/.well-known/brski/auditlog/guess' }));
    assertRefused(response, 'E_BRSKI_MASA_PATH', 404);
  });
});
