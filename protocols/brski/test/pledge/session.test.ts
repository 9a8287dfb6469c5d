import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { bytesEqual, DAY, fromUtf8, SECOND, seededRandom, utf8 } from '@sallyport/core';
import { defer, deny, permit } from '@sallyport/onboarding';
import { subjectAltName } from '@sallyport/pki';
import { SignedArtifact, verifyArtifact } from '../../src/artifact/index.ts';
import { sessionOf } from '../../src/server/fingerprint.ts';
import { decodeStatus } from '../../src/telemetry.ts';
import { rejectsCode, throwsCode } from '../support/throws.ts';
import {
  actionIn,
  answer,
  authorizer,
  CANDIDATE,
  cloud,
  cloudCa,
  device,
  domainCa,
  failureIn,
  identity,
  maker,
  otherRegistrar,
  party,
  REGISTRAR_CHAIN,
  Rig,
  registrar,
  requestIn,
  SERIAL,
  START,
  voucher,
  voucherAnswer,
} from './world.ts';

describe('the pledge asks for a voucher', () => {
  it('connects to the candidate first', () => {
    assert.deepEqual(new Rig().session.start(), [{ type: 'connect', to: { host: 'fe80::1%eth0', port: 443 } }]);
  });

  it('posts CMS to requestvoucher and says what it takes', async () => {
    const action = actionIn(await new Rig().connect(), 'request');
    assert.equal(action.request.method, 'POST');
    assert.equal(action.request.path, '/.well-known/brski/requestvoucher');
    assert.deepEqual(action.request.headers, {
      'content-type': 'application/voucher-cms+json',
      accept: 'application/voucher-cms+json',
    });
    assert.ok(action.maxBodyBytes > 0 && action.timeout > 0);
  });

  it('signs with the IDevID what RFC 8995 §5.2 asks for and nothing more', async () => {
    const signed = SignedArtifact.parse(await new Rig().request(), 'voucher-request');
    const verified = verifyArtifact(signed, { anchors: [maker.certificate], at: START });
    assert.ok(verified.signer.equals(device.certificate));
    const { nonce, proximityRegistrarCert, ...rest } = verified.artifact.attributes;
    assert.deepEqual(rest, { assertion: 'proximity', serialNumber: SERIAL });
    assert.ok(nonce !== undefined && nonce.length >= 20);
    assert.ok(proximityRegistrarCert !== undefined && bytesEqual(proximityRegistrarCert, registrar.certificate.der));
    assert.equal(verified.signingTime, undefined);
  });

  it('names the end entity as proximity-registrar-cert when the server sends several certificates', async () => {
    const chain = [otherRegistrar.certificate.der, domainCa.certificate.der];
    const { claimed } = SignedArtifact.parse(await new Rig().request(chain), 'voucher-request');
    assert.deepEqual(claimed.attributes.proximityRegistrarCert, otherRegistrar.certificate.der);
  });

  it('says created-on and signingTime with a clock it trusts', async () => {
    const signed = SignedArtifact.parse(await new Rig({ clockIsTrusted: true }).request(), 'voucher-request');
    assert.deepEqual(signed.claimed.attributes.createdOn, START);
    assert.deepEqual(verifyArtifact(signed, { signatureOnly: true }).signingTime, START);
  });

  it('makes a nonce of its own for each attempt, in series and in parallel', async () => {
    const random = seededRandom('one generator');
    const requests = await Promise.all(Array.from({ length: 8 }, () => new Rig({ random }).request()));
    const nonces = requests.map((cms) => SignedArtifact.parse(cms, 'voucher-request').claimed.attributes.nonce);
    assert.equal(new Set(nonces).size, 8);
  });

  it('takes a signer that answers later, as a TPM does', async () => {
    const slow = {
      publicKey: device.signer.publicKey,
      sign: async (data: Uint8Array) => {
        await new Promise((resolve) => setImmediate(resolve));
        return device.signer.sign(data);
      },
    };
    const signed = SignedArtifact.parse(await new Rig({ identity: identity(slow) }).request(), 'voucher-request');
    verifyArtifact(signed, { anchors: [maker.certificate], at: START });
  });

  it('fails, and says which step, when the TPM does not sign', async () => {
    const broken = {
      publicKey: device.signer.publicKey,
      sign: () => Promise.reject(new Error('locked out')),
    };
    const rig = new Rig({ identity: identity(broken) });
    assert.equal(failureIn(await rig.connect()), 'E_BRSKI_PLEDGE_KEY');
    assert.deepEqual(rig.steps, ['C.0', 'C.1 E_BRSKI_PLEDGE_KEY']);
  });

  it('works with RSA and P-384 birth keys', async () => {
    for (const keyType of ['RSA-2048', 'P-384'] as const) {
      const born = await party({
        name: 'D',
        issuer: maker,
        serialNumber: SERIAL,
        keyType,
        extensions: device.certificate.extensions.slice(-1),
      });
      const rig = new Rig({ identity: { ...identity(), certificate: born.certificate, signer: born.signer } });
      const signed = SignedArtifact.parse(await rig.request(), 'voucher-request');
      verifyArtifact(signed, { anchors: [maker.certificate], at: START });
    }
  });
});

describe('the pledge brings a good voucher home', () => {
  it('reports success over the same connection and hands over an authenticated registrar', async () => {
    const rig = new Rig();
    const cms = await voucher(await rig.request());
    const status = requestIn(await rig.handle(voucherAnswer(cms)));
    assert.equal(status.path, '/.well-known/brski/voucher_status');
    assert.equal(status.headers['content-type'], 'application/json');
    assert.deepEqual(decodeStatus(status.body), { version: 1, status: true, unknown: {} });
    const { result } = actionIn(await rig.handle(answer(200)), 'done');
    assert.equal(result.connection.state, 'authenticated');
    assert.equal(result.connection.proof, 'voucher');
    assert.ok(result.connection.pinnedDomainCert?.equals(domainCa.certificate));
    assert.deepEqual(result.voucher.cms, cms);
    assert.equal(result.isConnected, true);
    assert.ok(rig.session.isOver);
  });

  it('ignores whatever the registrar answers to the report', async () => {
    for (const response of [answer(404), answer(500), answer(302, { location: 'https://elsewhere/' })]) {
      const rig = new Rig();
      await rig.handle(voucherAnswer(await voucher(await rig.request())));
      actionIn(await rig.handle(response), 'done');
    }
  });

  it('reports each step with its duration', async () => {
    const rig = new Rig();
    rig.session.start();
    rig.wait(30);
    const request = requestIn(await rig.handle({ type: 'connected', serverChain: REGISTRAR_CHAIN })).body;
    rig.wait(200);
    await rig.handle(voucherAnswer(await voucher(request)));
    assert.deepEqual(rig.steps, ['C.0', 'C.1', 'C.2', 'C.10', 'D.0']);
    assert.equal(rig.events[0]?.ms, 30);
    assert.equal(rig.events[2]?.ms, 200);
    assert.equal(rig.events[0]?.device?.serialNumber, SERIAL);
  });

  it('names the exchange as registrar and MASA will, so that traces join', async () => {
    const rig = new Rig();
    const request = await rig.request();
    assert.equal(rig.events.find(({ step }) => step === 'C.1')?.facts['exchange'], sessionOf(request));
  });

  it('finishes when the connection is lost instead of the answer to the report', async () => {
    const rig = new Rig();
    await rig.handle(voucherAnswer(await voucher(await rig.request())));
    const { result } = actionIn(await rig.handle({ type: 'lost', reason: 'reset' }), 'done');
    assert.equal(result.isConnected, false);
  });

  it('reads a voucher in base64 only when told to', async () => {
    const strict = new Rig();
    const base64 = utf8(Buffer.from(await voucher(await strict.request())).toString('base64'));
    requestIn(await strict.handle(voucherAnswer(base64)));
    assert.equal(failureIn(await strict.handle(answer(200))), 'E_BRSKI_CMS_SYNTAX');

    const lenient = new Rig({ bodyEncoding: 'base64' });
    const sent = Buffer.from(fromUtf8(await lenient.request()), 'base64');
    const reply = utf8(Buffer.from(await voucher(sent)).toString('base64'));
    await lenient.handle(voucherAnswer(reply));
    actionIn(await lenient.handle(answer(200)), 'done');
  });

  it('ignores Content-Transfer-Encoding, as RFC 8995 §6 asks', async () => {
    const rig = new Rig();
    const body = await voucher(await rig.request());
    const headers = { 'content-type': 'application/voucher-cms+json', 'content-transfer-encoding': 'base64' };
    await rig.handle(answer(200, headers, body));
    actionIn(await rig.handle(answer(200)), 'done');
  });
});

describe('the pledge is told to wait', () => {
  it('resends the very same bytes after 202', async () => {
    const rig = new Rig();
    const first = await rig.request();
    for (let round = 0; round < 3; round++) {
      actionIn(await rig.handle(answer(202, { 'retry-after': '5' })), 'wait');
      assert.deepEqual(requestIn(await rig.handle({ type: 'timer' })).body, first);
    }
  });

  it('does not sign again after 202', async () => {
    let signatures = 0;
    const counting = {
      publicKey: device.signer.publicKey,
      sign: (data: Uint8Array) => {
        signatures++;
        return device.signer.sign(data);
      },
    };
    const rig = new Rig({ identity: identity(counting) });
    await rig.request();
    await rig.handle(answer(202));
    await rig.handle({ type: 'timer' });
    assert.equal(signatures, 1);
  });

  it('waits as long as asked, and never above 60 seconds', async () => {
    for (const [asked, ms] of [
      ['5', 5 * SECOND],
      ['60', 60 * SECOND],
      ['61', 60 * SECOND],
      ['9999999999', 60 * SECOND],
      ['0', SECOND],
      ['-5', 60 * SECOND],
      ['soon', 60 * SECOND],
      ['', 60 * SECOND],
    ] as const) {
      const rig = new Rig();
      await rig.request();
      assert.equal(actionIn(await rig.handle(answer(202, { 'retry-after': asked })), 'wait').ms, ms, asked);
    }
  });

  it('tells the driver why it waits, for a light to blink', async () => {
    const rig = new Rig();
    await rig.request();
    assert.equal(actionIn(await rig.handle(answer(202)), 'wait').reason, 'registrar');
  });

  it('gives up after four days and comes back later', async () => {
    const rig = new Rig();
    await rig.request();
    await rig.handle(answer(202));
    rig.wait(4 * DAY - SECOND);
    await rig.handle({ type: 'timer' });
    actionIn(await rig.handle(answer(202)), 'wait');
    rig.wait(SECOND);
    await rig.handle({ type: 'timer' });
    const actions = await rig.handle(answer(202));
    assert.equal(failureIn(actions), 'E_BRSKI_PLEDGE_PATIENCE');
    assert.equal(actionIn(actions, 'failed').returnLater, true);
  });

  it('accepts the voucher that comes after the wait', async () => {
    const rig = new Rig();
    const cms = await voucher(await rig.request());
    await rig.handle(answer(202));
    await rig.handle({ type: 'timer' });
    await rig.handle(voucherAnswer(cms));
    actionIn(await rig.handle(answer(200)), 'done');
  });
});

describe('the pledge loses its connection', () => {
  it('fails when it never had one', async () => {
    const rig = new Rig();
    rig.session.start();
    const actions = await rig.handle({ type: 'lost', reason: 'refused' });
    assert.equal(failureIn(actions), 'E_BRSKI_PLEDGE_CONNECTION');
    assert.equal(actionIn(actions, 'failed').returnLater, true);
    assert.deepEqual(rig.steps, ['C.0 E_BRSKI_PLEDGE_CONNECTION']);
  });

  it('connects again while waiting and resends the very same bytes', async () => {
    const rig = new Rig();
    const first = await rig.request();
    await rig.handle(answer(202));
    assert.deepEqual(await rig.handle({ type: 'lost', reason: 'idle' }), []);
    actionIn(await rig.handle({ type: 'timer' }), 'connect');
    const again = requestIn(await rig.handle({ type: 'connected', serverChain: REGISTRAR_CHAIN }));
    assert.deepEqual(again.body, first);
  });

  it('insists on the same certificates on the later connection', async () => {
    const swapped = [registrar.certificate.der];
    const stranger = [otherRegistrar.certificate.der, domainCa.certificate.der];
    const longer = [...REGISTRAR_CHAIN, otherRegistrar.certificate.der];
    for (const serverChain of [swapped, stranger, longer, []]) {
      const rig = new Rig();
      await rig.request();
      await rig.handle(answer(202));
      await rig.handle({ type: 'lost', reason: 'idle' });
      await rig.handle({ type: 'timer' });
      assert.equal(failureIn(await rig.handle({ type: 'connected', serverChain })), 'E_BRSKI_PLEDGE_SERVER_CHANGED');
    }
  });

  it('tries a bounded number of times when the answer does not come', async () => {
    const rig = new Rig();
    await rig.request();
    for (let loss = 1; loss < 3; loss++) {
      assert.equal(actionIn(await rig.handle({ type: 'lost', reason: 'timeout' }), 'wait').reason, 'reconnect');
      actionIn(await rig.handle({ type: 'timer' }), 'connect');
      requestIn(await rig.handle({ type: 'connected', serverChain: REGISTRAR_CHAIN }));
    }
    assert.equal(failureIn(await rig.handle({ type: 'lost', reason: 'timeout' })), 'E_BRSKI_PLEDGE_CONNECTION');
  });

  it('counts losses in a row only', async () => {
    const rig = new Rig();
    await rig.request();
    for (let round = 0; round < 5; round++) {
      for (let loss = 0; loss < 2; loss++) {
        actionIn(await rig.handle({ type: 'lost', reason: 'reset' }), 'wait');
        await rig.handle({ type: 'timer' });
        await rig.handle({ type: 'connected', serverChain: REGISTRAR_CHAIN });
      }
      await rig.handle(answer(202));
      requestIn(await rig.handle({ type: 'timer' }));
    }
  });

  it('connects again to report a success, to the same certificates only', async () => {
    let answers = 0;
    const options = {
      authorizer: authorizer(async ({ point }) =>
        point === 'C.10' && answers++ === 0 ? defer('not yet', SECOND) : permit('yes'),
      ),
    };
    const honest = new Rig(options);
    await honest.handle(voucherAnswer(await voucher(await honest.request())));
    await honest.handle({ type: 'lost', reason: 'idle' });
    actionIn(await honest.handle({ type: 'timer' }), 'connect');
    const status = requestIn(await honest.handle({ type: 'connected', serverChain: REGISTRAR_CHAIN }));
    assert.equal(decodeStatus(status.body).status, true);
    assert.equal(actionIn(await honest.handle(answer(200)), 'done').result.isConnected, true);

    answers = 0;
    const hijacked = new Rig(options);
    await hijacked.handle(voucherAnswer(await voucher(await hijacked.request())));
    await hijacked.handle({ type: 'lost', reason: 'idle' });
    await hijacked.handle({ type: 'timer' });
    const other = { type: 'connected', serverChain: [otherRegistrar.certificate.der] } as const;
    assert.equal(failureIn(await hijacked.handle(other)), 'E_BRSKI_PLEDGE_SERVER_CHANGED');
  });
});

describe('the pledge is redirected', () => {
  const elsewhere = { location: 'https://registrar.example:8443/.well-known/brski/requestvoucher' };

  it('follows one redirect to another origin and refuses the second', async () => {
    const rig = new Rig();
    await rig.request();
    const actions = await rig.handle(answer(307, elsewhere));
    assert.deepEqual(actionIn(actions, 'connect').to, { host: 'registrar.example', port: 8443 });
    requestIn(await rig.handle({ type: 'connected', serverChain: [otherRegistrar.certificate.der] }));
    const second = await rig.handle(answer(307, { location: 'https://third.example/' }));
    assert.equal(failureIn(second), 'E_BRSKI_PLEDGE_REDIRECT');
  });

  it('does not even follow back to where it came from', async () => {
    const rig = new Rig();
    await rig.request();
    await rig.handle(answer(307, elsewhere));
    await rig.handle({ type: 'connected', serverChain: [otherRegistrar.certificate.der] });
    const back = await rig.handle(answer(307, { location: 'https://[fe80::1]/' }));
    assert.equal(failureIn(back), 'E_BRSKI_PLEDGE_REDIRECT');
  });

  it('names the new server in a new request with a new nonce', async () => {
    const rig = new Rig();
    const first = SignedArtifact.parse(await rig.request(), 'voucher-request').claimed.attributes;
    await rig.handle(answer(307, elsewhere));
    const actions = await rig.handle({ type: 'connected', serverChain: [otherRegistrar.certificate.der] });
    const second = SignedArtifact.parse(requestIn(actions).body, 'voucher-request').claimed.attributes;
    assert.deepEqual(second.proximityRegistrarCert, otherRegistrar.certificate.der);
    assert.notEqual(second.nonce, first.nonce);
  });

  it('stays on its connection for the same origin, with the same bytes, a bounded number of times', async () => {
    const rig = new Rig();
    const first = await rig.request();
    for (let round = 0; round < 3; round++) {
      const again = requestIn(await rig.handle(answer(308, { location: `/brski/${round}` })));
      assert.equal(again.path, `/brski/${round}`);
      assert.deepEqual(again.body, first);
    }
    assert.equal(failureIn(await rig.handle(answer(308, { location: '/brski/3' }))), 'E_BRSKI_PLEDGE_REDIRECT');
  });

  for (const [what, status, headers] of [
    ['plain http', 307, { location: 'http://registrar.example/' }],
    ['another scheme', 307, { location: 'file:///etc/passwd' }],
    ['nowhere', 307, {}],
    ['something that is no URL', 307, { location: 'https://[nonsense' }],
    ['a URL with a password', 307, { location: 'https://a:b@registrar.example/' }],
    ['a URL without end', 307, { location: `https://registrar.example/${'a'.repeat(4000)}` }],
    ['a page to GET', 303, elsewhere],
    ['a choice', 300, elsewhere],
    ['what it has not got', 304, elsewhere],
  ] as const) {
    it(`does not follow to ${what}`, async () => {
      const rig = new Rig();
      await rig.request();
      const actions = await rig.handle(answer(status, headers));
      assert.equal(failureIn(actions), 'E_BRSKI_PLEDGE_REDIRECT');
      assert.deepEqual(rig.steps.at(-1), 'C.2 E_BRSKI_PLEDGE_REDIRECT');
    });
  }
});

describe('the registrar refuses', () => {
  for (const status of [400, 401, 403, 404, 406, 415, 500, 503]) {
    it(`gives up on ${status} and comes back later`, async () => {
      const rig = new Rig();
      await rig.request();
      const actions = await rig.handle(answer(status, { 'content-type': 'text/plain' }, utf8('not on the list')));
      const failed = actionIn(actions, 'failed');
      assert.equal(failed.error.code, 'E_BRSKI_PLEDGE_REFUSED');
      assert.deepEqual(failed.error.details, { status, reason: 'not on the list' });
      assert.equal(failed.returnLater, true);
      actionIn(actions, 'close');
    });
  }

  it('keeps only what can be shown safely of the reason', async () => {
    const rig = new Rig();
    await rig.request();
    const body = utf8(`go\u001b[31m away\r\nnow\u202e${'!'.repeat(500)}`);
    const { error } = actionIn(await rig.handle(answer(403, { 'content-type': 'text/plain' }, body)), 'failed');
    const { reason } = error.details;
    assert.ok(typeof reason === 'string' && reason.startsWith('go [31m away now !') && reason.length === 200);
  });

  it('fails on answers that have no meaning here', async () => {
    for (const status of [100, 199, 201, 204, 206, 299, 600, 0]) {
      const rig = new Rig();
      await rig.request();
      assert.equal(failureIn(await rig.handle(answer(status))), 'E_BRSKI_PLEDGE_RESPONSE', String(status));
    }
  });
});

describe("the device's own policy", () => {
  it('is asked at C.1 and C.10 with what the engine established', async () => {
    const asked: unknown[] = [];
    const rig = new Rig({
      authorizer: authorizer(async ({ point, facts }) => {
        asked.push([point, facts['registrarFingerprint'] ?? facts['assertion']]);
        return permit('yes');
      }),
    });
    await rig.handle(voucherAnswer(await voucher(await rig.request())));
    assert.deepEqual(asked, [
      ['C.1', registrar.certificate.fingerprint()],
      ['C.10', 'proximity'],
    ]);
  });

  it('keeps the request from being signed when it says no at C.1', async () => {
    const rig = new Rig({ authorizer: authorizer(async () => deny('not today')) });
    const actions = await rig.connect();
    assert.equal(failureIn(actions), 'E_BRSKI_PLEDGE_POLICY');
    assert.equal(actionIn(actions, 'failed').returnLater, false);
    assert.deepEqual(rig.steps, ['C.0', 'C.1 E_BRSKI_PLEDGE_POLICY']);
  });

  it('refuses a good voucher at C.10, and does not tell the registrar why', async () => {
    const rig = new Rig({
      authorizer: authorizer(async ({ point }) => (point === 'C.10' ? deny('secret reason') : permit('yes'))),
    });
    const status = requestIn(await rig.handle(voucherAnswer(await voucher(await rig.request()))));
    assert.deepEqual(decodeStatus(status.body), {
      version: 1,
      status: false,
      reason: 'the voucher was not accepted',
      unknown: {},
    });
    assert.equal(failureIn(await rig.handle(answer(200))), 'E_BRSKI_PLEDGE_POLICY');
    assert.equal(rig.steps.at(-1), 'C.10 E_BRSKI_PLEDGE_POLICY');
  });

  it('can put both off, and is asked again', async () => {
    let rounds = 0;
    const rig = new Rig({
      authorizer: authorizer(async () => (rounds++ % 2 === 0 ? defer('wait', 10 * SECOND) : permit('yes'))),
    });
    assert.deepEqual(await rig.connect(), [{ type: 'wait', ms: 10 * SECOND, reason: 'policy' }]);
    const request = requestIn(await rig.handle({ type: 'timer' })).body;
    actionIn(await rig.handle(voucherAnswer(await voucher(request))), 'wait');
    assert.equal(decodeStatus(requestIn(await rig.handle({ type: 'timer' })).body).status, true);
    assert.equal(rounds, 4);
  });

  it('cannot put it off for ever', async () => {
    const rig = new Rig({ authorizer: authorizer(async () => defer('wait', DAY)) });
    assert.equal(actionIn(await rig.connect(), 'wait').ms, 60 * SECOND);
    rig.wait(4 * DAY);
    assert.equal(failureIn(await rig.handle({ type: 'timer' })), 'E_BRSKI_PLEDGE_PATIENCE');
  });

  it('counts as no when it cannot be evaluated', async () => {
    const heard: unknown[] = [];
    const rig = new Rig({
      authorizer: authorizer(() => Promise.reject(new Error('database down'))),
      onPolicyFailure: (thrown) => heard.push(thrown),
    });
    assert.equal(failureIn(await rig.connect()), 'E_BRSKI_PLEDGE_POLICY');
    assert.equal(heard.length, 1);
  });
});

describe('a cloud registrar', () => {
  const candidate = { key: 'cloud', source: 'cloud', host: 'eu.registrar.maker.example', port: 443 } as const;
  const cloudAnchors = [cloudCa.certificate];

  it('is sent a voucher-request once its certificate and name are good', async () => {
    const rig = new Rig({ candidate, cloudAnchors });
    requestIn(await rig.connect([cloud.certificate.der]));
  });

  it('is sent nothing with a certificate of another issuer', async () => {
    const rig = new Rig({ candidate, cloudAnchors: [domainCa.certificate] });
    assert.equal(failureIn(await rig.connect([cloud.certificate.der])), 'E_BRSKI_PLEDGE_CLOUD');
    assert.deepEqual(rig.steps, ['C.0 E_BRSKI_PLEDGE_CLOUD']);
  });

  for (const host of [
    'registrar.maker.example',
    'a.b.registrar.maker.example',
    'eu.registrar.maker.example.evil.test',
  ]) {
    it(`is sent nothing when it was looked for as ${host}`, async () => {
      const rig = new Rig({ candidate: { ...candidate, host }, cloudAnchors });
      assert.equal(failureIn(await rig.connect([cloud.certificate.der])), 'E_BRSKI_PLEDGE_CLOUD');
    });
  }

  it('is sent nothing with a certificate that is not for servers', async () => {
    const client = await party({
      name: 'Client',
      issuer: cloudCa,
      extensions: [subjectAltName([{ kind: 'dns', value: candidate.host }])],
    });
    const rig = new Rig({ candidate, cloudAnchors });
    assert.equal(failureIn(await rig.connect([client.certificate.der])), 'E_BRSKI_PLEDGE_CLOUD');
  });

  it('may redirect to a registrar that only a voucher can authenticate', async () => {
    const rig = new Rig({ candidate, cloudAnchors });
    await rig.request([cloud.certificate.der]);
    await rig.handle(answer(307, { location: 'https://local.example/' }));
    requestIn(await rig.handle({ type: 'connected', serverChain: REGISTRAR_CHAIN }));
  });

  it('needs anchors from the factory', () => {
    throwsCode('E_BRSKI_PLEDGE_INPUT', () => new Rig({ candidate }));
  });

  it('is not what a local candidate has to be', async () => {
    requestIn(await new Rig({ candidate: CANDIDATE }).connect([otherRegistrar.certificate.der]));
  });
});

describe('the session keeps its order', () => {
  it('ignores what it does not wait for', async () => {
    const rig = new Rig();
    rig.session.start();
    assert.deepEqual(await rig.handle({ type: 'timer' }), []);
    assert.deepEqual(await rig.handle(answer(200)), []);
    await rig.handle({ type: 'connected', serverChain: REGISTRAR_CHAIN });
    assert.deepEqual(await rig.handle({ type: 'timer' }), []);
    assert.deepEqual(await rig.handle({ type: 'connected', serverChain: [] }), []);
  });

  it('takes inputs one after the other however they come', async () => {
    const rig = new Rig();
    rig.session.start();
    const [first, second] = await Promise.all([
      rig.handle({ type: 'connected', serverChain: REGISTRAR_CHAIN }),
      rig.handle(answer(403)),
    ]);
    actionIn(first, 'request');
    assert.equal(failureIn(second), 'E_BRSKI_PLEDGE_REFUSED');
  });

  it('ends on abort from wherever it is, and says nothing any more', async () => {
    const rig = new Rig();
    await rig.request();
    const actions = await rig.handle({ type: 'abort' });
    assert.equal(failureIn(actions), 'E_BRSKI_PLEDGE_ABORTED');
    assert.deepEqual(await rig.handle(answer(200)), []);
    assert.ok(rig.session.isOver);
  });

  it('must be started, once', async () => {
    const rig = new Rig();
    await rejectsCode('E_BRSKI_PLEDGE_STATE', rig.handle({ type: 'timer' }));
    rig.session.start();
    throwsCode('E_BRSKI_PLEDGE_STATE', () => rig.session.start());
  });

  it('needs an anchor to judge vouchers by', () => {
    throwsCode('E_BRSKI_PLEDGE_INPUT', () => new Rig({ voucherAnchors: [] }));
  });
});
