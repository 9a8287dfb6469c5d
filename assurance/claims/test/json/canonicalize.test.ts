import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { describe, it } from 'node:test';
import { canonicalize } from '@sallyport/assurance-claims';
import type { JsonValue } from '@sallyport/core';
import { refuses } from '@sallyport/testing';
import fc from 'fast-check';
import { RFC8785 } from '../support/vectors.ts';

/** By one of the authors of RFC 8785. Its types do not fit its module. */
const oracle: (value: unknown) => string | undefined = createRequire(import.meta.url)('canonicalize');

/** RFC 8785 appendix B: the bits of a double, and its text. */
const NUMBERS: readonly (readonly [bits: string, text: string])[] = [
  ['0000000000000000', '0'],
  ['8000000000000000', '0'],
  ['0000000000000001', '5e-324'],
  ['8000000000000001', '-5e-324'],
  ['7fefffffffffffff', '1.7976931348623157e+308'],
  ['ffefffffffffffff', '-1.7976931348623157e+308'],
  ['4340000000000000', '9007199254740992'],
  ['c340000000000000', '-9007199254740992'],
  ['4430000000000000', '295147905179352830000'],
  ['44b52d02c7e14af5', '9.999999999999997e+22'],
  ['44b52d02c7e14af6', '1e+23'],
  ['44b52d02c7e14af7', '1.0000000000000001e+23'],
  ['444b1ae4d6e2ef4e', '999999999999999700000'],
  ['444b1ae4d6e2ef4f', '999999999999999900000'],
  ['444b1ae4d6e2ef50', '1e+21'],
  ['3eb0c6f7a0b5ed8c', '9.999999999999997e-7'],
  ['3eb0c6f7a0b5ed8d', '0.000001'],
  ['41b3de4355555553', '333333333.3333332'],
  ['41b3de4355555554', '333333333.33333325'],
  ['41b3de4355555555', '333333333.3333333'],
  ['41b3de4355555556', '333333333.3333334'],
  ['41b3de4355555557', '333333333.33333343'],
  ['becbf647612f3696', '-0.0000033333333333333333'],
  ['43143ff3c1cb0959', '1424953923781206.2'],
];

describe('JSON canonicalization', () => {
  for (const { name, input, output } of RFC8785.documents) {
    it(`gives the text of RFC 8785’s document ${name}`, () => {
      assert.equal(canonicalize(JSON.parse(input)), output.trimEnd());
    });
  }

  it('writes the numbers of RFC 8785 appendix B', () => {
    for (const [bits, text] of NUMBERS) {
      assert.equal(canonicalize(Buffer.from(bits, 'hex').readDoubleBE()), text, bits);
    }
  });

  it('refuses what appendix B calls an error', async () => {
    for (const bits of ['7fffffffffffffff', '7ff0000000000000', 'fff0000000000000']) {
      await refuses(() => canonicalize(Buffer.from(bits, 'hex').readDoubleBE()), 'E_CLAIMS_I_JSON');
    }
  });

  it('refuses half of a surrogate pair, in values and in names', async () => {
    await refuses(() => canonicalize('\ud800'), 'E_CLAIMS_I_JSON');
    await refuses(() => canonicalize({ '\udc00': 1 }), 'E_CLAIMS_I_JSON');
  });

  it('refuses what is nested without end', async () => {
    let value: JsonValue = 0;
    for (let depth = 0; depth < 200; depth++) value = [value];
    await refuses(() => canonicalize(value), 'E_CLAIMS_TOO_LARGE');
  });

  it('keeps a member named __proto__', () => {
    assert.equal(canonicalize(JSON.parse('{"b":1,"__proto__":{"a":2}}')), '{"__proto__":{"a":2},"b":1}');
  });

  it('agrees with another implementation on any value, and again on its own output', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = canonicalize(JSON.parse(JSON.stringify(value)));
        assert.equal(text, oracle(JSON.parse(JSON.stringify(value))));
        assert.equal(canonicalize(JSON.parse(text)), text);
      }),
      { numRuns: 500 },
    );
  });

  it('does not depend on the order of members', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.integer()), (object) => {
        const reversed = Object.fromEntries(Object.entries(object).reverse());
        assert.equal(canonicalize(object), canonicalize(reversed));
      }),
    );
  });
});
