/** An entry that names nobody would refuse nobody: what cannot be resolved is an error. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { deviceNamed, manufacturerNamed } from '../../src/commands/names.ts';
import { fail } from '../../src/errors.ts';
import { scriptedAsk } from '../support/scripted-ask.ts';

const ONE = `123456${'a'.repeat(58)}`;
const TWO = `123457${'b'.repeat(58)}`;

/** A domain that knows these manufacturers and these devices. */
function domainOf(manufacturers: readonly (readonly [string, string])[], devices: readonly string[] = []) {
  return scriptedAsk(async (name, input) => {
    if (name === 'manufacturers.list') return manufacturers.map(([id, title]) => ({ id, name: title }));
    const { manufacturer, serialNumber } = JSON.parse(JSON.stringify(input));
    const key = `${manufacturer}/${serialNumber}`;
    if (name === 'devices.show' && devices.includes(key)) return { manufacturer, serialNumber };
    throw fail('E_CLI_FILE', `no device ${key}`);
  });
}

const both = domainOf([
  [ONE, 'One'],
  [TWO, 'Two'],
]);
const USAGE = { code: 'E_CLI_USAGE' };

describe('a manufacturer', () => {
  it('is named by its identifier, the beginning of it, or its name', async () => {
    for (const text of [ONE, '123456', '123456aaaaaa…', 'One']) assert.equal(await manufacturerNamed(text, both), ONE);
  });

  it('may be accepted before it is introduced, by its whole identifier', async () => {
    assert.equal(await manufacturerNamed('c'.repeat(64), both), 'c'.repeat(64));
  });

  it('is not guessed', async () => {
    for (const text of ['12345', 'Three', 'cccccc', '', 'one'])
      await assert.rejects(manufacturerNamed(text, both), USAGE);
    const alike = domainOf([
      [ONE, 'Same'],
      [TWO, 'Same'],
    ]);
    await assert.rejects(manufacturerNamed('Same', alike), USAGE);
  });
});

describe('a device', () => {
  it('is named by manufacturer and serial number', async () => {
    assert.deepEqual(await deviceNamed('Two/A-1', both), { manufacturer: TWO, serialNumber: 'A-1' });
    assert.deepEqual(await deviceNamed(`${ONE}/A/1`, both), { manufacturer: ONE, serialNumber: 'A/1' });
  });

  it('is named by its serial number where that is clear', async () => {
    const sole = domainOf([[ONE, 'One']]);
    assert.deepEqual(await deviceNamed('A-1', sole), { manufacturer: ONE, serialNumber: 'A-1' });
    const seen = domainOf(
      [
        [ONE, 'One'],
        [TWO, 'Two'],
      ],
      [`${TWO}/A-1`],
    );
    assert.deepEqual(await deviceNamed('A-1', seen), { manufacturer: TWO, serialNumber: 'A-1' });
  });

  it('is not guessed among manufacturers', async () => {
    await assert.rejects(deviceNamed('A-1', both), USAGE);
    const twice = domainOf(
      [
        [ONE, 'One'],
        [TWO, 'Two'],
      ],
      [`${ONE}/A-1`, `${TWO}/A-1`],
    );
    await assert.rejects(deviceNamed('A-1', twice), USAGE);
  });

  it('is named by its EUI-64 where it came by Thread, beside the only manufacturer', async () => {
    const eui64 = '18b4300000000001';
    const seen = domainOf([[ONE, 'One']], [`oui:18b430/${eui64}`]);
    assert.deepEqual(await deviceNamed(eui64, seen), { manufacturer: 'oui:18b430', serialNumber: eui64 });
    assert.deepEqual(await deviceNamed(eui64, domainOf([[ONE, 'One']])), { manufacturer: ONE, serialNumber: eui64 });
  });

  it('does not take a mistyped manufacturer into its serial number', async () => {
    await assert.rejects(deviceNamed('Onne/A-1', domainOf([[ONE, 'One']])), USAGE);
  });

  it('may have a slash in its number when it was seen', async () => {
    const seen = domainOf([[ONE, 'One']], [`${ONE}/A/1`]);
    assert.deepEqual(await deviceNamed('A/1', seen), { manufacturer: ONE, serialNumber: 'A/1' });
  });
});
