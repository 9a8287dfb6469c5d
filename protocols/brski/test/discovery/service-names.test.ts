import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { browseName, PROXY_SERVICE, REGISTRAR_SERVICE } from '../../src/discovery/service-names.ts';

describe('the DNS-SD names of RFC 8995 appendix B', () => {
  it('are under local for multicast', () => {
    assert.equal(browseName(PROXY_SERVICE), '_brski-proxy._tcp.local');
    assert.equal(browseName(REGISTRAR_SERVICE), '_brski-registrar._tcp.local');
  });

  it('are under the network’s domain for unicast', () => {
    assert.equal(browseName(REGISTRAR_SERVICE, 'example.com.'), '_brski-registrar._tcp.example.com');
  });
});
