import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isSallyportError, utf8 } from '@sallyport/core';
import fc from 'fast-check';
import { naiRealms } from '../../src/index.ts';

const RUNS = Number(process.env['SALLYPORT_FUZZ'] ?? 300);

/** One entry: encoding, realm, and as many octets of EAP methods behind it. */
function entry(realm: string, methods = Uint8Array.of(0)): Uint8Array {
  const text = utf8(realm);
  const body = [1, text.length, ...text, ...methods];
  return Uint8Array.from([body.length & 0xff, body.length >> 8, ...body]);
}

function element(...entries: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from([entries.length, 0, ...entries.flatMap((each) => [...each])]);
}

describe('the NAI Realm element', () => {
  it('gives its realms in lower case, and parts those that share their methods', () => {
    // One EAP method: length 2, method 13, no parameters.
    const methods = Uint8Array.of(1, 2, 13, 0);
    const bytes = element(entry('Example.org;EAP.arpa', methods), entry('example.net'));
    assert.deepEqual(naiRealms(bytes), ['example.org', 'eap.arpa', 'example.net']);
    assert.deepEqual(naiRealms(element()), []);
  });

  it('is refused wherever it is cut', () => {
    const bytes = element(entry('example.org'), entry('eap.arpa'));
    for (let length = 0; length < bytes.length; length++) {
      assert.throws(
        () => naiRealms(bytes.subarray(0, length)),
        (thrown) => isSallyportError(thrown, 'E_DISCOVERY_SCAN_RESULT'),
        `${length}`,
      );
    }
  });

  it('gives its realms, or is refused with a typed error, whatever it is', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        try {
          assert.ok(naiRealms(bytes).length <= bytes.length);
        } catch (thrown) {
          assert.ok(isSallyportError(thrown, 'E_DISCOVERY_SCAN_RESULT'));
        }
      }),
      { numRuns: RUNS },
    );
  });
});
