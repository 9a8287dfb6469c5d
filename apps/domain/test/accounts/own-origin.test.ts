import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { buildRequest } from '@sallyport/http';
import { hostOf, OwnOrigin } from '../../src/accounts/own-origin.ts';

const own = new OwnOrigin({ hosts: ['127.0.0.1', 'Home.local'] });
const at = (host: string, origins = own) => origins.of(buildRequest({ headers: { host } }));

describe('the console is at home', () => {
  it('under its names, whatever the case and the port', () => {
    assert.equal(at('home.local:8445'), 'https://home.local:8445');
    assert.equal(at('HOME.LOCAL'), 'https://home.local');
  });

  it('on this machine, and at any address, which nobody can point elsewhere', () => {
    assert.equal(at('localhost:8445'), 'https://localhost:8445');
    assert.equal(at('192.168.1.7:8445'), 'https://192.168.1.7:8445');
    assert.equal(at('[fd00::1]:8445'), 'https://[fd00::1]:8445');
  });

  it('not under a name that somebody else pointed at it', () => {
    for (const host of ['attacker.example', 'home.local.attacker.example', 'home.local@attacker.example', 'x y', '']) {
      assert.equal(at(host), undefined, host);
    }
    assert.equal(own.of(buildRequest()), undefined);
  });

  it('where it is said to be when something stands before it', () => {
    const before = new OwnOrigin({ hosts: ['10.0.0.1'], origin: 'https://house.example' });
    assert.equal(at('house.example', before), 'https://house.example');
    assert.equal(before.name, 'house.example');
  });

  it('for passkeys at its own port alone, and where something stands before it', () => {
    const listening = new OwnOrigin({ hosts: ['10.0.0.1', 'Home.local'], origin: 'https://house.example' });
    assert.equal(listening.isHome('https://home.local:8445'), false);
    listening.listensOn(8445);
    assert.equal(listening.isHome('https://home.local:8445'), true);
    assert.equal(listening.isHome('https://house.example'), true);
    for (const origin of ['https://home.local:8123', 'https://home.local', 'https://house.example:8123']) {
      assert.equal(listening.isHome(origin), false, origin);
    }
    assert.equal(listening.home, 'https://house.example');
  });

  it('by a name, once it listens', () => {
    const named = new OwnOrigin({ hosts: ['10.0.0.1', 'Home.local'] });
    assert.equal(named.home, undefined);
    named.listensOn(443);
    assert.equal(named.home, 'https://home.local');
    const nameless = new OwnOrigin({ hosts: ['10.0.0.1'] });
    nameless.listensOn(443);
    assert.equal(nameless.home, undefined);
  });

  it('knows the first of its names that is no address', () => {
    assert.equal(own.name, 'Home.local');
    assert.equal(new OwnOrigin({ hosts: ['127.0.0.1', '::1'] }).name, undefined);
  });

  it('knows hosts without the brackets of IPv6', () => {
    assert.equal(hostOf('https://[fd00::1]:8445'), 'fd00::1');
    assert.equal(hostOf('https://home.local:8445'), 'home.local');
  });
});
