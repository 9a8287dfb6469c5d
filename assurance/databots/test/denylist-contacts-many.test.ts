import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { run } from '../src/denylist-contacts/run.ts';
import { askedEngine, type Row } from './support/asked-engine.ts';

const SCHEMA = 'ni:///sha-256;n4bQgYhMfWWaL-qgxVrQFaO_TxsrC4Is0V1sFbDwCgg';

describe('denylisted contacts of a device that floods', () => {
  it('hide no other device', async () => {
    const addresses = Array.from({ length: 3000 }, (_, index) => `192.0.${index >> 8}.${index & 255}`);
    const at = Date.parse('2026-03-01T12:00:00Z') / 1000 - 10;
    await using engine = await askedEngine([
      ...addresses.map((address): Row => ['denylisted', address, 'botnets']),
      ...addresses.map((address): Row => ['contact', 'urn:dev:mac:01', address, at]),
      ['contact', 'urn:dev:mac:02', '192.0.2.1', at],
    ]);
    const settings = { schema: SCHEMA, lookBack: 120_000 };
    const outputs = await run({ ...engine.context, settings, material: async () => undefined });
    const values = outputs.map(({ subject }) => subject['values']);
    assert.partialDeepStrictEqual(values, [
      { device: 'urn:dev:mac:01' },
      { device: 'urn:dev:mac:02', destinations: 1 },
    ]);
    const [flood] = values;
    assert.ok(typeof flood === 'object' && flood !== null && 'destinations' in flood);
    assert.ok(Number(flood['destinations']) > 500, 'as many as an answer holds');
  });
});
