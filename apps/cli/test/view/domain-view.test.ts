import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isJsonObject } from '@sallyport/core';
import { devicesForPeople, listsForPeople, manufacturerNames } from '../../src/view/domain-view.ts';

const MAKER = 'a'.repeat(64);
const OTHER = 'b'.repeat(64);
const NAMES = manufacturerNames([
  { id: MAKER, name: 'Example Devices' },
  { id: OTHER, name: 'Other Devices' },
]);
const DEVICE = { manufacturer: MAKER, serialNumber: 'A-1', state: 'aboard', changedAt: 0, notAfter: 0, reason: null };

describe('the devices of a domain, for people', () => {
  it('name their manufacturer', () => {
    assert.deepEqual(devicesForPeople({ devices: [DEVICE] }, NAMES), [
      {
        serialNumber: 'A-1',
        state: 'aboard',
        since: '1970-01-01T00:00:00Z',
        validUntil: '1970-01-01',
        manufacturer: 'Example Devices',
      },
    ]);
  });

  it('tell manufacturers of the same name apart', () => {
    const names = new Map([...NAMES, [OTHER, 'Example Devices']]);
    const [row] = JSON.parse(JSON.stringify(devicesForPeople({ devices: [DEVICE] }, names)));
    assert.equal(row.manufacturer, 'Example Devices (aaaaaaaaaaaa…)');
  });

  it('say why one failed', () => {
    const [row] = JSON.parse(
      JSON.stringify(devicesForPeople({ devices: [{ ...DEVICE, state: 'failed', reason: 'no clock' }] }, NAMES)),
    );
    assert.equal(row.reason, 'no clock');
  });

  it('say in words how far each came, and what stands against it', () => {
    const denied = { outcome: 'deny', reason: 'no', point: 'C.3', at: 0 };
    const stateOf = (changes: object) => {
      const [row] = JSON.parse(JSON.stringify(devicesForPeople({ devices: [{ ...DEVICE, ...changes }] }, NAMES)));
      return row.state;
    };
    assert.equal(stateOf({ state: 'met' }), 'not aboard yet');
    assert.equal(stateOf({ state: 'met', decision: denied }), 'turned away');
    assert.equal(stateOf({ state: 'entrusted' }), 'aboard by Thread');
    assert.equal(stateOf({ isRefused: true }), 'aboard, refused by the owner');
    assert.equal(stateOf({ isCertificateRevoked: true }), 'aboard, certificate revoked');
  });

  it('say how to go on when there are more', () => {
    const shown = JSON.parse(JSON.stringify(devicesForPeople({ devices: [DEVICE], next: 'abc' }, NAMES)));
    assert.equal(shown.more, '--cursor abc');
  });
});

describe('the accept lists, for people', () => {
  it('tell a list that does not narrow from one that narrows to nobody', () => {
    const lists = { manufacturers: [], models: null, devices: [], refused: [] };
    assert.deepEqual(listsForPeople(lists, NAMES), {
      manufacturers: 'none, so no device comes aboard',
      models: 'all of these manufacturers',
      devices: 'none: the list narrows and is empty, so no device comes aboard',
      codes: 'none',
      refused: 'none',
    });
  });

  it('say when claims decide, and what of the lists counts then', () => {
    const lists = { manufacturers: [], models: null, devices: null, refused: [] };
    const shown = listsForPeople(lists, NAMES, 'build-5');
    assert.ok(isJsonObject(shown));
    assert.match(String(shown['decidedBy']), /^claims, by the policy build-5\. .*refused devices counts as before/);
    assert.equal(Object.keys(shown)[0], 'decidedBy');
  });

  it('name manufacturers in entries and leave models as they are', () => {
    const lists = {
      manufacturers: [{ match: MAKER, note: null }],
      models: [{ match: 'sensor', note: 'pilot' }],
      devices: null,
      codes: [{ match: 'oui:18b430/18b4300000000001', note: 'hall' }],
      refused: [{ match: `${MAKER}/A-1`, note: null }],
    };
    assert.deepEqual(listsForPeople(lists, NAMES), {
      manufacturers: [{ entry: 'Example Devices (aaaaaaaaaaaa…)', note: null }],
      models: [{ entry: 'sensor', note: 'pilot' }],
      devices: 'all of these manufacturers and models',
      codes: [{ entry: 'oui:18b430/18b4300000000001', note: 'hall' }],
      refused: [{ entry: 'Example Devices (aaaaaaaaaaaa…)/A-1', note: null }],
    });
  });
});
