/** Rules in force between real hosts: what gets through, and what does not. Skipped, loudly, without namespaces. */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { compileNftables, fillPeerSets, type NftablesRules } from '@sallyport/assurance-behaviour';
import { type FileInput, membersFrom, policyFrom, tcp } from '../support/mud-files.ts';
import { DEVICE, noWires, OUTSIDE, Wires } from '../support/wires.ts';

const skip = noWires();
const MEMBERS = membersFrom({ 'a.example.com': [OUTSIDE] });
const UDP_53 = { ipv4: { 'ietf-acldns:dst-dnsname': 'a.example.com' }, udp: { 'destination-port': { port: 53 } } };
const UDP_53_BACK = { ipv4: { 'ietf-acldns:src-dnsname': 'a.example.com' }, udp: { 'source-port': { port: 53 } } };

/** A client of port 443, a server of port 80, and somebody who asks at port 53. */
const PROFILE: FileInput = {
  from: [
    { matches: tcp(443, 'a.example.com', 'from', 'from-device') },
    { matches: { tcp: { 'ietf-mud:direction-initiated': 'to-device', 'source-port': { port: 80 } } } },
    { matches: UDP_53 },
  ],
  to: [
    { matches: tcp(443, 'a.example.com', 'to', 'from-device') },
    { matches: { tcp: { 'ietf-mud:direction-initiated': 'to-device', 'destination-port': { port: 80 } } } },
    { matches: UDP_53_BACK },
  ],
};

function rulesFor(file: FileInput): NftablesRules {
  return compileNftables({ device: 'lamp', addresses: [DEVICE], policy: policyFrom(file), members: MEMBERS });
}

describe('a device behind a router', { skip }, () => {
  let wires: Wires | undefined;
  const place = () => wires ?? assert.fail('no wires');
  const rules = rulesFor(PROFILE);

  before(async () => {
    if (skip !== false) return;
    wires = new Wires();
    await Promise.all([wires.serve('outside', 53, 80, 443), wires.serve('device', 22, 80, 443)]);
  });
  after(() => wires?.[Symbol.dispose]());

  /** What gets through, of all that is tried at once. */
  async function through(): Promise<readonly string[]> {
    const tries = [
      ['device', 'tcp', 443],
      ['device', 'tcp', 80],
      ['device', 'udp', 53],
      ['device', 'udp', 443],
      ['outside', 'tcp', 80],
      ['outside', 'tcp', 22],
      ['outside', 'tcp', 443],
      ['outside', 'udp', 80],
    ] as const;
    const heard = await Promise.all(tries.map(([from, protocol, port]) => place().reaches(from, protocol, port)));
    return tries.filter((_, index) => heard[index]).map((each) => each.join(' '));
  }
  const PERMITTED = ['device tcp 443', 'device udp 53', 'outside tcp 80'];

  it('reaches and is reached by everybody without a profile', async () => {
    assert.equal((await through()).length, 8);
  });

  it('reaches and is reached by whom its profile names', async () => {
    place().apply(rules.script);
    assert.deepEqual(await through(), PERMITTED);
  });

  it('does not reach its host any more when the name has another address, and does again', async () => {
    place().apply(fillPeerSets(rules.sets, membersFrom({ 'a.example.com': ['203.0.113.1'] })));
    assert.deepEqual(await through(), ['outside tcp 80']);
    place().apply(fillPeerSets(rules.sets, MEMBERS));
    assert.deepEqual(await through(), PERMITTED);
  });

  it('reaches nobody with a profile that permits nothing', async () => {
    const none = rulesFor({});
    place().apply(rules.withdrawal + none.script);
    assert.deepEqual(await through(), []);
    place().apply(none.withdrawal);
    assert.equal((await through()).length, 8);
  });
});
