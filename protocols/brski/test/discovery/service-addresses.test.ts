import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ServiceAddresses } from '../../src/discovery/service-addresses.ts';

const service = (name: string, ...addresses: string[]) => ({ name, type: '_brski-proxy._tcp', port: 4443, addresses });
const at = (host: string) => ({ host, port: 4443 });

describe('a service on the link', () => {
  it('is reached at each of its addresses', () => {
    const known = new ServiceAddresses();
    assert.deepEqual(known.up(service('a', 'fe80::1%eth0', '192.0.2.1')), {
      found: [at('fe80::1%eth0'), at('192.0.2.1')],
      withdrawn: [],
    });
  });

  it('that moves is withdrawn where it was', () => {
    const known = new ServiceAddresses();
    known.up(service('a', '192.0.2.1', '192.0.2.2'));
    assert.deepEqual(known.up(service('A', '192.0.2.2', '192.0.2.3')).withdrawn, [at('192.0.2.1')]);
  });

  it('that goes is withdrawn altogether, once', () => {
    const known = new ServiceAddresses();
    known.up(service('a', '192.0.2.1'));
    assert.deepEqual(known.down(service('a')), { found: [], withdrawn: [at('192.0.2.1')] });
    assert.deepEqual(known.down(service('a')), { found: [], withdrawn: [] });
  });

  it('leaves an address alone that another service still has', () => {
    const known = new ServiceAddresses();
    known.up(service('a', '192.0.2.1'));
    known.up(service('b', '192.0.2.1'));
    assert.deepEqual(known.down(service('a')).withdrawn, []);
    assert.deepEqual(known.down(service('b')).withdrawn, [at('192.0.2.1')]);
  });

  it('does not fill the table with addresses', () => {
    const many = Array.from({ length: 100 }, (_, index) => `192.0.2.${index}`);
    assert.equal(new ServiceAddresses().up(service('a', ...many)).found.length, 4);
  });
});
