import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isSallyportError } from '@sallyport/core';
import { ATTRIBUTES, type Attribute, NAS_PORT_TYPES } from '@sallyport/radius';
import fc from 'fast-check';
import { nasKey, placeKey } from '../../src/admission/place.ts';
import { nasIdentification, placeOf, sessionIdentification } from '../../src/index.ts';
import { bareRequest } from '../support/requests.ts';

const RUNS = Number(process.env['SALLYPORT_FUZZ'] ?? 200);

const place = (attributes: readonly Attribute[]) => placeOf(bareRequest(attributes));
const station = (text: string) => ATTRIBUTES['Calling-Station-Id'].of(text);

describe('the place of a station', () => {
  it('is what the NAS says (RFC 3580 §3)', () => {
    const {
      ssid,
      medium,
      station: address,
      port,
    } = place([
      ...station('02-00-00-00-00-01'),
      ...ATTRIBUTES['Called-Station-Id'].of('00-10-A4-23-19-C0:AP1:upstairs'),
      ...ATTRIBUTES['NAS-Port-Type'].of(NAS_PORT_TYPES.ETHERNET),
      ...ATTRIBUTES['NAS-Port'].of(7),
    ]);
    assert.deepEqual([ssid, medium, address, port], ['AP1:upstairs', 'wired', '02-00-00-00-00-01', 7]);
  });

  it('has no SSID when Called-Station-Id has none', () => {
    for (const text of ['00-10-A4-23-19-C0', '0010A42319C0', '+441234567', 'AP1']) {
      assert.equal(place(ATTRIBUTES['Called-Station-Id'].of(text)).ssid, null, text);
    }
    assert.equal(place(ATTRIBUTES['Called-Station-Id'].of('0010A42319C0:AP1')).ssid, 'AP1');
  });

  it('is the same however the NAS writes the address', () => {
    assert.equal(placeKey(place(station('02-0a-00-00-00-01'))), placeKey(place(station('02:0A:00:00:00:01'))));
    assert.notEqual(placeKey(place(station('02-0a-00-00-00-01'))), placeKey(place(station('02-0a-00-00-00-02'))));
  });

  it('is a port where the NAS names no station', () => {
    const on = (port: number) => placeKey(place(ATTRIBUTES['NAS-Port'].of(port)));
    assert.equal(on(1), on(1));
    assert.notEqual(on(1), on(2));
  });

  it('names a session by what every NAS knows, and by other things where both are missing', () => {
    const types = (attributes: readonly Attribute[]) =>
      sessionIdentification(place(attributes)).map(({ type }) => type);
    const user = ATTRIBUTES['User-Name'].of('@home.example');
    assert.deepEqual(types([...user, ...station('a'), ...ATTRIBUTES['Acct-Session-Id'].of('1')]), [44, 31]);
    assert.deepEqual(types([...user, ...ATTRIBUTES['NAS-Port'].of(7)]), [1, 5]);
    assert.deepEqual(types([]), []);
  });

  it('can be read from whatever a NAS sends, and said again', () => {
    const attribute = fc.record({ type: fc.integer({ min: 1, max: 255 }), value: fc.uint8Array({ maxLength: 60 }) });
    const known = fc.record({
      type: fc.constantFrom(1, 4, 5, 30, 31, 32, 44, 61, 87, 95),
      value: fc.uint8Array({ maxLength: 40 }),
    });
    fc.assert(
      fc.property(fc.array(fc.oneof(attribute, known), { maxLength: 12 }), (attributes) => {
        let request: ReturnType<typeof bareRequest>;
        try {
          request = bareRequest(attributes);
        } catch (thrown) {
          // What the RADIUS server itself discards.
          assert.ok(isSallyportError(thrown));
          return;
        }
        const said = placeOf(request);
        assert.deepEqual(JSON.parse(JSON.stringify(said)), said);
        assert.equal(typeof nasKey(said) + typeof placeKey(said), 'stringstring');
        for (const { value } of [...nasIdentification(said), ...sessionIdentification(said)]) {
          assert.ok(value.length > 0 && value.length <= 253);
        }
      }),
      { numRuns: RUNS },
    );
  });
});
