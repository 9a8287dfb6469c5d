/** Who may talk to whom. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Entry, Peer } from '@sallyport/assurance-behaviour';
import { parsePrefix } from '@sallyport/assurance-behaviour';
import { mudGraph } from '../../../src/assurance/makers/mud-graph.ts';

const entry = (peers: readonly Peer[], change: Partial<Entry> = {}): Entry => ({
  action: 'accept',
  families: [4, 6],
  peers,
  protocol: 6,
  devicePorts: undefined,
  peerPorts: [{ low: 443, high: 443 }],
  icmp: undefined,
  initiated: undefined,
  ...change,
});

describe('the graph of a MUD file', () => {
  it('has the device, each peer once, and every entry in its order', () => {
    const cloud: Peer = { kind: 'name', name: 'cloud.example.com' };
    const { nodes, edges } = mudGraph({
      fromDevice: [entry([cloud], { initiated: 'from-device' }), entry([{ kind: 'local-networks' }], { protocol: 17 })],
      toDevice: [entry([cloud], { devicePorts: [{ low: 1024, high: 65_535 }] })],
    });
    assert.deepEqual(
      nodes.map(({ id, kind, name }) => [id, kind, name]),
      [
        ['device', 'device', ''],
        ['name cloud.example.com', 'name', 'cloud.example.com'],
        ['local-networks ', 'local-networks', ''],
      ],
    );
    assert.deepEqual(
      edges.map(({ peer, direction, protocol, devicePorts, peerPorts, initiated }) => [
        ...[peer, direction, protocol, devicePorts, peerPorts, initiated],
      ]),
      [
        ['name cloud.example.com', 'from-device', 'tcp', null, '443', 'from-device'],
        ['local-networks ', 'from-device', 'udp', null, '443', null],
        ['name cloud.example.com', 'to-device', 'tcp', '1024-65535', '443', null],
      ],
    );
  });

  it('names peers of every kind, and anybody where none is named', () => {
    const prefix = parsePrefix('192.0.2.0/24');
    assert.ok(prefix !== undefined);
    const peers: readonly Peer[] = [
      { kind: 'network', prefix },
      { kind: 'manufacturer', host: 'maker.example.com' },
      { kind: 'model', url: 'https://maker.example.com/lamp' },
      { kind: 'controller', uri: 'urn:ietf:params:mud:dns' },
      { kind: 'my-controller', url: 'https://maker.example.com/lamp' },
    ];
    const { nodes, edges } = mudGraph({ fromDevice: [...peers.map((peer) => entry([peer])), entry([])], toDevice: [] });
    assert.deepEqual(
      nodes.slice(1).map(({ kind, name }) => [kind, name]),
      [
        ['network', '192.0.2.0/24'],
        ['manufacturer', 'maker.example.com'],
        ['model', 'https://maker.example.com/lamp'],
        ['controller', 'urn:ietf:params:mud:dns'],
        ['my-controller', 'https://maker.example.com/lamp'],
        ['anybody', ''],
      ],
    );
    assert.equal(edges.length, peers.length + 1);
  });

  it('writes protocols and ports that have no name by their numbers', () => {
    const { edges } = mudGraph({
      fromDevice: [
        entry([], {
          protocol: 132,
          peerPorts: [
            { low: 1, high: 2 },
            { low: 9, high: 9 },
          ],
          action: 'drop',
        }),
        entry([], { protocol: undefined, peerPorts: undefined }),
      ],
      toDevice: [],
    });
    assert.deepEqual(
      edges.map(({ protocol, peerPorts, action }) => [protocol, peerPorts, action]),
      [
        ['132', '1-2, 9', 'drop'],
        [null, null, 'accept'],
      ],
    );
  });
});
