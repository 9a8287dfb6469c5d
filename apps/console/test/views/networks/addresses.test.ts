import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { addressesByDevice, addressesIn } from '../../../src/views/networks/addresses.ts';

describe('addresses that a person typed', () => {
  it('are one on a line, or apart by commas or blanks, each once', () => {
    assert.deepEqual(addressesIn('192.0.2.1\n 2001:db8::/64, 192.0.2.1;198.51.100.0/24 \n\n'), [
      '192.0.2.1',
      '2001:db8::/64',
      '198.51.100.0/24',
    ]);
    assert.deepEqual(addressesIn(' \n'), []);
  });
});

describe('addresses of devices', () => {
  it('are told a row a device, in the order in which they came', () => {
    const told = [
      { address: '192.0.2.1', device: 'maker/B' },
      { address: '192.0.2.2', device: 'maker/A' },
      { address: '2001:db8::1', device: 'maker/B' },
    ];
    assert.deepEqual(addressesByDevice(told), [
      { device: 'maker/B', addresses: ['192.0.2.1', '2001:db8::1'] },
      { device: 'maker/A', addresses: ['192.0.2.2'] },
    ]);
    assert.deepEqual(addressesByDevice([]), []);
  });
});
