import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { DomainAnswer } from '../../src/services/ask.ts';
import { codeForPeople, topologyText } from '../../src/view/topology-view.ts';
import { testContext } from '../support/context.ts';

type Router = DomainAnswer<'thread.topology'>['routers'][number];

const NODE = {
  rloc16: '0x0400',
  extendedAddress: null,
  eui64: '18b4300000000001',
  device: null,
  version: null,
  vendor: null,
  model: null,
  softwareVersion: null,
  isSleepy: null,
  isFullDevice: null,
};
const LEADER: Router = {
  ...NODE,
  routerId: 1,
  isLeader: true,
  isBorderAgent: true,
  hasAnswered: true,
  children: [{ ...NODE, rloc16: '0x0401', eui64: 'a1', isSleepy: true, quality: 3, timeoutSeconds: 240 }],
};
const SILENT: Router = {
  ...LEADER,
  rloc16: '0x0800',
  eui64: 'a2',
  routerId: 2,
  isLeader: false,
  isBorderAgent: false,
  hasAnswered: false,
  children: [],
};

describe('the topology of a Thread network, for people', () => {
  it('shows routers with their children, links both ways, and who was silent', () => {
    const links = [{ ends: [1, 2] satisfies [number, number], there: 3, back: null }];
    const seen = { at: 0, partitionId: 5, routers: [LEADER, SILENT], links, silent: ['0x0800'] };
    assert.equal(
      topologyText(seen, testContext().terminal),
      [
        'as of 1970-01-01T00:00:00Z, partition 5',
        '0x0400  18b4300000000001, leader, border agent',
        '  0x0401  a1, a child that sleeps, heard 3',
        '0x0800  a2, did not answer: others name it',
        '',
        'links, from 0 (none) to 3 (good)',
        '0x0400 – 0x0800  3 there, ? back',
        '',
        'asked and silent: 0x0800',
        '',
      ].join('\n'),
    );
  });

  it('lets no node write what a terminal would obey', () => {
    const seen = { at: 0, partitionId: null, routers: [{ ...LEADER, vendor: '\u001b[2J' }], links: [], silent: [] };
    assert.equal(topologyText(seen, testContext().terminal).includes('\u001b'), false);
  });
});

describe('a code, for people', () => {
  it('says whose it is', () => {
    const code = { eui64: '18b4300000000001', joinerId: 'b0', others: {}, device: null };
    assert.deepEqual(codeForPeople(code), { eui64: '18b4300000000001', joinerId: 'b0', device: 'not known yet' });
  });
});
