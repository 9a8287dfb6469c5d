/** Rules mean what the policy means, whatever the file says; and nft takes them all. */

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, it } from 'node:test';
import { compileFilterRules, compileNftables, judge, type Traffic } from '@sallyport/assurance-behaviour';
import { fuzzRuns } from '@sallyport/testing';
import fc from 'fast-check';
import { isPermitted, type Packet } from '../support/ip-filter.ts';
import { policyFrom } from '../support/mud-files.ts';
import { RANDOM_MEMBERS as MEMBERS, randomFile, randomTraffic } from '../support/random-files.ts';

const RUNS = fuzzRuns(1000);
const DEVICE = '10.0.0.5';

/** The first packet of traffic, or one that follows. */
function packetOf(traffic: Traffic, isFirst: boolean): Packet {
  const { direction, peer, devicePort, peerPort, protocol, icmpType } = traffic;
  const isFrom = direction === 'from-device';
  return {
    way: isFrom ? 'in' : 'out',
    source: isFrom ? DEVICE : peer,
    destination: isFrom ? peer : DEVICE,
    sourcePort: isFrom ? devicePort : peerPort,
    destinationPort: isFrom ? peerPort : devicePort,
    protocol,
    icmpType,
    isEstablished: !isFirst || traffic.initiated !== direction,
  };
}

describe('rules for RADIUS', () => {
  it('permit exactly what the policy permits where they can express it, and never more but answers', () => {
    let exact = 0;
    fc.assert(
      fc.property(randomFile, fc.array(randomTraffic, { minLength: 20, maxLength: 20 }), (file, all) => {
        const policy = policyFrom(file, 'with-house');
        const { rules, unexpressed } = compileFilterRules({
          device: 'x',
          addresses: [DEVICE],
          policy,
          members: MEMBERS,
        });
        for (const traffic of all) {
          const { isAllowed } = judge(policy, traffic, MEMBERS);
          const own = unexpressed.filter(({ direction }) => direction === traffic.direction);
          // The classes of the standard that nobody is in are left out on both sides.
          if (own.every(({ reason }) => reason === 'peers-unknown')) {
            exact++;
            assert.equal(isPermitted(rules, packetOf(traffic, true)), isAllowed);
          } else if (own.every(({ effect }) => effect !== 'approximated')) {
            assert.ok(isAllowed || !isPermitted(rules, packetOf(traffic, true)));
          } else if (traffic.initiated === traffic.direction) {
            // Who sends SYN begins: that much a single packet tells.
            assert.ok(isAllowed || !isPermitted(rules, packetOf(traffic, true)));
          }
        }
      }),
      { numRuns: RUNS },
    );
    assert.ok(exact > RUNS);
  });
});

const skip =
  spawnSync('unshare', ['-n', 'nft', 'list', 'ruleset']).status === 0
    ? false
    : 'PEER MISSING: no nft, or no network namespaces';

describe('rules for nftables', { skip }, () => {
  it('are taken by nft, whatever the file says', () => {
    fc.assert(
      fc.property(fc.array(randomFile, { minLength: 10, maxLength: 10 }), (files) => {
        const script = files
          .map((file, at) => {
            const policy = policyFrom(file, 'with-house');
            return compileNftables({
              device: `device ${at}`,
              addresses: [`10.1.0.${at}`, `fd00::${at}`],
              policy,
              members: MEMBERS,
            });
          })
          .map((rules) => rules.script)
          .join('');
        const { status, stderr } = spawnSync('unshare', ['-n', 'nft', '-c', '-f', '-'], {
          input: script,
          encoding: 'utf8',
        });
        assert.equal(status, 0, stderr);
      }),
      { numRuns: Math.max(1, Math.floor(Math.min(RUNS, 1000) / 100)) },
    );
  });
});
