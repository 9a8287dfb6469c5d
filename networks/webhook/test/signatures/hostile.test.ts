import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { describe, it } from 'node:test';
import { isSallyportError, MINUTE, SECOND, Secret, seededRandom, utf8 } from '@sallyport/core';
import { buildRequest } from '@sallyport/http';
import { MessageSigner, MessageVerifier, readSignatureInput, readSignatures } from '@sallyport/webhook';
import fc from 'fast-check';
import { OUR_KEY, OUR_PUBLIC, question, THEIR_KEY, URL_HERE, world } from '../support/world.ts';

const RUNS = Number(process.env['SALLYPORT_FUZZ'] ?? 300);
const BODY = utf8(JSON.stringify(question('dish-1')));

type Fields = Record<string, string>;

/** What is changed in a good request, the error, and the status. */
const CHANGES: readonly (readonly [string, (fields: Fields) => Fields, string, number])[] = [
  ['no signature', ({ signature: _, ...rest }) => rest, 'E_WEBHOOK_SIGNATURE_SYNTAX', 400],
  ['no input', ({ 'signature-input': _, ...rest }) => rest, 'E_WEBHOOK_SIGNATURE_MISSING', 401],
  ['a signature of another', replaced('signature', /:.{6}/, ':AAAAAA'), 'E_WEBHOOK_SIGNATURE_WRONG', 401],
  ['a signature with another label', replaced('signature', 'sallyport', 'other'), 'E_WEBHOOK_SIGNATURE_MISSING', 401],
  ['another tag', replaced('signature-input', 'sallyport-network', 'x'), 'E_WEBHOOK_SIGNATURE_MISSING', 401],
  ['an unknown key', replaced('signature-input', 'satellite-1', 'x'), 'E_WEBHOOK_SIGNATURE_KEY', 401],
  ['another algorithm', replaced('signature-input', 'hmac-sha256', 'ed25519'), 'E_WEBHOOK_SIGNATURE_KEY', 401],
  ['a method not covered', replaced('signature-input', '"@method" ', ''), 'E_WEBHOOK_SIGNATURE_COVERAGE', 401],
  ['an address not covered', replaced('signature-input', '"@target-uri" ', ''), 'E_WEBHOOK_SIGNATURE_COVERAGE', 401],
  ['a digest not covered', replaced('signature-input', ' "content-digest"', ''), 'E_WEBHOOK_SIGNATURE_COVERAGE', 401],
  [
    'a field covered that is not there',
    replaced('signature-input', '("', '("x" "'),
    'E_WEBHOOK_SIGNATURE_COVERAGE',
    401,
  ],
  ['no nonce', replaced('signature-input', /;nonce="[^"]*"/, ''), 'E_WEBHOOK_SIGNATURE_COVERAGE', 401],
  ['no created', replaced('signature-input', /;created=\d+/, ''), 'E_WEBHOOK_SIGNATURE_COVERAGE', 401],
  ['a later created', replaced('signature-input', /created=\d/, 'created=2'), 'E_WEBHOOK_SIGNATURE_WRONG', 401],
  ['another nonce', replaced('signature-input', 'nonce="', 'nonce="x'), 'E_WEBHOOK_SIGNATURE_WRONG', 401],
  ['another type', replaced('content-type', 'json', 'text'), 'E_WEBHOOK_SIGNATURE_WRONG', 401],
  ['another digest', replaced('content-digest', /:.{6}/, ':AAAAAA'), 'E_WEBHOOK_SIGNATURE_WRONG', 401],
  [
    'a component twice',
    replaced('signature-input', '("@method"', '("@method" "@method"'),
    'E_WEBHOOK_SIGNATURE_SYNTAX',
    400,
  ],
  [
    'a component with an odd parameter',
    replaced('signature-input', '"@method"', '"@method";tr'),
    'E_WEBHOOK_SIGNATURE_SYNTAX',
    400,
  ],
  [
    'a label twice',
    (fields) => ({ ...fields, 'signature-input': `${fields['signature-input']}, sallyport=()` }),
    'E_WEBHOOK_SIGNATURE_SYNTAX',
    400,
  ],
  [
    'two signatures with the tag',
    (fields) => ({ ...fields, 'signature-input': `${fields['signature-input']}, b=();tag="sallyport-network"` }),
    'E_WEBHOOK_SIGNATURE_MISSING',
    401,
  ],
  [
    'an input that is no structured field',
    (fields) => ({ ...fields, 'signature-input': 'sallyport' }),
    'E_WEBHOOK_SIGNATURE_SYNTAX',
    400,
  ],
  [
    'an input that is long',
    (fields) => ({ ...fields, 'signature-input': 'a'.repeat(5000) }),
    'E_WEBHOOK_SIGNATURE_SYNTAX',
    400,
  ],
  [
    'a signature that is no base64',
    (fields) => ({ ...fields, signature: 'sallyport=:A:' }),
    'E_WEBHOOK_SIGNATURE_SYNTAX',
    400,
  ],
];

function replaced(field: string, from: string | RegExp, to: string): (fields: Fields) => Fields {
  return (fields) => ({ ...fields, [field]: (fields[field] ?? '').replace(from, to) });
}

describe('a question is refused', () => {
  for (const [what, change, code, status] of CHANGES) {
    it(`with ${what}`, async () => {
      const { post, signer, refusals, network } = world();
      const response = await post(BODY, change(signer.signRequest(URL_HERE, BODY, {})));
      assert.deepEqual([response.status, ...refusals], [status, code]);
      assert.deepEqual(network.sessions(), []);
    });
  }

  it('with another body', async () => {
    const { post, signer, refusals } = world();
    assert.equal((await post(utf8('{}'), signer.signRequest(URL_HERE, BODY, {}))).status, 400);
    assert.deepEqual(refusals, ['E_WEBHOOK_DIGEST']);
  });

  it('that was made for another address', async () => {
    const { post, signer, refusals } = world();
    assert.equal((await post(BODY, signer.signRequest('https://other.example/', BODY, {}))).status, 401);
    assert.deepEqual(refusals, ['E_WEBHOOK_SIGNATURE_WRONG']);
  });

  it('the second time', async () => {
    const { post, signer, refusals } = world();
    const headers = signer.signRequest(URL_HERE, BODY, {});
    assert.equal((await post(BODY, headers)).status, 200);
    assert.equal((await post(BODY, headers)).status, 401);
    assert.deepEqual(refusals, ['E_WEBHOOK_REPLAYED']);
  });

  it('when it is old, or out of the future', async () => {
    const { post, signer, refusals, time } = world();
    const headers = signer.signRequest(URL_HERE, BODY, {});
    await time.advance(MINUTE + 2 * SECOND);
    assert.equal((await post(BODY, headers)).status, 401);
    const ahead = { now: () => new Date(time.now().getTime() + 7 * SECOND), monotonic: () => 0 };
    const early = new MessageSigner(THEIR_KEY, { clock: ahead, random: seededRandom('x') });
    assert.equal((await post(BODY, early.signRequest(URL_HERE, BODY, {}))).status, 401);
    assert.deepEqual(refusals, ['E_WEBHOOK_SIGNATURE_TIME', 'E_WEBHOOK_SIGNATURE_TIME']);
  });

  it('when it was signed before this side was there to remember it', async () => {
    const { post, refusals, time } = world();
    const behind = { now: () => new Date(time.now().getTime() - SECOND), monotonic: () => 0 };
    const signer = new MessageSigner(THEIR_KEY, { clock: behind, random: seededRandom('x') });
    assert.equal((await post(BODY, signer.signRequest(URL_HERE, BODY, {}))).status, 401);
    assert.deepEqual(refusals, ['E_WEBHOOK_SIGNATURE_TIME']);
  });

  it('when too many came at once, until the first are forgotten', async () => {
    const questions = { url: URL_HERE, keys: [THEIR_KEY], maxNonces: 1 };
    const { post, signer, refusals, time } = world(undefined, { questions });
    const ask = async () => (await post(BODY, signer.signRequest(URL_HERE, BODY, {}))).status;
    assert.deepEqual([await ask(), await ask()], [200, 503]);
    await time.advance(2 * MINUTE);
    assert.equal(await ask(), 200);
    assert.deepEqual(refusals, ['E_WEBHOOK_BUSY']);
  });

  it('that is no question', async () => {
    const { post, signer, refusals, network } = world();
    const bodies = [
      '[]',
      '{}',
      '{"type":"x"}',
      '{"type":"admission.question","id":"q"}',
      '{"type":"admission.question","id":"q","device":{}}',
      '{"type":"admission.question","id":"","device":{"serialNumber":"dish-1"}}',
      '{"type":"admission.question","id":"q","device":{"serialNumber":"dish-1","manufacturer":7}}',
      '{"type":"admission.question","id":"q","device":{"serialNumber":"dish-1"},"facts":[]}',
      '{"type":"admission.question","id":"q","device":{"serialNumber":"dish-1"},"facts":{"a":{}}}',
      '{"type":"admission.question","id":"q","device":{"serialNumber":"dish-1"},"facts":{"__proto__":1}}',
      `{"type":"admission.question","id":"${'q'.repeat(300)}","device":{"serialNumber":"dish-1"}}`,
      '{"type":"session.ended"}',
    ].map(utf8);
    for (const body of bodies) assert.equal((await post(body, signer.signRequest(URL_HERE, body, {}))).status, 400);
    assert.deepEqual(refusals, Array(bodies.length).fill('E_WEBHOOK_QUESTION'));
    const long = new Uint8Array(20_000).fill(0x20);
    assert.equal((await post(long, signer.signRequest(URL_HERE, long, {}))).status, 413);
    assert.equal((await network.handle(buildRequest({ method: 'GET' }))).status, 405);
    assert.equal((await network.handle(buildRequest({ method: 'POST', target: '/?a=b' }))).status, 400);
  });

  it('with a typed error whatever its fields are', () => {
    const typed = (read: () => unknown) => {
      try {
        read();
      } catch (error) {
        assert.ok(isSallyportError(error, 'E_WEBHOOK_SIGNATURE_SYNTAX'), String(error));
      }
    };
    const good = 'sallyport=("@method" "signature";req;key="a");created=1;nonce="b";keyid="c"';
    const cut = fc.tuple(fc.nat(good.length), fc.string({ maxLength: 3 }), fc.nat(3));
    fc.assert(
      fc.property(cut, ([at, put, skip]) => {
        typed(() => readSignatureInput(good.slice(0, at) + put + good.slice(at + skip)));
      }),
      { numRuns: RUNS },
    );
    fc.assert(
      fc.property(fc.string(), (field) => {
        typed(() => readSignatureInput(field));
        typed(() => readSignatures(field));
      }),
      { numRuns: RUNS },
    );
  });
});

describe('keys', () => {
  it('are refused when they are weak, unusable or of one name', () => {
    const ports = { clock: { now: () => new Date(0), monotonic: () => 0 }, random: seededRandom('keys') };
    const code = { code: 'E_WEBHOOK_ARGUMENT' };
    const short = { id: 'a', algorithm: 'hmac-sha256', key: Secret.of('short') } as const;
    const rsa = generateKeyPairSync('rsa', { modulusLength: 1024 });
    assert.throws(() => new MessageSigner(short, ports), code);
    assert.throws(() => new MessageSigner(OUR_PUBLIC, ports), code);
    assert.throws(() => new MessageSigner({ id: 'a', algorithm: 'ed25519', key: rsa.privateKey }, ports), code);
    assert.throws(() => new MessageSigner({ ...OUR_KEY, id: 'a"b' }, ports), code);
    assert.throws(() => new MessageVerifier({ keys: [OUR_KEY, OUR_PUBLIC] }, ports.clock), code);
  });
});
