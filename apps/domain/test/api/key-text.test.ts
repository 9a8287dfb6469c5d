import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { withCode } from '@sallyport/testing';
import type { Domain } from '../../src/index.ts';
import { startDomain } from '../support.ts';
import { localClient } from './support.ts';

describe('what no key of the log can be', () => {
  let domain: Domain;
  before(async () => {
    domain = await startDomain({ listen: undefined, onError: (error) => assert.fail(String(error)) });
  });
  after(() => domain.close());

  for (const wrong of ['a\0b', 'é'.repeat(900), 'half \ud800']) {
    it(`is put on no list: ${JSON.stringify(wrong.slice(0, 16))}`, async () => {
      const entry = localClient(domain).ask('lists.add', { list: 'manufacturers', match: wrong });
      await assert.rejects(entry, withCode('E_API_INPUT'));
    });
  }

  for (const serialNumber of ['a\0b', 'é'.repeat(900)]) {
    it(`is no device that is refused: ${JSON.stringify(serialNumber.slice(0, 16))}`, async () => {
      const device = { manufacturer: 'made', serialNumber, refuse: true };
      await assert.rejects(localClient(domain).ask('devices.revoke', device), withCode('E_API_INPUT'));
    });
  }
});
