import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { bytesEqual } from '@sallyport/core';
import { DerReader, der, TAG } from '@sallyport/der';
import { fromBER } from 'asn1js';
import fc from 'fast-check';
import { attempt, walk } from './support.ts';

/** Random DER: nested sequences, sets and context tags around random primitives. */
const { node: anyDer } = fc.letrec<{ node: Uint8Array; leaf: Uint8Array }>((tie) => ({
  leaf: fc.oneof(
    fc.boolean().map(der.boolean),
    fc.bigInt({ min: -(1n << 80n), max: 1n << 80n }).map((value) => der.integer(value)),
    fc.uint8Array({ maxLength: 200 }).map(der.octetString),
    fc.uint8Array({ maxLength: 20 }).map(der.bitString),
    fc.constant(der.nullValue()),
    fc.constantFrom('1.2.840.113549.1.7.2', '2.5.4.3', '2.999.1').map((oid) => der.objectIdentifier(oid)),
    fc.string({ unit: 'grapheme', maxLength: 20 }).map((text) => der.string(TAG.UTF8_STRING, text)),
    fc.uint8Array({ maxLength: 20 }).map((content) => der.contextValue(1, content)),
  ),
  node: fc.oneof(
    { maxDepth: 4 },
    tie('leaf'),
    fc.array(tie('node'), { maxLength: 4 }).map((parts) => der.sequence(...parts)),
    fc.array(tie('node'), { maxLength: 4 }).map((parts) => der.setOf(parts)),
    fc.array(tie('node'), { maxLength: 3 }).map((parts) => der.context(0, ...parts)),
  ),
}));

/** The same text as `walk`, of what asn1js understood and wrote again. */
function oracleReads(bytes: Uint8Array): string | undefined {
  const rewritten = oracleRewrites(bytes);
  return rewritten === undefined ? undefined : attempt(() => DerReader.whole(rewritten, walk));
}

function oracleRewrites(bytes: Uint8Array): Uint8Array | undefined {
  try {
    const { offset, result } = fromBER(Uint8Array.from(bytes).buffer);
    return offset === bytes.length && result.error === '' ? new Uint8Array(result.toBER(false)) : undefined;
  } catch {
    return undefined; // asn1js throws on some times and strings it cannot read.
  }
}

/** Calls every typed reading on the value at hand. */
const TYPED: readonly ((reader: DerReader) => unknown)[] = [
  (reader) => reader.boolean(),
  (reader) => reader.null(),
  (reader) => reader.bigInteger(),
  (reader) => reader.smallInteger(),
  (reader) => reader.objectIdentifier(),
  (reader) => reader.octetString(),
  (reader) => reader.bitStringOctets(),
  (reader) => reader.namedBits(),
  (reader) => reader.string(),
  (reader) => reader.time(),
  (reader) => reader.setOf((member) => member.any()),
  (reader) => reader.sequence().all((member) => member.any()),
  (reader) => walk(reader),
];

describe('DER from strangers', () => {
  it('of any shape is understood as asn1js understands it', () => {
    fc.assert(
      fc.property(anyDer, (bytes) => {
        assert.equal(DerReader.whole(bytes, walk), oracleReads(bytes));
      }),
    );
  });

  it('is refused when cut at any byte', () => {
    fc.assert(
      fc.property(anyDer, (bytes) => {
        for (let length = 0; length < bytes.length; length++) {
          assert.equal(
            attempt(() => DerReader.whole(bytes.subarray(0, length), walk)),
            undefined,
          );
        }
      }),
      { numRuns: 50 },
    );
  });

  it('with flipped bits is refused, or still means what asn1js reads in it', () => {
    fc.assert(
      fc.property(anyDer, fc.array(fc.nat(), { minLength: 1, maxLength: 4 }), (bytes, flips) => {
        const changed = Uint8Array.from(bytes);
        for (const flip of flips) {
          const at = (flip >> 3) % changed.length;
          changed[at] = (changed[at] ?? 0) ^ (1 << (flip & 7));
        }
        const understood = attempt(() => DerReader.whole(changed, walk));
        const oracle = oracleReads(changed);
        // asn1js knows more universal types and checks less of each; where both read, they must agree.
        if (understood !== undefined && oracle !== undefined) assert.equal(understood, oracle);
      }),
      { numRuns: 1000 },
    );
  });

  it('of random bytes throws typed errors only, whichever type is asked for', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), fc.nat({ max: 0xff }), (content, tag) => {
        for (const bytes of [content, der.value(tag, content)]) {
          for (const reading of TYPED) attempt(() => DerReader.whole(bytes, reading));
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('that a typed reading accepts is the only encoding of its value', () => {
    const tags = fc.constantFrom(TAG.BOOLEAN, TAG.INTEGER, TAG.OBJECT_IDENTIFIER, TAG.UTC_TIME, TAG.GENERALIZED_TIME);
    fc.assert(
      fc.property(tags, fc.uint8Array({ minLength: 1, maxLength: 6 }), (tag, content) => {
        const bytes = der.value(tag, content);
        const rewritten = attempt(() =>
          DerReader.whole(bytes, (reader) => {
            if (tag === TAG.BOOLEAN) return der.boolean(reader.boolean());
            if (tag === TAG.INTEGER) return der.integer(reader.bigInteger());
            if (tag === TAG.OBJECT_IDENTIFIER) return der.objectIdentifier(reader.objectIdentifier());
            return tag === TAG.UTC_TIME ? der.utcTime(reader.time()) : der.generalizedTime(reader.time());
          }),
        );
        assert.ok(rewritten === undefined || bytesEqual(rewritten, bytes));
      }),
      { numRuns: 2000 },
    );
  });
});
