import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { utf8 } from '@sallyport/core';
import { JSON_TYPE, VOUCHER_CMS_JSON } from '../../src/media-types.ts';
import type { MasaPost, MasaResponse, RegistrarConfig, RegistrarErrorCode } from '../../src/registrar/index.ts';
import { device, NOW, otherDomainCa, otherRegistrar, strangerCa } from '../kit/cast.ts';
import { party } from '../kit/party.ts';
import { RegistrarRig, TRUST } from '../kit/registrar-rig.ts';
import { type Changes, pledgeRequest, type Signing, voucherFor } from '../kit/requests.ts';
import { assertRefused, flipped } from '../kit/wire.ts';

type Answer = (call: MasaPost) => Promise<MasaResponse> | MasaResponse;

function rigWith(answer: Answer, config: Partial<RegistrarConfig> = {}): RegistrarRig {
  const rig: RegistrarRig = new RegistrarRig(config, {
    masa: {
      requestVoucher: async (call) => {
        rig.calls.push(call);
        return answer(call);
      },
      requestAuditLog: () => Promise.reject(new Error('not asked')),
      fetchAuditLog: () => Promise.reject(new Error('not asked')),
    },
  });
  return rig;
}

function ok(body: Uint8Array, type = VOUCHER_CMS_JSON): MasaResponse {
  return { status: 200, headers: { 'content-type': type }, body };
}

function plain(status: number, text: string, headers: Readonly<Record<string, string>> = {}): MasaResponse {
  return { status, headers: { 'content-type': 'text/plain', ...headers }, body: utf8(text) };
}

/** The refusal, with nothing stored, nothing of the MASA's words told to the pledge, and the step that failed. */
async function assertTrouble(answer: Answer, code: RegistrarErrorCode, status: number, step = 'C.8'): Promise<void> {
  const rig = rigWith(answer);
  const response = await rig.requestVoucher(await pledgeRequest());
  const { 'retry-after': retryAfter, ...headers } = response.headers;
  assertRefused({ ...response, headers }, code, status);
  assert.equal(retryAfter, status === 503 ? '5' : undefined);
  assert.deepEqual(rig.records, []);
  assert.deepEqual(rig.steps.at(-1), `${step} ${code}`);
}

const lies =
  (changes: Changes, signing: Signing = {}): Answer =>
  async ({ body }) =>
    ok(await voucherFor(body, changes, signing));

describe('a lying MASA is found out', () => {
  it('when its voucher is for another device', () =>
    assertTrouble(lies({ serialNumber: 'SN-0002' }), 'E_BRSKI_REGISTRAR_VOUCHER_SERIAL', 502));

  it('when its voucher has another nonce', () =>
    assertTrouble(lies({ nonce: 'b3RoZXItbm9uY2U=' }), 'E_BRSKI_REGISTRAR_VOUCHER_NONCE', 502));

  it('when its voucher leaves the nonce out, and so would serve for ever', () =>
    assertTrouble(lies({ nonce: undefined }), 'E_BRSKI_REGISTRAR_VOUCHER_NONCE', 502));

  it("when its voucher pins another domain's certificate", () =>
    assertTrouble(lies({ pinnedDomainCert: otherDomainCa.certificate.der }), 'E_BRSKI_REGISTRAR_VOUCHER_PIN', 502));

  it("when its voucher pins another registrar's certificate", () =>
    assertTrouble(lies({ pinnedDomainCert: otherRegistrar.certificate.der }), 'E_BRSKI_REGISTRAR_VOUCHER_PIN', 502));

  it('when its voucher pins nothing', () =>
    assertTrouble(lies({ pinnedDomainCert: undefined }), 'E_BRSKI_REGISTRAR_VOUCHER_PIN', 502));

  it('when its voucher pins what is no certificate', () =>
    assertTrouble(lies({ pinnedDomainCert: Uint8Array.of(1, 2, 3) }), 'E_BRSKI_REGISTRAR_VOUCHER_PIN', 502));

  it("when its voucher pins a certificate of our CA's name and another key", async () => {
    const namesake = await party({ name: 'Domain CA', isCa: true });
    await assertTrouble(lies({ pinnedDomainCert: namesake.certificate.der }), 'E_BRSKI_REGISTRAR_VOUCHER_PIN', 502);
  });

  it('when its voucher has expired', () =>
    assertTrouble(lies({ expiresOn: NOW }), 'E_BRSKI_REGISTRAR_VOUCHER_EXPIRED', 502));

  it("when its voucher is not signed under the manufacturer's anchors", async () => {
    const impostor = await party({ name: 'MASA', issuer: strangerCa });
    await assertTrouble(lies({}, { by: impostor }), 'E_BRSKI_REGISTRAR_VOUCHER_SIGNATURE', 502);
  });

  it('when its voucher is signed by a device', () =>
    assertTrouble(lies({}, { by: device }), 'E_BRSKI_REGISTRAR_VOUCHER_SIGNATURE', 502));

  it('when its voucher was tampered with', () =>
    assertTrouble(
      async ({ body }) => {
        const voucher = await voucherFor(body);
        return ok(flipped(voucher, voucher.length - 1));
      },
      'E_BRSKI_REGISTRAR_VOUCHER_SIGNATURE',
      502,
    ));

  it('when it sends the request back as voucher', () =>
    assertTrouble(({ body }) => ok(body), 'E_BRSKI_REGISTRAR_MASA_RESPONSE', 502));

  it('when it sends no CMS', () => assertTrouble(() => ok(utf8('hello')), 'E_BRSKI_REGISTRAR_MASA_RESPONSE', 502));

  it('when it sends another media type', () =>
    assertTrouble(
      async ({ body }) => ok(await voucherFor(body), 'application/json'),
      'E_BRSKI_REGISTRAR_MASA_RESPONSE',
      502,
    ));

  it('when it sends no media type', () =>
    assertTrouble(
      () => ({ status: 200, headers: {}, body: utf8('x') }),
      'E_BRSKI_REGISTRAR_MASA_RESPONSE',
      502,
      'C.4',
    ));

  it('when it sends more than any voucher has', () =>
    assertTrouble(() => ok(new Uint8Array(128 * 1024 + 1)), 'E_BRSKI_REGISTRAR_MASA_RESPONSE', 502, 'C.4'));

  it('but a voucher whose signer nobody configured is judged by its signature alone, and policy is told', async () => {
    const rig = rigWith(async ({ body }) => ok(await voucherFor(body)));
    const { voucherAnchors: _, ...trust } = TRUST;
    rig.manufacturers = [trust];
    assert.equal((await rig.requestVoucher(await pledgeRequest())).status, 200);
    assert.equal(rig.asked.at(-1)?.facts['anchored'], false);
  });
});

describe('a MASA that refuses is passed on by status, and its words stay in the house', () => {
  const cases: readonly [number, RegistrarErrorCode, number][] = [
    [400, 'E_BRSKI_REGISTRAR_MASA_RESPONSE', 502],
    [401, 'E_BRSKI_REGISTRAR_MASA_UNAUTHORIZED', 502],
    [403, 'E_BRSKI_REGISTRAR_MASA_FORBIDDEN', 403],
    [404, 'E_BRSKI_REGISTRAR_MASA_DEVICE_UNKNOWN', 404],
    [406, 'E_BRSKI_REGISTRAR_MASA_NOT_ACCEPTABLE', 406],
    [415, 'E_BRSKI_REGISTRAR_MASA_MEDIA_TYPE', 415],
    [429, 'E_BRSKI_REGISTRAR_MASA_UNAVAILABLE', 503],
    [500, 'E_BRSKI_REGISTRAR_MASA_UNAVAILABLE', 503],
    [503, 'E_BRSKI_REGISTRAR_MASA_UNAVAILABLE', 503],
    [302, 'E_BRSKI_REGISTRAR_MASA_RESPONSE', 502],
    [204, 'E_BRSKI_REGISTRAR_MASA_RESPONSE', 502],
  ];
  for (const [theirs, code, ours] of cases) {
    it(`${theirs} becomes ${ours}`, () => assertTrouble(() => plain(theirs, 'secret of the maker'), code, ours, 'C.4'));
  }

  it('and are told to our own people, on one line', async () => {
    const rig = rigWith(() => plain(403, 'first line\r\nsecond\u202e line'));
    await rig.requestVoucher(await pledgeRequest());
    assert.equal(
      rig.failure?.message,
      'https://masa.example.com/.well-known/brski answered 403: first line second line',
    );
  });

  it('that cannot be reached: 503, for a while', () =>
    assertTrouble(() => Promise.reject(new Error('ECONNREFUSED')), 'E_BRSKI_REGISTRAR_MASA_UNREACHABLE', 503, 'C.4'));

  it('and the next identical request asks it anew', async () => {
    let isUp = false;
    const rig = rigWith(async ({ body }) => {
      if (!isUp) throw new Error('down');
      return ok(await voucherFor(body));
    });
    const body = await pledgeRequest();
    assert.equal((await rig.requestVoucher(body)).status, 503);
    isUp = true;
    assert.equal((await rig.requestVoucher(body)).status, 200);
    assert.equal(rig.calls.length, 2);
  });
});

describe('a MASA that asks for patience', () => {
  for (const status of [202, 503]) {
    it(`with ${status} and Retry-After has the pledge wait, and gets the same request again`, async () => {
      let answers = 0;
      const rig = rigWith(async ({ body }) =>
        answers++ === 0 ? plain(status, '', { 'retry-after': '7' }) : ok(await voucherFor(body)),
      );
      const body = await pledgeRequest();
      const first = await rig.requestVoucher(body);
      assert.equal(first.status, 202);
      assert.equal(first.headers['retry-after'], '7');
      rig.clock.advance(7000);
      assert.equal((await rig.requestVoucher(body)).status, 200);
      const [one, two] = rig.calls;
      assert.deepEqual(one?.body, two?.body);
    });
  }

  it('for longer than a pledge waits is told the pledge as a minute', async () => {
    const rig = rigWith(() => plain(202, '', { 'retry-after': '86400' }));
    assert.equal((await rig.requestVoucher(await pledgeRequest())).headers['retry-after'], '60');
  });

  it('until a date', async () => {
    const rig = rigWith(() => plain(202, '', { 'retry-after': new Date(NOW.getTime() + 9000).toUTCString() }));
    assert.equal((await rig.requestVoucher(await pledgeRequest())).headers['retry-after'], '9');
  });

  it('in words nobody understands', async () => {
    const rig = rigWith(() => plain(202, '', { 'retry-after': 'soon' }));
    assert.equal((await rig.requestVoucher(await pledgeRequest())).headers['retry-after'], '1');
  });
});

describe('vouchers of kinds that cannot be read here', () => {
  const opaque: Answer = () => ok(utf8('cose'), 'application/voucher-cose+cbor');
  const accept = { accept: 'application/voucher-cose+cbor' };

  it('are not forwarded', async () => {
    const rig = rigWith(opaque);
    const response = await rig.requestVoucher(await pledgeRequest());
    assertRefused(response, 'E_BRSKI_REGISTRAR_MASA_RESPONSE', 502);
  });

  it('are forwarded unread in the mode for it, when the pledge takes them; policy is told', async () => {
    const rig = rigWith(opaque, { reducedSecurity: { opaqueVouchers: true } });
    const response = await rig.requestVoucher(await pledgeRequest(), undefined, accept);
    assert.equal(response.status, 200);
    assert.equal(response.headers['content-type'], 'application/voucher-cose+cbor');
    assert.deepEqual(response.body, utf8('cose'));
    assert.equal(rig.asked.at(-1)?.facts['opaque'], true);
    assert.equal(rig.calls[0]?.accept, accept.accept);
    const [record] = rig.records;
    assert.ok(record?.kind === 'voucher-forwarded' && record.assertion === undefined);
  });

  it('are not forwarded in that mode either to a pledge that does not take them', async () => {
    const rig = rigWith(() => ok(utf8('{}'), JSON_TYPE), { reducedSecurity: { opaqueVouchers: true } });
    const response = await rig.requestVoucher(await pledgeRequest(), undefined, { accept: VOUCHER_CMS_JSON });
    assertRefused(response, 'E_BRSKI_REGISTRAR_MASA_RESPONSE', 502);
  });
});
