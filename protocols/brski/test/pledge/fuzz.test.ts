/** Whatever the network sends, a pledge ends in an action or a typed error, and never believes what it should not. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { AcceptedVoucher } from '../../src/pledge/accepted-voucher.ts';
import { ProvisionalConnection } from '../../src/pledge/registrar-connection.ts';
import { CERTIFICATES, CMS, NONCE, SERIAL_NUMBER, THEN } from '../support/appendix-c.ts';
import { onlyTypedErrors } from '../support/throws.ts';
import { actionIn, answer, REGISTRAR_CHAIN, Rig, registrar, voucher, voucherAnswer } from './world.ts';

/** As in ../fuzz.test.ts: a short run goes with the tests. */
const RUNS = Number(process.env['SALLYPORT_FUZZ_RUNS'] ?? 1500);

const EXPECTED = {
  anchors: [CERTIFICATES.vendor],
  idevid: CERTIFICATES.idevid,
  serialNumber: SERIAL_NUMBER,
  nonce: NONCE,
  at: THEN,
};

function flipped(bytes: Uint8Array, at: number, mask: number): Uint8Array {
  const copy = Uint8Array.from(bytes);
  copy[at % copy.length] = (copy[at % copy.length] ?? 0) ^ mask;
  return copy;
}

const flips = fc.array(fc.tuple(fc.nat(1 << 16), fc.integer({ min: 1, max: 255 })), { minLength: 1, maxLength: 4 });

describe('a voucher with flipped bits', () => {
  it('is refused with a typed error, or says the same as before', () => {
    const truth = AcceptedVoucher.verify(CMS.voucher, EXPECTED);
    fc.assert(
      fc.property(flips, (changes) => {
        const spoilt = changes.reduce((bytes, [at, mask]) => flipped(bytes, at, mask), CMS.voucher);
        onlyTypedErrors(() => {
          // Some bits are outside what is signed (version numbers of embedded structures, names of algorithms).
          const { attributes, signer } = AcceptedVoucher.verify(spoilt, EXPECTED);
          assert.deepEqual(attributes, truth.attributes);
          assert.ok(signer.equals(truth.signer));
        });
      }),
      { numRuns: RUNS },
    );
  });
});

describe('a server certificate with flipped bits', () => {
  it('is refused with a typed error, or taken provisionally as what it is', () => {
    fc.assert(
      fc.property(flips, fc.boolean(), (changes, second) => {
        const index = second ? 1 : 0;
        const chain = [...REGISTRAR_CHAIN];
        const spoilt = changes.reduce(
          (bytes, [at, mask]) => flipped(bytes, at, mask),
          chain[index] ?? new Uint8Array(),
        );
        chain[index] = spoilt;
        onlyTypedErrors(() => assert.ok(ProvisionalConnection.accept(chain).isSame(chain)));
      }),
      { numRuns: RUNS },
    );
  });
});

const headers = fc.dictionary(
  fc.constantFrom('retry-after', 'location', 'content-type', '__proto__', 'constructor', 'x'),
  fc.oneof(fc.string(), fc.constantFrom('5', '/', 'https://a/', 'application/voucher-cms+json')),
);
const input = fc.oneof(
  fc.record({
    type: fc.constant('response' as const),
    response: fc.record({
      status: fc.oneof(fc.constantFrom(200, 202, 301, 307, 404), fc.integer()),
      headers,
      body: fc.uint8Array({ maxLength: 64 }),
    }),
  }),
  fc.record({
    type: fc.constant('connected' as const),
    serverChain: fc.constantFrom(REGISTRAR_CHAIN, [registrar.certificate.der], [], [Uint8Array.of(0x30)]),
  }),
  fc.constantFrom({ type: 'timer' } as const, { type: 'lost', reason: 'x' } as const),
);

describe('any sequence of inputs', () => {
  it('leads to actions, ends at most once, and never in a voucher accepted', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(input, { maxLength: 30 }), async (inputs) => {
        const rig = new Rig();
        rig.session.start();
        let endings = 0;
        for (const each of inputs) {
          for (const { type } of await rig.handle(each)) {
            assert.notEqual(type, 'done');
            if (type === 'failed') endings++;
          }
        }
        assert.ok(endings <= 1);
        assert.equal(rig.session.isOver, endings === 1);
      }),
      { numRuns: 400 },
    );
  });

  it('does not spoil the voucher that comes in between waits and losses', async () => {
    const noise = fc.constantFrom('202', 'lost', 'timer');
    await fc.assert(
      fc.asyncProperty(fc.array(noise, { maxLength: 12 }), async (inputs) => {
        const rig = new Rig({ limits: { maxLosses: 100 } });
        const cms = await voucher(await rig.request());
        let actions = await rig.handle(answer(202));
        for (const each of inputs) {
          const next =
            each === '202'
              ? answer(202)
              : each === 'lost'
                ? ({ type: 'lost', reason: 'noise' } as const)
                : ({ type: 'timer' } as const);
          const given = await rig.handle(next);
          if (given.length > 0) actions = given;
          if (actions.some(({ type }) => type === 'connect')) {
            actions = await rig.handle({ type: 'connected', serverChain: REGISTRAR_CHAIN });
          }
        }
        if (actions.some(({ type }) => type === 'wait')) actions = await rig.handle({ type: 'timer' });
        if (actions.some(({ type }) => type === 'connect'))
          await rig.handle({ type: 'connected', serverChain: REGISTRAR_CHAIN });
        await rig.handle(voucherAnswer(cms));
        actionIn(await rig.handle(answer(200)), 'done');
      }),
      { numRuns: 100 },
    );
  });
});
