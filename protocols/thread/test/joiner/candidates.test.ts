import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { joinerIdOf } from '../../src/credentials/joiner-id.ts';
import { STEER_ALL, STEER_NONE, steeringDataFor } from '../../src/credentials/steering-data.ts';
import { candidatesFor, MAX_CANDIDATES } from '../../src/joiner/candidates.ts';
import type { DiscoveredNetwork } from '../../src/node/ports.ts';

const JOINER = joinerIdOf(Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8));
const NAMED = steeringDataFor([JOINER]);

function found(name: string, change: Partial<DiscoveredNetwork> = {}): DiscoveredNetwork {
  const extendedPanId = Uint8Array.from({ length: 8 }, (_, i) => name.charCodeAt(i % name.length));
  return {
    panId: 1,
    channel: 11,
    extendedPanId,
    networkName: name,
    steeringData: NAMED,
    joinerUdpPort: 1000,
    joinerRouter: new Uint8Array(8),
    rssi: -60,
    ...change,
  };
}

const order = (...networks: readonly DiscoveredNetwork[]) =>
  candidatesFor(JOINER, networks).map(({ networkName, rssi }) => `${networkName} ${rssi}`);

describe('a joiner chooses among the networks in reach', () => {
  it('those that steer it, and no others', () => {
    assert.deepEqual(
      order(
        found('none', { steeringData: STEER_NONE }),
        found('silent', { steeringData: undefined }),
        found('other', { steeringData: steeringDataFor([joinerIdOf(new Uint8Array(8))]) }),
        found('portless', { joinerUdpPort: undefined }),
        found('port zero', { joinerUdpPort: 0 }),
        found('empty', { steeringData: new Uint8Array(0) }),
        found('too long', { steeringData: new Uint8Array(17).fill(0xff) }),
        found('right'),
      ),
      ['right -60'],
    );
  });

  it('one that names it before one that takes everybody, then the one heard best', () => {
    assert.deepEqual(
      order(
        found('everybody', { steeringData: STEER_ALL, rssi: -20 }),
        found('far', { rssi: -80 }),
        found('near', { rssi: -40 }),
      ),
      ['near -40', 'far -80', 'everybody -20'],
    );
  });

  it('every network once before another router of the same one', () => {
    assert.deepEqual(order(found('a', { rssi: -30 }), found('a', { rssi: -31 }), found('b', { rssi: -90 })), [
      'a -30',
      'b -90',
      'a -31',
    ]);
  });

  it('so many at most', () => {
    assert.equal(order(...Array.from({ length: 100 }, (_, i) => found(`network ${i}`))).length, MAX_CANDIDATES);
  });

  it('by its discerner when it has one', () => {
    const discerner = { value: 5n, bits: 8 };
    const steering = found('box', { steeringData: steeringDataFor([discerner]) });
    assert.equal(candidatesFor(discerner, [steering]).length, 1);
    assert.equal(candidatesFor({ value: 6n, bits: 8 }, [steering]).length, 0);
  });
});
