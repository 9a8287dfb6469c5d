import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ALL, inputOf } from '../../../src/views/audit/log-filters.ts';

describe('what narrows the log', () => {
  it('is nothing where nothing is set', () => {
    assert.deepEqual(inputOf(ALL), {});
    assert.deepEqual(inputOf({ ...ALL, stream: '  ', from: 'soon' }), {});
  });

  it('is type, stream and time, the last minute whole', () => {
    const at = new Date('2026-03-01T10:30').getTime();
    assert.deepEqual(
      inputOf({ type: 'device.flagged', stream: ' device/a ', from: '2026-03-01T10:30', to: '2026-03-01T10:30' }),
      { type: 'device.flagged', stream: 'device/a', from: at, to: at + 59_999 },
    );
  });
});
