/**
 * MUD files, signatures, flow events and lists broken in every way a stranger might: whatever comes, it is refused by a
 * typed error or read. A short run goes with the tests; `SALLYPORT_FUZZ_RUNS=1000000` makes a long one,
 * `SALLYPORT_FUZZ_SEED` another one.
 */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  compileMud,
  type FlowFormat,
  readDenylist,
  readFlowEvents,
  readMud,
  type VerifyMudOptions,
  verifyMud,
} from '@sallyport/assurance-behaviour';
import { isSallyportError, utf8 } from '@sallyport/core';
import { Damage, fuzzRuns } from '@sallyport/testing';
import { LIGHTBULB, LIGHTBULB_URL, membersFrom, mudBytes, policyOfBytes, tcp } from './support/mud-files.ts';
import { anchor, NOW, signed } from './support/people.ts';

const RUNS = fuzzRuns(2000);

const damage = new Damage([
  '"',
  '{',
  '}',
  '[',
  ']',
  ':',
  ',',
  '\\',
  'null',
  '1e999',
  '-1',
  '0',
  'true',
  '"drop"',
  '/33',
  '\t',
  '\n',
  '#',
  '=',
  '\u0000',
  '💥',
  '"__proto__":',
  '::',
  '999.0.0.1',
]);

/** What `read` gives, or undefined when it refuses; anything but a typed refusal is a fault. */
function refusedOr<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    assert.ok(isSallyportError(error), String(error));
    assert.notEqual(error.fault, 'internal');
    return undefined;
  }
}

const RICH = mudBytes({
  from: [
    { matches: tcp(443, 'a.example.com', 'from', 'from-device') },
    {
      matches: {
        'ietf-mud:mud': { 'local-networks': [null], controller: 'urn:x:y' },
        udp: { 'source-port': { operator: 'neq', port: 5 } },
      },
    },
    { matches: { ipv4: { 'destination-ipv4-network': '198.51.100.0/24' }, icmp: { type: 8 } }, forwarding: 'drop' },
  ],
  mud: { extensions: ['x'], 'cache-validity': 24, systeminfo: 'A lamp' },
});
const MEMBERS = membersFrom({ 'a.example.com': ['198.51.100.7'], 'local-networks': ['10.0.0.0/8'] });
/** Statements of nft that this package writes: nothing a file says makes another. */
const STATEMENT =
  /^(?:(?:add|flush|delete) (?:table|map|chain|set|rule|element) inet sallyport_mud[a-zA-Z0-9_ .:,;@/{}()|&!=<>"-]*)?$/;

describe('broken MUD files', () => {
  it('are refused or read, and what is read is compiled to statements of ours', () => {
    let read = 0;
    for (let run = 0; run < RUNS; run++) {
      const bytes = damage.mutate(run % 2 === 0 ? LIGHTBULB : RICH);
      const policy = refusedOr(() => readMud(bytes) && policyOfBytes(bytes, 'with-house'));
      if (policy === undefined) continue;
      read++;
      const { nftables } = compileMud({ device: 'lamp', addresses: ['10.0.0.5', 'fd00::5'], policy, members: MEMBERS });
      for (const line of nftables.split('\n')) assert.match(line, STATEMENT);
    }
    assert.ok(read > RUNS / 50, `only ${read} were read`);
  });

  it('are not verified by the signature of the whole one', async () => {
    const signature = await signed(LIGHTBULB);
    const options: VerifyMudOptions = { url: LIGHTBULB_URL, anchors: [anchor.certificate], at: NOW };
    for (let run = 0; run < RUNS / 10; run++) {
      const bytes = damage.mutate(LIGHTBULB);
      const isSame = Buffer.compare(bytes, LIGHTBULB) === 0;
      assert.equal(refusedOr(() => verifyMud(bytes, signature, options)) !== undefined, isSame);
      const broken = damage.mutate(signature);
      refusedOr(() => verifyMud(LIGHTBULB, broken, options));
    }
  });
});

const LINES: Readonly<Record<FlowFormat, string>> = {
  nftables: `2026-06-01T12:00:00Z gate kernel: x IN=a OUT=b SRC=10.0.0.5 DST=198.51.100.7 LEN=60 PROTO=TCP SPT=40000 DPT=443 SYN URGP=0\n`,
  zeek: `#separator \\x09\n#unset_field\t-\n#path\tconn\n#fields\tts\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\tconn_state\n1780315198.2\t10.0.0.5\t1\t198.51.100.7\t2\ttcp\tSF\n`,
  'zeek-json': `{"ts":1780315198.2,"id.orig_h":"10.0.0.5","id.orig_p":1,"id.resp_h":"198.51.100.7","id.resp_p":2,"proto":"tcp"}\n`,
  json: `{"at":"2026-06-01T12:00:00Z","source":"10.0.0.5","destination":"198.51.100.7","protocol":"tcp","sourcePort":1}\n`,
};

describe('broken flow events', () => {
  for (const format of ['nftables', 'zeek', 'zeek-json', 'json'] as const) {
    it(`of the format ${format} are refused line by line, or are events in order`, () => {
      const document = utf8(LINES[format].repeat(3));
      let events = 0;
      for (let run = 0; run < RUNS; run++) {
        const batch = readFlowEvents(damage.mutate(document), format, NOW);
        for (const { error } of batch.refused) assert.ok(isSallyportError(error));
        for (const { at, source, destination, protocol } of batch.events) {
          events++;
          assert.ok(!Number.isNaN(at.getTime()));
          assert.match(`${source.address} ${destination.address}`, /^[0-9a-f.:]+ [0-9a-f.:]+$/);
          assert.ok(Number.isInteger(protocol) && protocol >= 0 && protocol <= 255);
        }
      }
      // Two of three lines are whole as a rule.
      assert.ok(events > RUNS);
    });
  }
});

describe('broken denylists', () => {
  it('are refused line by line, or are lists', () => {
    const document = utf8('# x\n198.51.100.7\n10.0.0.0/8\n2001:db8::/32\nevil.example\n'.repeat(3));
    let size = 0;
    for (let run = 0; run < RUNS; run++)
      size += refusedOr(() => readDenylist('x', damage.mutate(document)))?.list.size ?? 0;
    assert.ok(size > 3 * RUNS);
  });
});
