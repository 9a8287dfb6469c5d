import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  type DatasetForm,
  formOf,
  inputOf,
  partsChanged,
  whenOf,
  whensFor,
  wrongIn,
} from '../../../src/views/thread/dataset-change.ts';

const DATASET = {
  networkName: 'Hall',
  channel: 15,
  panId: '0x0c42',
  networkKey: '[secret]',
  pskc: '[secret]',
} as const;
const NETWORK = '0011223344556677';

const form = (change: Partial<DatasetForm> = {}): DatasetForm => ({ ...formOf(DATASET), ...change });
const sent = (change: Partial<DatasetForm>) => inputOf(form(change), DATASET, NETWORK);

describe('a change of a Thread network', () => {
  it('is none while everything is as it was, however that is written', () => {
    assert.deepEqual(partsChanged(form(), DATASET), []);
    assert.deepEqual(partsChanged(form({ panId: ' 0xC42 ' }), DATASET), []);
  });

  it('of its name or passphrase may be made at once, and takes no delay along then', () => {
    assert.deepEqual(sent({ networkName: 'Attic', when: 'now' }), {
      kind: 'active',
      network: NETWORK,
      networkName: 'Attic',
    });
    assert.deepEqual(sent({ passphrase: 'correct horse', repeated: 'correct horse', when: '30' }), {
      kind: 'pending',
      network: NETWORK,
      delay: 30_000,
      passphrase: 'correct horse',
    });
  });

  it('of what nodes hear each other by is made by all of them at the same moment, never at once', () => {
    for (const change of [{ channel: '20' }, { panId: '0x1' }, { newKey: true }]) {
      const parts = partsChanged(form(change), DATASET);
      assert.equal(whensFor(parts).includes('now'), false, JSON.stringify(change));
      assert.equal(whenOf(form({ ...change, when: 'now' }), parts), '300');
    }
    assert.deepEqual(sent({ channel: '20', panId: 'beef', networkName: 'Attic', when: '30' }), {
      kind: 'pending',
      network: NETWORK,
      delay: 30_000,
      networkName: 'Attic',
      channel: 20,
      panId: 0xbeef,
    });
  });

  it('of its key waits five minutes at least', () => {
    assert.deepEqual(whensFor(['newKey']), ['300', '3600', '86400', '259200']);
    assert.deepEqual(sent({ newKey: true, when: '30' }), {
      ...{ kind: 'pending', network: NETWORK, delay: 300_000, newNetworkKey: true },
    });
  });
});

describe('what cannot be right', () => {
  it('is a name that is empty or longer than 16 bytes', () => {
    for (const networkName of ['', 'x'.repeat(17), 'ä'.repeat(9)])
      assert.deepEqual([...wrongIn(form({ networkName }))], ['name'], networkName);
    for (const networkName of ['x', 'x'.repeat(16), 'ä'.repeat(8)])
      assert.equal(wrongIn(form({ networkName })).size, 0, networkName);
  });

  it('is a passphrase of fewer than 6 or more than 255 bytes, or one that was not typed twice alike', () => {
    const typed = (passphrase: string, repeated = passphrase) => [...wrongIn(form({ passphrase, repeated }))];
    assert.deepEqual(typed('12345'), ['passphrase']);
    assert.deepEqual(typed('ä'.repeat(128)), ['passphrase']);
    assert.deepEqual(typed('123456', '123457'), ['repeated']);
    assert.deepEqual(typed('123456'), []);
  });

  it('is a PAN ID that is no number of 16 bits, or the one of nodes without', () => {
    for (const panId of ['0xffff', 'xyz', '0x12345', '-1', '0x'])
      assert.ok(wrongIn(form({ panId })).has('pan-id'), panId);
    for (const panId of ['0x0', 'FFFE', '']) assert.equal(wrongIn(form({ panId })).size, 0, panId);
  });
});
