import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isSallyportError } from '@sallyport/core';
import fc from 'fast-check';
import { readAuthorized, readEvent } from '../../src/engine/hostapd-output.ts';
import { isLossOfRules, readLink } from '../../src/engine/kernel-output.ts';
import { isStationAddress } from '../../src/engine/mac-address.ts';
import { station } from '../support/port.ts';

const RUNS = Number(process.env['SALLYPORT_FUZZ'] ?? 1000);
const A = station(1);

describe('an address', () => {
  it('is that of one station', () => {
    assert.ok(isStationAddress('02:00:00:00:00:01'));
    for (const other of ['01:80:c2:00:00:03', 'ff:ff:ff:ff:ff:ff', '00:00:00:00:00:00', '02:00:00:00:00', `${A} `]) {
      assert.equal(isStationAddress(other), false, other);
    }
  });
});

describe('what hostapd_cli prints of events', () => {
  it('is read as hostapd 2.10 writes it', () => {
    assert.deepEqual(readEvent(`port0 AP-STA-CONNECTED ${A}`), { type: 'connected', station: A });
    assert.deepEqual(readEvent(`port0 AP-STA-CONNECTED ${A} keyid=x`), { type: 'connected', station: A });
    assert.deepEqual(readEvent(`port0 AP-STA-DISCONNECTED ${A}\r`), { type: 'disconnected', station: A });
    assert.deepEqual(readEvent('port0 CTRL-EVENT-TERMINATING'), { type: 'terminating' });
  });

  it('is of no matter where it is of something else', () => {
    const others = ['CTRL-EVENT-EAP-SUCCESS2 02:00:00:00:00:01', 'AP-STA-CONNECTED', 'AP-STA-CONNECTED all', ''];
    for (const other of others) assert.equal(readEvent(`port0 ${other}`), undefined);
    assert.equal(readEvent('port0 AP-STA-CONNECTED ff:ff:ff:ff:ff:ff'), undefined);
  });
});

const LISTED = (address: string, flags: string) =>
  `${address}\nflags=${flags}\naid=0\ncapability=0x0\nlisten_interval=0\ndot1xAuthSessionUserName=@home.example\n`;

describe('the list of stations', () => {
  it('has those that are authorized', () => {
    const output = `${LISTED(A, '[AUTH][AUTHORIZED]')}${LISTED(station(2), '')}${LISTED(station(3), '[AUTHORIZED]')}`;
    assert.deepEqual([...readAuthorized(output)], [A, station(3)]);
    assert.equal(readAuthorized('').size, 0);
  });

  it('has nobody by what a station calls itself', () => {
    const output = `${LISTED(A, '')}dot1xAuthSessionUserName=[AUTHORIZED]\n`;
    assert.equal(readAuthorized(output).size, 0);
  });

  it('has no groups', () => {
    assert.equal(readAuthorized(LISTED('ff:ff:ff:ff:ff:ff', '[AUTHORIZED]')).size, 0);
  });

  for (const [what, output] of [
    ['a refusal', 'FAIL\n'],
    ['a command that hostapd does not know', 'UNKNOWN COMMAND\n'],
    ['flags of nobody', 'flags=[AUTHORIZED]\n'],
    ['flags twice', `${LISTED(A, '')}flags=[AUTHORIZED]\n`],
    ['more stations than hostapd has room for', LISTED(A, '').repeat(4097)],
  ] as const) {
    it(`is not read from ${what}`, () => {
      assert.throws(
        () => readAuthorized(output),
        (thrown) => isSallyportError(thrown, 'E_PORT_AGENT_OUTPUT'),
      );
    });
  }

  it('throws nothing but its own error, whatever it is', () => {
    const line = fc.oneof(fc.constantFrom(A, 'flags=[AUTHORIZED]', 'FAIL', 'aid=1', ''), fc.string());
    fc.assert(
      fc.property(fc.array(line), (lines) => {
        try {
          for (const each of readAuthorized(lines.join('\n'))) assert.ok(isStationAddress(each));
        } catch (thrown) {
          assert.ok(isSallyportError(thrown, 'E_PORT_AGENT_OUTPUT'));
        }
      }),
      { numRuns: RUNS },
    );
  });
});

describe('what ip prints of a link', () => {
  it('is read as iproute2 writes it', () => {
    const rest =
      'mtu 1500 qdisc noqueue state UP group default \\    link/ether 4a:ba:c6:bf:22:96 brd ff:ff:ff:ff:ff:ff';
    assert.equal(readLink('port0', `2: port0@if2: <BROADCAST,MULTICAST,UP,LOWER_UP> ${rest}`), 'up');
    assert.equal(readLink('port0', `2: port0: <NO-CARRIER,BROADCAST,MULTICAST,UP> ${rest}`), 'down');
    assert.equal(readLink('port0', `2: port0: <BROADCAST,MULTICAST,LOWER_UP> ${rest}`), 'down');
    assert.equal(readLink('port0', `Deleted 2: port0@NONE: <BROADCAST,MULTICAST> ${rest}`), 'gone');
    assert.equal(readLink('port0', `3: port01: <BROADCAST,MULTICAST,UP,LOWER_UP> ${rest}`), undefined);
    assert.equal(readLink('port0', ''), undefined);
  });
});

describe('what nft prints of changes', () => {
  it('tells when the table or a chain of it is gone', () => {
    assert.ok(isLossOfRules('port0', 'delete table netdev sallyport_port0'));
    assert.ok(isLossOfRules('port0', 'delete chain netdev sallyport_port0 inward'));
    for (const other of [
      'delete rule netdev sallyport_port0 inward handle 5',
      'delete element netdev sallyport_port0 stations { 02:00:00:00:00:01 timeout 15s expires 14s780ms }',
      'delete table netdev sallyport_port1',
      'delete table inet sallyport_port0',
      'add table netdev sallyport_port0',
    ]) {
      assert.equal(isLossOfRules('port0', other), false, other);
    }
  });
});
