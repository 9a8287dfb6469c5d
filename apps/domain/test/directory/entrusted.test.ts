import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { deviceKey } from '@sallyport/onboarding';
import { DecisionDesk } from '../../src/assurance/decision-desk.ts';
import { decide, run } from '../assurance/support.ts';
import { startDomain } from '../support.ts';

const joiner = {
  manufacturer: 'oui:001122',
  serialNumber: '0011223344556677',
  model: undefined,
  credential: undefined,
  assurance: 'code',
} as const;
const key = deviceKey(joiner);

describe('a Thread device, where lists decide', () => {
  it('is let in by its code, and keeps its trust when the permission to join ends, unless the owner refuses it', async () => {
    const domain = await startDomain({ listen: undefined });
    await decide(domain, joiner, 'M.4');
    const known = await domain.assurance.devices.find(key);
    assert.ok(known !== undefined);
    const { host, mode, authorizer } = domain.assurance;
    let hasKey = false;
    const desk = new DecisionDesk({
      ...{ host, mode, authorizer, lists: domain.lists, clock: { now: () => domain.now() } },
      expand: async (decision) => decision,
      flagOf: async () => undefined,
      isEntrusted: async () => hasKey,
    });
    const outcome = async () => (await desk.decide(known, 'M.4')).outcome;
    assert.equal(await outcome(), 'deny', 'it has no key, and nobody gave its code');
    hasKey = true;
    assert.equal(await outcome(), 'permit');
    await run(domain, 'lists.add', { list: 'refused', match: key });
    assert.equal(await outcome(), 'deny');
    await domain.close();
  });
});
