/** The lines between a device and its peers. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { linksOf, type MudEdge, peerLabel } from '../../../src/views/makers/mud-links.ts';

const edge = (change: Partial<MudEdge>): MudEdge => ({
  peer: 'name cloud',
  direction: 'from-device',
  action: 'accept',
  families: [4, 6],
  protocol: 'tcp',
  devicePorts: null,
  peerPorts: '443',
  initiated: null,
  ...change,
});

describe('lines between a device and its peers', () => {
  it('are one for each direction, with what goes over it', () => {
    const links = linksOf([
      edge({}),
      edge({ peerPorts: '8443' }),
      edge({}),
      edge({ direction: 'to-device', protocol: 'udp', devicePorts: '5353', peerPorts: null }),
    ]);
    assert.deepEqual(
      links.map(({ from, to, label, broken }) => [from, to, label, broken]),
      [
        ['device', 'name cloud', 'tcp 443, tcp 8443', false],
        ['name cloud', 'device', 'udp 5353', false],
      ],
    );
  });

  it('are broken where nothing is let through', () => {
    const [link] = linksOf([edge({ action: 'drop', protocol: null, peerPorts: null })]);
    assert.deepEqual([link?.broken, link?.tone, link?.label], [true, 'bad', 'ip']);
  });

  it('tell of some where there are many, and the table of all', () => {
    const [link] = linksOf(Array.from({ length: 9 }, (_, port) => edge({ peerPorts: String(port) })));
    assert.equal(link?.label, 'tcp 0, tcp 1, tcp 2, tcp 3, …');
  });

  it('have peers with names that fit', () => {
    assert.equal(peerLabel('x'.repeat(100)).length, 40);
    assert.equal(peerLabel('cloud'), 'cloud');
  });
});
