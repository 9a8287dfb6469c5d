import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { der } from '@sallyport/der';
import type { ConnectionInfo } from '@sallyport/http';
import { deny } from '@sallyport/onboarding';
import { signCms } from '@sallyport/pki/cms';
import fc from 'fast-check';
import { encodeArtifact } from '../../src/artifact/index.ts';
import { masaUrlExtension } from '../../src/masa-url.ts';
import { PATHS } from '../../src/paths.ts';
import type { RegistrarConfig, RegistrarErrorCode } from '../../src/registrar/index.ts';
import {
  device,
  makeDevice,
  maker,
  NOW,
  otherDevice,
  otherRegistrar,
  registrar,
  SERIAL,
  strangeDevice,
  strangerCa,
} from '../kit/cast.ts';
import { party } from '../kit/party.ts';
import { RegistrarRig, TRUST } from '../kit/registrar-rig.ts';
import { pledgeRequest } from '../kit/requests.ts';
import { assertRefused, connection, flipped, postJson } from '../kit/wire.ts';

interface Forbidden {
  readonly body?: Uint8Array;
  readonly on?: ConnectionInfo;
  readonly headers?: Readonly<Record<string, string>>;
  readonly config?: Partial<RegistrarConfig>;
  readonly rig?: (rig: RegistrarRig) => void;
  readonly code: RegistrarErrorCode;
  readonly status: number;
  /** Whether the MASA hears of the device: of one that is refused before, it must not (privacy). */
  readonly asksMasa?: boolean;
}

/** Nothing stored, nothing leaked: neither journal nor MASA nor audit log has heard of it, one event has. */
async function refuse(forbidden: Forbidden): Promise<RegistrarRig> {
  const rig = new RegistrarRig(forbidden.config);
  forbidden.rig?.(rig);
  const body = forbidden.body ?? (await pledgeRequest());
  const response = await rig.requestVoucher(body, forbidden.on, forbidden.headers);
  assertRefused(response, forbidden.code, forbidden.status);
  assert.deepEqual(rig.records, []);
  if (forbidden.asksMasa !== true) {
    assert.deepEqual(rig.calls, []);
    assert.deepEqual(rig.steps, [`C.3 ${forbidden.code}`]);
  }
  return rig;
}

async function assertForbidden(forbidden: Forbidden): Promise<void> {
  await refuse(forbidden);
}

const good = await pledgeRequest();

describe('a registrar refuses a message', () => {
  it('of another media type', () =>
    assertForbidden({
      headers: { 'content-type': 'application/voucher-jws+json' },
      code: 'E_BRSKI_REGISTRAR_MEDIA_TYPE',
      status: 415,
    }));

  it('without a media type', () =>
    assertForbidden({ headers: { 'content-type': '' }, code: 'E_BRSKI_REGISTRAR_MEDIA_TYPE', status: 415 }));

  it('whose sender takes only other kinds of voucher', () =>
    assertForbidden({
      headers: { accept: 'application/voucher-cose+cbor' },
      code: 'E_BRSKI_REGISTRAR_NOT_ACCEPTABLE',
      status: 406,
    }));

  it('whose Accept field holds no media range', () =>
    assertForbidden({ headers: { accept: '@@@' }, code: 'E_BRSKI_REGISTRAR_ACCEPT_SYNTAX', status: 415 }));

  it('that is larger than any request', () =>
    assertForbidden({ body: new Uint8Array(64 * 1024 + 1), code: 'E_BRSKI_REGISTRAR_TOO_LARGE', status: 413 }));

  it('by another method, naming the right one', async () => {
    const rig = new RegistrarRig();
    const request = postJson(PATHS.requestVoucher, good, connection(registrar, device));
    const response = await rig.registrar.handle({ ...request, method: 'GET' });
    assertRefused(
      { ...response, headers: { 'content-type': response.headers['content-type'] ?? '' } },
      'E_BRSKI_REGISTRAR_METHOD',
      405,
    );
    assert.equal(response.headers['allow'], 'POST');
  });

  it('to another path', async () => {
    const response = await new RegistrarRig().status('/.well-known/brski/requestauditlog', good);
    assertRefused(response, 'E_BRSKI_REGISTRAR_PATH', 404);
  });

  it('beyond the rate it allows one address, and says when to come back', async () => {
    const rig = new RegistrarRig({ rateLimit: { burst: 1, interval: 2000 } });
    assert.equal((await rig.requestVoucher(good)).status, 200);
    const response = await rig.requestVoucher(good);
    assertRefused(response, 'E_BRSKI_REGISTRAR_RATE', 429);
    assert.equal(response.headers['retry-after'], '2');
    assert.equal((await rig.requestVoucher(good, connection(registrar, device, '192.0.2.2'))).status, 200);
    rig.clock.advance(2000);
    assert.equal((await rig.requestVoucher(good)).status, 200);
  });
});

describe('a registrar refuses an identity', () => {
  it('that is not shown: a client without a certificate', () =>
    assertForbidden({ on: connection(registrar), code: 'E_BRSKI_REGISTRAR_IDEVID_MISSING', status: 403 }));

  it('that came over no TLS at all', () =>
    assertForbidden({
      on: { id: 'plain', remoteAddress: '192.0.2.1', tls: undefined },
      code: 'E_BRSKI_REGISTRAR_IDEVID_MISSING',
      status: 403,
    }));

  it('that is no certificate', () => {
    const on = connection(registrar, device);
    assert.ok(on.tls !== undefined);
    const tls = { ...on.tls, peerCertificate: Uint8Array.of(1, 2, 3), peerChain: [] };
    return assertForbidden({ on: { ...on, tls }, code: 'E_BRSKI_REGISTRAR_IDEVID_SYNTAX', status: 404 });
  });

  it('of an unknown manufacturer', async () =>
    assertForbidden({
      on: connection(registrar, strangeDevice),
      body: await pledgeRequest({ serialNumber: 'SN-0666' }, { by: strangeDevice }),
      code: 'E_BRSKI_REGISTRAR_MANUFACTURER_UNKNOWN',
      status: 404,
    }));

  it('is on record by what it says of itself, which nothing proves, and the address it came from', async () => {
    const rig = await refuse({
      on: { ...connection(registrar, strangeDevice), remoteAddress: '192.0.2.1' },
      body: await pledgeRequest({ serialNumber: 'SN-0666' }, { by: strangeDevice }),
      code: 'E_BRSKI_REGISTRAR_MANUFACTURER_UNKNOWN',
      status: 404,
    });
    const [event] = rig.events;
    assert.deepEqual(
      [event?.device?.serialNumber, event?.device?.manufacturer, event?.device?.assurance, event?.facts['from']],
      ['SN-0666', undefined, 'claimed', '192.0.2.1'],
    );
  });

  it('has no model on record that would turn the direction of what is written beside it', async () => {
    const odd = await party({
      name: [
        ['OU', 'La\u202emp'],
        ['serialNumber', 'SN-0666'],
      ],
      issuer: strangerCa,
      notAfter: 'never',
    });
    const rig = await refuse({
      on: connection(registrar, odd),
      body: await pledgeRequest({ serialNumber: 'SN-0666' }, { by: odd }),
      code: 'E_BRSKI_REGISTRAR_MANUFACTURER_UNKNOWN',
      status: 404,
    });
    assert.equal(rig.events[0]?.device?.model, 'La mp');
  });

  it('of an unknown manufacturer, hinting at the administrator when told to', () =>
    assertForbidden({
      on: connection(registrar, strangeDevice),
      config: { hintAtUnknownManufacturers: true },
      code: 'E_BRSKI_REGISTRAR_MANUFACTURER_UNLISTED',
      status: 403,
    }));

  it('of a manufacturer that was taken off the list a moment ago', async () => {
    const rig = new RegistrarRig();
    assert.equal((await rig.requestVoucher(good)).status, 200);
    rig.manufacturers = [];
    const response = await rig.requestVoucher(await pledgeRequest({ nonce: 'bm9uY2UtdHdvLTAy' }));
    assertRefused(response, 'E_BRSKI_REGISTRAR_MANUFACTURER_UNKNOWN', 404);
  });

  it("issued under a known manufacturer's name by somebody else", async () => {
    const impostor = await party({ name: 'Maker IDevID CA', isCa: true });
    const forged = await makeDevice(SERIAL, { issuer: impostor });
    await assertForbidden({
      on: connection(registrar, forged),
      body: await pledgeRequest({}, { by: forged }),
      // Not even where unknown manufacturers are let in.
      config: { reducedSecurity: { unknownManufacturers: true } },
      code: 'E_BRSKI_REGISTRAR_IDEVID_UNTRUSTED',
      status: 404,
    });
  });

  const lapsing = (notBefore: string, notAfter: string) =>
    party({
      name: [['serialNumber', SERIAL]],
      issuer: maker,
      notBefore: new Date(notBefore),
      notAfter: new Date(notAfter),
      extensions: [masaUrlExtension('masa.example.com')],
    });

  it('that has expired', async () => {
    const expired = await lapsing('2026-01-01', '2026-05-01');
    await assertForbidden({
      on: connection(registrar, expired),
      body: await pledgeRequest({}, { by: expired }),
      code: 'E_BRSKI_REGISTRAR_IDEVID_EXPIRED',
      status: 404,
    });
  });

  it('that is not valid yet', async () => {
    const early = await lapsing('2026-07-01', '2026-12-01');
    await assertForbidden({
      on: connection(registrar, early),
      body: await pledgeRequest({}, { by: early }),
      code: 'E_BRSKI_REGISTRAR_IDEVID_EXPIRED',
      status: 404,
    });
  });

  it('that expires between two requests, though the verdict is remembered', async () => {
    const rig = new RegistrarRig();
    const lapsed = await lapsing('2026-01-01', '2026-06-01T12:30:00Z');
    rig.masa.devices.delete(SERIAL);
    rig.masa.devices.set(SERIAL, { serialNumber: SERIAL, key: 'k' });
    const on = connection(registrar, lapsed);
    assert.equal((await rig.requestVoucher(await pledgeRequest({}, { by: lapsed }), on)).status, 200);
    rig.clock.advance(31 * 60_000);
    const response = await rig.requestVoucher(await pledgeRequest({ nonce: 'bm9uY2UtdHdvLTAy' }, { by: lapsed }), on);
    assertRefused(response, 'E_BRSKI_REGISTRAR_IDEVID_EXPIRED', 404);
  });

  it('without a serial number', async () => {
    const nameless = await party({ name: 'no number', issuer: maker });
    await assertForbidden({
      on: connection(registrar, nameless),
      code: 'E_BRSKI_REGISTRAR_SERIAL_MISSING',
      status: 404,
    });
  });
});

describe('a registrar refuses a voucher-request', () => {
  it('that is not CMS', () =>
    assertForbidden({ body: Uint8Array.of(0x30, 0), code: 'E_BRSKI_REGISTRAR_REQUEST_SYNTAX', status: 400 }));

  it('that is base64 where DER belongs', () =>
    assertForbidden({
      body: Buffer.from(Buffer.from(good).toString('base64')),
      code: 'E_BRSKI_REGISTRAR_REQUEST_SYNTAX',
      status: 400,
    }));

  it('that is empty', () =>
    assertForbidden({ body: new Uint8Array(0), code: 'E_BRSKI_REGISTRAR_REQUEST_SYNTAX', status: 400 }));

  const signedAs = (contentType: string, content: Uint8Array) =>
    signCms({ content, contentType, signers: [{ certificate: device.certificate, signer: device.signer }] });

  it('in an unknown format inside the CMS', async () =>
    assertForbidden({
      body: await signedAs('1.2.840.113549.1.9.16.1.4', new Uint8Array(8)),
      code: 'E_BRSKI_REGISTRAR_REQUEST_FORMAT',
      status: 406,
    }));

  it('that is a voucher', async () =>
    assertForbidden({
      body: await signedAs(
        '1.2.840.113549.1.7.1',
        encodeArtifact({ kind: 'voucher', attributes: { serialNumber: SERIAL }, unknown: {} }),
      ),
      code: 'E_BRSKI_REGISTRAR_REQUEST_SYNTAX',
      status: 400,
    }));

  it('with two signers', async () => {
    const content = encodeArtifact({ kind: 'voucher-request', attributes: { serialNumber: SERIAL }, unknown: {} });
    const signers = [device, otherDevice].map(({ certificate, signer }) => ({ certificate, signer }));
    const body = await signCms({ content, signers });
    await assertForbidden({ body, code: 'E_BRSKI_REGISTRAR_REQUEST_SYNTAX', status: 400 });
  });

  it('whose signature was tampered with', () =>
    assertForbidden({ body: flipped(good, good.length - 1), code: 'E_BRSKI_REGISTRAR_SIGNATURE', status: 403 }));

  it('whose content was tampered with', () => {
    const at = Buffer.from(good).indexOf(SERIAL);
    return assertForbidden({ body: flipped(good, at), code: 'E_BRSKI_REGISTRAR_SIGNATURE', status: 403 });
  });

  it('signed by another device than the one connected', async () =>
    assertForbidden({
      body: await pledgeRequest({}, { by: otherDevice }),
      code: 'E_BRSKI_REGISTRAR_SIGNER',
      status: 403,
    }));

  it("signed by the connected device's key under another device's certificate", async () => {
    const doubled = await party({ name: [['serialNumber', 'SN-0002']], issuer: maker, signer: device.signer });
    await assertForbidden({
      body: await pledgeRequest({}, { by: doubled }),
      code: 'E_BRSKI_REGISTRAR_SIGNER',
      status: 403,
    });
  });

  const proximity = { code: 'E_BRSKI_REGISTRAR_PROXIMITY', status: 401 } as const;

  it('made at another registrar', async () =>
    assertForbidden({
      body: await pledgeRequest({ proximityRegistrarCert: otherRegistrar.certificate.der }),
      ...proximity,
    }));

  it('without a proximity-registrar-cert', async () =>
    assertForbidden({ body: await pledgeRequest({ proximityRegistrarCert: undefined }), ...proximity }));

  it('without the assertion proximity', async () =>
    assertForbidden({ body: await pledgeRequest({ assertion: undefined }), ...proximity }));

  it('with another assertion', async () =>
    assertForbidden({ body: await pledgeRequest({ assertion: 'verified' }), ...proximity }));

  it('made at another registrar, and closes the connection', async () => {
    const body = await pledgeRequest({ proximityRegistrarCert: otherRegistrar.certificate.der });
    assert.equal((await new RegistrarRig().requestVoucher(body)).close, true);
    assert.equal((await new RegistrarRig().requestVoucher(flipped(good, good.length - 1))).close, undefined);
  });

  it("with another serial number than the certificate's", async () =>
    assertForbidden({
      body: await pledgeRequest({ serialNumber: 'SN-0002' }),
      code: 'E_BRSKI_REGISTRAR_SERIAL',
      status: 404,
    }));

  it('without a serial number', async () =>
    assertForbidden({
      body: await pledgeRequest({ serialNumber: undefined }),
      code: 'E_BRSKI_REGISTRAR_SERIAL',
      status: 404,
    }));

  it('without a nonce', async () =>
    assertForbidden({
      body: await pledgeRequest({ nonce: undefined }),
      code: 'E_BRSKI_REGISTRAR_NONCE_MISSING',
      status: 403,
    }));

  it('that is stale, where freshness is asked for', async () => {
    const createdOn = new Date(NOW.getTime() - 3_600_001);
    const config = { maxRequestAge: 3_600_000 };
    await assertForbidden({
      body: await pledgeRequest({ createdOn }),
      config,
      code: 'E_BRSKI_REGISTRAR_STALE',
      status: 403,
    });
    // A pledge without a clock sends no created-on, and is not stale (RFC 8995 §5.2).
    const rig = new RegistrarRig(config);
    assert.equal((await rig.requestVoucher(await pledgeRequest({ createdOn: undefined }))).status, 200);
  });

  it('with a nonce that came before in another request', async () => {
    const rig = new RegistrarRig();
    assert.equal((await rig.requestVoucher(good)).status, 200);
    const again = await pledgeRequest({ createdOn: new Date(NOW.getTime() + 1000) });
    assertRefused(await rig.requestVoucher(again), 'E_BRSKI_REGISTRAR_NONCE_REPLAYED', 403);
    assert.equal(rig.records.length, 1);
    assert.equal(rig.calls.length, 1);
  });

  it('with a nonce that came before from another device', async () => {
    const rig = new RegistrarRig();
    assert.equal((await rig.requestVoucher(good)).status, 200);
    const body = await pledgeRequest({ serialNumber: 'SN-0002' }, { by: otherDevice });
    const response = await rig.requestVoucher(body, connection(registrar, otherDevice));
    assertRefused(response, 'E_BRSKI_REGISTRAR_NONCE_REPLAYED', 403);
  });

  it('replayed by another device that overheard it: the signer is not the sender', () =>
    assertForbidden({
      body: good,
      on: connection(registrar, otherDevice),
      code: 'E_BRSKI_REGISTRAR_SIGNER',
      status: 403,
    }));

  it('refused for something else without using up its nonce', async () => {
    const rig = new RegistrarRig();
    const body = await pledgeRequest({ proximityRegistrarCert: otherRegistrar.certificate.der });
    assert.equal((await rig.requestVoucher(body)).status, 401);
    assert.equal((await rig.requestVoucher(good)).status, 200);
  });

  it('of a device whose MASA nobody knows', async () => {
    const silent = await makeDevice(SERIAL, { masaUrl: null });
    await assertForbidden({
      on: connection(registrar, silent),
      body: await pledgeRequest({}, { by: silent }),
      code: 'E_BRSKI_REGISTRAR_MASA_URL',
      status: 403,
    });
  });

  it('of a device whose MASA URL is not https', async () => {
    const oid = masaUrlExtension('x').oid;
    const value = der.string(0x16, 'http://masa.example.com/');
    const plain = await party({
      name: [['serialNumber', SERIAL]],
      issuer: maker,
      extensions: [{ oid, critical: false, value }],
    });
    await assertForbidden({
      on: connection(registrar, plain),
      body: await pledgeRequest({}, { by: plain }),
      code: 'E_BRSKI_REGISTRAR_MASA_URL',
      status: 403,
    });
  });

  it('of a device whose configured MASA URL is not https', () =>
    assertForbidden({
      rig: (rig) => {
        rig.manufacturers = [{ ...TRUST, masaUrl: 'http://masa.example.com' }];
      },
      code: 'E_BRSKI_REGISTRAR_MASA_URL',
      status: 403,
    }));
});

describe('a registrar obeys policy', () => {
  it('that refuses the device at C.3: 404, and the MASA never hears of it', () =>
    assertForbidden({
      rig: (rig) => {
        rig.decisions['C.3'] = deny('the owner sold it');
      },
      code: 'E_BRSKI_REGISTRAR_DENIED',
      status: 404,
    }));

  it('that an administrator could change: 403', () =>
    assertForbidden({
      rig: (rig) => {
        rig.decisions['C.3'] = deny('not on the list', { fixable: true });
      },
      code: 'E_BRSKI_REGISTRAR_DENIED_FOR_NOW',
      status: 403,
    }));

  it('that refuses the device at C.8: 406, and nothing is forwarded', async () => {
    const rig = await refuse({
      rig: (given) => {
        given.decisions['C.8'] = deny('too many owners');
      },
      asksMasa: true,
      code: 'E_BRSKI_REGISTRAR_UNACCEPTABLE',
      status: 406,
    });
    assert.deepEqual(rig.steps, ['C.3', 'C.4', 'C.8 E_BRSKI_REGISTRAR_UNACCEPTABLE']);
    assert.equal(rig.failure?.message, 'too many owners');
  });

  it('by failing closed when it cannot be evaluated', async () => {
    const rig = new RegistrarRig({}, { authorizer: { decide: () => Promise.reject(new Error('database gone')) } });
    assertRefused(await rig.requestVoucher(good), 'E_BRSKI_REGISTRAR_DENIED_FOR_NOW', 403);
    assert.equal(rig.failure?.facts['policyFailure'], 'database gone');
    assert.deepEqual(rig.calls, []);
  });

  it('and judges a device again that was refused before', async () => {
    const rig = new RegistrarRig();
    rig.decisions['C.3'] = deny('not on the list', { fixable: true });
    assert.equal((await rig.requestVoucher(good)).status, 403);
    rig.decisions['C.3'] = new RegistrarRig().decisions['C.3'];
    assert.equal((await rig.requestVoucher(good)).status, 200);
  });

  it('that is told what was established, and asked once at each point', async () => {
    const rig = new RegistrarRig();
    await rig.requestVoucher(good);
    assert.deepEqual(
      rig.asked.map(({ point }) => point),
      ['C.3', 'C.8'],
    );
    const [before, after] = rig.asked;
    assert.equal(before?.device.serialNumber, SERIAL);
    assert.equal(before?.device.assurance, 'authenticated');
    assert.equal(before?.device.model, 'Lamp');
    assert.deepEqual(before?.facts, { manufacturerName: 'Maker', nonceless: false, masa: 'masa.example.com' });
    assert.equal(after?.facts['assertion'], 'proximity');
    assert.equal(after?.facts['anchored'], true);
    assert.equal(after?.facts['cached'], false);
  });
});

describe('a registrar survives', () => {
  it('every truncation of a request, with 400 and nothing stored', async () => {
    const rig = new RegistrarRig();
    for (let length = 0; length < good.length; length += 7) {
      assert.equal((await rig.requestVoucher(good.subarray(0, length))).status, 400);
    }
    assert.deepEqual(rig.records, []);
    assert.deepEqual(rig.calls, []);
  });

  it('flipped bits anywhere: a refusal of the peer, or the voucher when the bit did not count', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(good.length * 8 - 1), async (bit) => {
        const rig = new RegistrarRig();
        const body = Uint8Array.from(good);
        body[bit >> 3] = (body[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        const { status } = await rig.requestVoucher(body);
        assert.ok([200, 400, 401, 403, 404, 406].includes(status), `${status} for bit ${bit}`);
        if (status !== 200) assert.deepEqual(rig.records, []);
      }),
      { numRuns: 200 },
    );
  });

  it('a body of random bytes', async () => {
    const rig = new RegistrarRig();
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (body) => {
        assert.equal((await rig.requestVoucher(body)).status, 400);
      }),
      { numRuns: 200 },
    );
  });

  it('a journal that fails: no voucher without a record of it', async () => {
    const rig = new RegistrarRig({}, { journal: { record: () => Promise.reject(new Error('disk full')) } });
    const response = await rig.requestVoucher(good);
    assertRefused(
      { ...response, headers: { 'content-type': response.headers['content-type'] ?? '' } },
      'E_BRSKI_REGISTRAR_UNAVAILABLE',
      503,
    );
    assert.equal(response.headers['retry-after'], '5');
    assert.equal(rig.failure?.message, 'a part of the house failed: disk full');
  });
});

describe('a registrar answers a stranger', () => {
  it('with a chain that ends in a CA it does not know as it answers one it never heard of', async () => {
    const rig = new RegistrarRig();
    const on = connection(registrar, strangeDevice);
    assert.ok(on.tls !== undefined);
    const tls = { ...on.tls, peerChain: [strangeDevice.certificate.der, strangerCa.certificate.der] };
    const response = await rig.requestVoucher(await pledgeRequest({}, { by: strangeDevice }), { ...on, tls });
    assertRefused(response, 'E_BRSKI_REGISTRAR_MANUFACTURER_UNKNOWN', 404);
  });
});
