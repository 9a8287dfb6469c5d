/** So many devices that looking at all of them is done a stretch at a time. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DirectoryIndex, type DirectoryQuery } from '../../src/directory/directory-index.ts';
import type { ListedDevice } from '../../src/directory/listed-device.ts';
import { assertCounts, keysInOrder } from './looked-at.ts';
import { listed } from './support.ts';

const DEVICES = 9000;
const MODELS = ['pump', 'lamp', 'Sensor', 'camera'] as const;

/** `turn` makes it another device of the same name. */
function numbered(number: number, turn = 0): ListedDevice {
  const mixed = (number * 7919 + turn * 104_729) % 65_521;
  return listed(`THING-${String(number).padStart(8, '0')}`, {
    manufacturer: `maker-${number % 7}`,
    makerName: `Maker ${number % 7}`,
    model: `${MODELS[mixed % MODELS.length]} ${mixed % 30}`,
    stations: [mixed.toString(16).padStart(12, '0')],
    networks: mixed % 3 === 0 ? [] : [`net-${mixed % 3}`],
    isOnNetwork: mixed % 3 !== 0,
    state: mixed % 5 === 0 ? 'failed' : 'aboard',
    changedAt: mixed,
  });
}

function filled(): { readonly index: DirectoryIndex; readonly known: Map<string, ListedDevice> } {
  const index = new DirectoryIndex();
  const known = new Map<string, ListedDevice>();
  for (let number = 0; number < DEVICES; number++) {
    const device = numbered(number);
    index.put(device);
    known.set(device.key, device);
  }
  return { index, known };
}

/** Counts turns of the event loop, and works in each, until told to stop. */
function everyTurn(work: (turn: number) => void): { readonly turns: () => number; readonly stop: () => void } {
  let turns = 0;
  let isStopped = false;
  const next = () => {
    if (isStopped) return;
    work(turns++);
    setImmediate(next);
  };
  setImmediate(next);
  return {
    turns: () => turns,
    stop: () => {
      isStopped = true;
    },
  };
}

describe('the directory of very many devices', () => {
  it('lets others have their turn while it counts what fits and puts devices in order', async () => {
    const { index } = filled();
    for (const query of [{ search: 'thing' }, { sort: 'model' }, { filters: { state: 'failed' } }] as const) {
      const others = everyTurn(() => undefined);
      await index.page(query);
      others.stop();
      assert.ok(others.turns() >= 1, JSON.stringify(query));
    }
  });

  it('gives a page of what stands everywhere at once, without counting it', async () => {
    const { index } = filled();
    await index.rows({ sort: 'changed' });
    const others = everyTurn(() => undefined);
    const { devices, next } = await index.rows({ search: 'thing maker', sort: 'changed', limit: 50 });
    others.stop();
    assert.deepEqual([devices.length, others.turns()], [50, 0]);
    assert.ok(next);
  });

  it('answers many questions at once as of one moment each, while devices come and change', async () => {
    const { index, known } = filled();
    const questions: DirectoryQuery[] = [
      ...Array.from({ length: 9 }, (_, at) => ({ search: `thing ${at}`, limit: 40 })),
      ...Array.from({ length: 6 }, (_, at) => ({ search: `maker 0${at} pump`, sort: 'changed' as const, limit: 30 })),
      { search: 'nowhere' },
      { search: '00000777' },
      { sort: 'model', isReverse: true },
      { sort: 'changed', filters: { network: 'net-1', maker: 'maker-3' } },
      { search: 'lamp', filters: { state: 'failed' } },
    ];
    const others = everyTurn((turn) => {
      // Some that were there, in all stretches, and one that was not.
      for (let at = 0; at < 5; at++) change(numbered((turn * 997 + at * 1801) % DEVICES, turn + 1));
      change(numbered(DEVICES + turn));
    });
    const change = (device: ListedDevice) => {
      index.put(device);
      known.set(device.key, device);
    };
    await Promise.all(
      questions.flatMap((query) => [
        index.pageWithFacets(query).then(({ devices, total, facets }) => {
          const expected = keysInOrder(known.values(), query);
          assert.deepEqual(keysOf(devices), expected.slice(0, query.limit ?? 100), JSON.stringify(query));
          assert.equal(total, expected.length);
          assertCounts(facets, known.values(), query);
        }),
        index.rows(query).then(({ devices, next }) => {
          const expected = keysInOrder(known.values(), query);
          assert.deepEqual(keysOf(devices), expected.slice(0, query.limit ?? 100), JSON.stringify(query));
          assert.equal(next !== undefined, expected.length > devices.length);
        }),
      ]),
    );
    others.stop();
    assert.ok(others.turns() > 2, 'devices changed meanwhile');
  });
});

function keysOf(devices: readonly ListedDevice[]): readonly string[] {
  return devices.map(({ key }) => key);
}
