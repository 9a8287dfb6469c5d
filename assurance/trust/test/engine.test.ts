import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { TrustEngine } from '@sallyport/assurance-trust';
import { claim, day, speaker, trusts } from './support/world.ts';

const [ROOT, ANNA, BEN] = [speaker(0), speaker(1), speaker(2)];
const BASIS = { roots: [ROOT.id], authenticationServers: [], threshold: 0.5 };

describe('the trust engine', () => {
  it('believes whom a root trusts, with the rights that were given', async () => {
    const engine = new TrustEngine(BASIS, day(1));
    const trust = await trusts(ROOT, ANNA, { weight: 0.9, rights: ['declare-types'] });
    const type = await claim('DeviceType', ANNA, { id: BEN.id, deviceType: 'thermo-2' });
    assert.equal(engine.add([type]).standings[0]?.standing.reason, 'unknown-issuer');
    const { standings, identities } = engine.add([trust]);
    assert.deepEqual(
      standings.map(({ uri, standing }) => [uri === type.uri, standing.reason, standing.weight]),
      [
        [false, 'counted', 1],
        [true, 'counted', 0.9],
      ],
    );
    assert.deepEqual(
      identities.map(({ id, rights }) => [id, rights]),
      [[ANNA.id, ['declare-types']]],
    );
  });
});
