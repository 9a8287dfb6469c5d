import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { hostForUrl, redirectTarget } from '../../src/pledge/redirect.ts';
import { onlyTypedErrors } from '../support/throws.ts';

const HERE = { host: 'fe80::1%eth0', port: 443, path: '/.well-known/brski/requestvoucher' };

describe('a redirection', () => {
  it('within the origin keeps the host as it was found, zone and all', () => {
    for (const location of ['/voucher?x=1', 'https://[fe80::1]/voucher?x=1', '//[fe80::1]:443/voucher?x=1']) {
      assert.deepEqual(redirectTarget(307, location, HERE), {
        origin: { host: 'fe80::1%eth0', port: 443 },
        path: '/voucher?x=1',
        isOtherOrigin: false,
      });
    }
  });

  it('to another port of the same host is another origin', () => {
    const { isOtherOrigin, origin } = redirectTarget(307, 'https://[fe80::1]:8443/', HERE);
    assert.equal(isOtherOrigin, true);
    assert.deepEqual(origin, { host: 'fe80::1', port: 8443 });
  });

  it('without a port goes to 443', () => {
    assert.deepEqual(redirectTarget(301, 'https://registrar.example/a', { ...HERE, port: 8443 }).origin, {
      host: 'registrar.example',
      port: 443,
    });
  });

  it('drops a fragment', () => {
    assert.equal(redirectTarget(302, '/voucher#top', HERE).path, '/voucher');
  });

  it('to anything at all is followed to https or refused with a typed error', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.webUrl(),
          fc.string().map((rest) => `https://${rest}`),
        ),
        fc.integer({ min: 300, max: 399 }),
        (location, status) => {
          onlyTypedErrors(() => {
            const { origin, path } = redirectTarget(status, location, HERE);
            assert.ok(origin.port >= 1 && origin.port <= 65535 && origin.host !== '');
            assert.ok(path.startsWith('/') && !/[\s\r\n]/.test(path));
          });
        },
      ),
    );
  });
});

describe('a host in a URL', () => {
  it('has brackets for IPv6 and no zone', () => {
    assert.equal(hostForUrl('fe80::1%eth0'), '[fe80::1]');
    assert.equal(hostForUrl('192.0.2.1'), '192.0.2.1');
    assert.equal(hostForUrl('registrar.example'), 'registrar.example');
  });
});
