import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { utf8 } from '@sallyport/core';
import fc from 'fast-check';
import { candidatesOf, type HeardNetwork } from '../../src/index.ts';

let made = 0;
function heard(ssid: string, signal: number, realms: readonly string[] = []): HeardNetwork {
  const bssid = `02:00:00:00:00:${(made++ % 256).toString(16).padStart(2, '0')}`;
  return { ssid: utf8(ssid), bssid, signal, realms, isOpen: true };
}

const names = (networks: readonly HeardNetwork[]) =>
  candidatesOf(networks).map(({ sign, network }) => `${sign} ${new TextDecoder().decode(network.ssid)}`);

describe('networks to come aboard on', () => {
  it('are those with the realm eap.arpa, then those whose name begins with BRSKI%, each the strongest first', () => {
    const networks = [
      heard('BRSKI%far', -80),
      heard('hotel', -30),
      heard('BRSKI%near', -40),
      heard('campus', -70, ['example.org', 'eap.arpa']),
      heard('office', -60, ['tls.eap.arpa']),
    ];
    assert.deepEqual(names(networks), ['realm office', 'realm campus', 'ssid BRSKI%near', 'ssid BRSKI%far']);
  });

  it('are told by the whole prefix, and by whole labels of the realm', () => {
    const networks = [
      heard('BRSKI', -30),
      heard('brski%x', -30),
      heard('xBRSKI%x', -30),
      heard('a', -30, ['noeap.arpa']),
      heard('b', -30, ['eap.arpa.example']),
      heard('BRSKI%', -30),
    ];
    assert.deepEqual(names(networks), ['ssid BRSKI%']);
  });

  it('are there once, by their strongest access point', () => {
    const [candidate, ...others] = candidatesOf([heard('BRSKI%a', -70), heard('BRSKI%a', -50), heard('BRSKI%a', -60)]);
    assert.equal(candidate?.network.signal, -50);
    assert.deepEqual(others, []);
  });

  it('are never more than were heard, whatever is heard', () => {
    const network = fc.record({
      ssid: fc.uint8Array({ maxLength: 40 }),
      bssid: fc.string(),
      signal: fc.double(),
      realms: fc.array(fc.constantFrom('eap.arpa', 'x', '')),
      isOpen: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(network), (networks) => {
        const candidates = candidatesOf(networks);
        assert.ok(candidates.length <= networks.length);
        assert.ok(candidates.every(({ network: { ssid } }) => ssid.length > 0 && ssid.length <= 32));
      }),
    );
  });
});
