import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { withCode } from '@sallyport/testing';
import fc from 'fast-check';
import {
  canonical,
  checkDomain,
  checkHostLabel,
  checkInstanceName,
  checkServiceType,
  hostLabelFrom,
  instanceLabel,
  isUsable,
  nextHostLabel,
  nextInstanceName,
  sameName,
} from '../src/names.ts';

describe('names', () => {
  it('are the same whatever the case of their ASCII letters', () => {
    assert.ok(sameName('GATE._HTTP._tcp.Local.', 'gate._http._TCP.local'));
    assert.ok(!sameName('GÄTE.local', 'gäte.local'));
    assert.equal(canonical('A.b.'), 'a.b');
  });

  for (const type of [
    '_brski-registrar._tcp',
    '_brski-proxy._tcp',
    '_a._udp',
    '_HTTP._TCP',
    '_a1-b._tcp',
    '_123456789012345a._tcp'.replace('6', ''),
  ]) {
    it(`takes the service type ${type}`, () => assert.equal(checkServiceType(type), type.toLowerCase()));
  }
  for (const type of [
    '',
    'http._tcp',
    '_http._sctp',
    '_http',
    '_http._tcp.local',
    '_-a._tcp',
    '_a-._tcp',
    '_1234._tcp',
    '_aaaaaaaaaaaaaaaaa._tcp',
    '_a b._tcp',
    '__a._tcp',
  ]) {
    it(`refuses the service type ${JSON.stringify(type)}`, () => {
      assert.throws(() => checkServiceType(type), withCode('E_DNS_SD_NAME'));
    });
  }
  for (const name of ['', 'a.b', 'a\nb', 'a\u0007', 'ä'.repeat(32)]) {
    it(`refuses the instance name ${JSON.stringify(name)}`, () => {
      assert.throws(() => checkInstanceName(name), withCode('E_DNS_SD_NAME'));
    });
  }
  for (const host of ['', 'a b', '-a', 'a-', 'a.b', 'ä', 'a'.repeat(64)]) {
    it(`refuses the host name ${JSON.stringify(host)}`, () => {
      assert.throws(() => checkHostLabel(host), withCode('E_DNS_SD_NAME'));
    });
  }
  for (const domain of ['', '.', 'a..b', 'a b.c', '-a.b', 'a.'.repeat(120)]) {
    it(`refuses the domain ${JSON.stringify(domain.slice(0, 20))}`, () => {
      assert.throws(() => checkDomain(domain), withCode('E_DNS_SD_NAME'));
    });
  }

  it('make room for a number when they are taken', () => {
    assert.equal(nextInstanceName('Gate'), 'Gate (2)');
    assert.equal(nextInstanceName('Gate (2)'), 'Gate (3)');
    assert.equal(nextInstanceName('Gate (99)'), 'Gate (100)');
    assert.equal(nextHostLabel('gate'), 'gate-2');
    assert.equal(nextHostLabel('gate-9'), 'gate-10');
    const long = nextInstanceName('ä'.repeat(31));
    assert.ok(Buffer.byteLength(long) <= 63 && long.endsWith('ä (2)'));
    assert.equal(nextHostLabel('a'.repeat(63)).length, 63);
  });

  it('stay usable however often they are taken', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 20, unit: 'grapheme' }), fc.nat(40), (start, times) => {
        fc.pre(/^[^\p{Cc}.\ufffd]+$/u.test(start) && Buffer.byteLength(start) <= 63 && start.isWellFormed());
        let name = checkInstanceName(start);
        for (let i = 0; i < times; i++) name = checkInstanceName(nextInstanceName(name));
      }),
    );
  });

  it('are made from whatever the machine calls itself', () => {
    assert.equal(hostLabelFrom('Gate.example.com'), 'Gate');
    assert.equal(hostLabelFrom('my host_1'), 'my-host-1');
    assert.equal(hostLabelFrom(''), 'device');
    assert.equal(hostLabelFrom('***'), 'device');
  });

  it('give the instance in a full name', () => {
    assert.equal(instanceLabel('My Gate v1.2._http._TCP.local.', '_http._tcp.local'), 'My Gate v1.2');
    assert.equal(instanceLabel('_http._tcp.local', '_http._tcp.local'), undefined);
    assert.equal(instanceLabel('a._ipp._tcp.local', '_http._tcp.local'), undefined);
  });

  for (const name of ['a..b', 'a.local.', '.', '', 'a\u0000b', 'a\ufffdb', 'x'.repeat(64), 'a.'.repeat(200)]) {
    it(`from the network are not usable as ${JSON.stringify(name.slice(0, 20))}`, () =>
      assert.equal(isUsable(name), false));
  }
});
