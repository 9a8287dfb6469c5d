import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Secret } from '@sallyport/core';
import { KnownClients } from '@sallyport/radius';
import { withCode } from '@sallyport/testing';

const secret = Secret.of('s');
const client = (name: string, ...addresses: string[]) => ({ name, addresses, secret });

describe('known clients', () => {
  const clients = new KnownClients([
    client('all', '10.0.0.0/8', '::/0'),
    client('floor', '10.1.0.0/16'),
    client('door', '10.1.2.3'),
    client('six', '2001:db8:1::/48', '2001:db8:1::5/128'),
  ]);

  for (const [address, name] of [
    ['10.9.9.9', 'all'],
    ['10.1.9.9', 'floor'],
    ['10.1.2.3', 'door'],
    ['::ffff:10.1.2.3', 'door'],
    ['2001:db8:1:ffff::1', 'six'],
    ['2001:DB8:1:0:0::5', 'six'],
    ['fe80::1%eth0', 'all'],
    ['192.0.2.1', undefined],
    ['', undefined],
    ['10.1.2', undefined],
  ] as const) {
    it(`${address} is ${name ?? 'nobody'}`, () => assert.equal(clients.find(address)?.name, name));
  }

  it('are found again after more addresses asked than are remembered', () => {
    for (let i = 0; i < 5000; i++) assert.equal(clients.find(`10.7.${i >> 8}.${i & 255}`)?.name, 'all');
    assert.equal(clients.find('10.1.2.3')?.name, 'door');
    assert.equal(clients.find('192.0.2.1'), undefined);
  });

  it('demand Message-Authenticator unless told otherwise', () => {
    assert.equal(clients.find('10.1.2.3')?.requireMessageAuthenticator, true);
  });

  for (const [what, list] of [
    ['an empty secret', [{ ...client('x', '10.0.0.1'), secret: Secret.of('') }]],
    ['no name', [client('', '10.0.0.1')]],
    ['one name twice', [client('x', '10.0.0.1'), client('x', '10.0.0.2')]],
    ['one address twice', [client('x', '10.0.0.1'), client('y', '10.0.0.1/32')]],
    ['bits after the prefix', [client('x', '10.0.0.1/8')]],
    ['a prefix that is too long', [client('x', '10.0.0.0/33')]],
    ['what is no prefix', [client('x', '10.0.0.0/8/8')]],
    ['a name for an address', [client('x', 'switch.example')]],
  ] as const) {
    it(`with ${what} are refused`, () => {
      assert.throws(() => new KnownClients(list), withCode('E_RADIUS_ARGUMENT'));
    });
  }
});
