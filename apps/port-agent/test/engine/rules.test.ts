import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, it } from 'node:test';
import { isSallyportError } from '@sallyport/core';
import { admitRules, checkInterface, MOST_STATIONS, removalRules, shutRules } from '../../src/engine/rules.ts';
import { LEASE, station } from '../support/port.ts';

describe('the name of an interface', () => {
  it('is taken as Linux has it', () => {
    for (const name of ['eth0', 'enp3s0f1', 'br-lan', 'eth0.100', 'wan_1']) assert.equal(checkInterface(name), name);
  });

  for (const name of ['', '-eth0', 'eth0"; flush ruleset', 'a name', '../eth0', 'sixteenlettersxx', 'eth0\n']) {
    it(`is not ${JSON.stringify(name)}`, () => {
      assert.throws(
        () => checkInterface(name),
        (thrown) => isSallyportError(thrown, 'E_PORT_AGENT_ARGUMENT'),
      );
    });
  }
});

const isMissing =
  spawnSync('unshare', ['-n', 'nft', 'list', 'ruleset']).status === 0
    ? false
    : 'PEER MISSING: no nft, or no network namespaces';

describe('rules, as nft takes them', { skip: isMissing }, () => {
  /** What the table looks like after these transactions. */
  function after(...scripts: readonly string[]): string {
    const program = `ip link add port0 type veth peer name device0 || exit 9\n${scripts
      .map((script) => `nft -f - <<'END' || exit 1\n${script}END\n`)
      .join('')}nft list ruleset\n`;
    const { status, stdout, stderr } = spawnSync('unshare', ['-n', 'sh'], { input: program, encoding: 'utf8' });
    assert.equal(status, 0, stderr);
    return stdout;
  }

  it('shut the port but for EAPOL', () => {
    const table = after(shutRules('port0'));
    assert.match(table, /hook ingress device "port0" priority -500; policy drop;/);
    assert.match(table, /hook egress device "port0" priority -500; policy drop;/);
    assert.equal(table.match(/0x888e/g)?.length, 4);
    assert.doesNotMatch(table, /elements/);
  });

  it('can be put in place again and again', () => {
    const once = after(shutRules('port0'));
    assert.equal(after(shutRules('port0'), shutRules('port0'), shutRules('port0')), once);
  });

  it('let stations in for a lease, as many as there is room for', () => {
    const many = Array.from({ length: MOST_STATIONS }, (_, index) => station(index + 1));
    const table = after(shutRules('port0'), admitRules('port0', many, LEASE), admitRules('port0', many, LEASE));
    assert.equal(table.match(/02:00:00:00:00:[0-9a-f]{2} timeout 15s/g)?.length, MOST_STATIONS);
  });

  it('let nobody in who is not named any more', () => {
    const table = after(
      shutRules('port0'),
      admitRules('port0', [station(1), station(2)], LEASE),
      admitRules('port0', [station(2)], LEASE),
    );
    assert.ok(!table.includes(station(1)));
    assert.ok(table.includes(station(2)));
    assert.doesNotMatch(
      after(shutRules('port0'), admitRules('port0', [station(1)], LEASE), shutRules('port0')),
      /elements/,
    );
  });

  it('are gone when they are removed, and nobody else’s are', () => {
    const other = 'add table inet other\n';
    const table = after(other, shutRules('port0'), removalRules('port0'), removalRules('port0'));
    assert.equal(table.trim(), 'table inet other {\n}');
  });
});
