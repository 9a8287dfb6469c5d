import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { ClaimLog } from '@sallyport/assurance-claim-log';
import { issuerResolver, verifyClaim } from '@sallyport/assurance-claims';
import { VirtualTime } from '@sallyport/core';
import type { LogStore } from '@sallyport/store';
import { permitGoal } from '../../src/decide/goals.ts';
import { InferredClaims } from '../../src/decide/inferred.ts';
import { NODE, openStore } from '../support/house.ts';

const DEVICE = 'ni:///sha-256;f4OxZX_x_FO5LcGBSKHWXfwtSx-j1ncoSt3SABJtkGk';

let store: LogStore;
let log: ClaimLog;
let time: VirtualTime;
let errors: unknown[];
let meanwhile: () => void;
let inferred: InferredClaims;

beforeEach(async () => {
  store = await openStore();
  time = new VirtualTime('2026-03-01T12:00:00Z');
  log = await ClaimLog.open({ store, clock: time });
  errors = [];
  meanwhile = () => undefined;
  inferred = new InferredClaims({
    log,
    node: NODE,
    clock: time,
    timer: time,
    async reasonFor() {
      meanwhile();
      return 'it is distrusted';
    },
    onError: (error) => errors.push(error),
  });
});
afterEach(() => store.close());

/** Types and times of what stands in the log. */
async function written(): Promise<readonly string[]> {
  const claims: string[] = [];
  for await (const { bytes } of log.read()) {
    const { claim, verified } = await verifyClaim(bytes, { resolve: issuerResolver(), at: 'ignore-validity' });
    claims.push(`${claim.type} ${verified.credential.validFrom?.toISOString()}`);
  }
  return claims;
}

const conclude = (holds: boolean) => inferred.concluded(permitGoal('E.2', DEVICE), holds);

describe('what is inferred about devices', () => {
  it('is written a moment later, as of the moment at which it was concluded', async () => {
    conclude(true);
    await time.advance(999);
    assert.deepEqual(await written(), []);
    await time.advance(1);
    await inferred.settled();
    assert.deepEqual(await written(), ['Trust 2026-03-01T12:00:00.000Z']);
  });

  it('is written at once when somebody waits for it', async () => {
    conclude(true);
    await inferred.settled();
    assert.equal((await written()).length, 1);
  });

  it('is written once more when it turns back while it is being written', async () => {
    conclude(true);
    await inferred.settled();
    meanwhile = () => conclude(true);
    conclude(false);
    await inferred.settled();
    assert.deepEqual(await written(), [
      'Trust 2026-03-01T12:00:00.000Z',
      'Distrust 2026-03-01T12:00:00.001Z',
      'Trust 2026-03-01T12:00:00.002Z',
    ]);
  });

  it('is written for each of many devices, once', async () => {
    const devices = Array.from({ length: 100 }, (_, number) => `urn:dev:mac:${String(number).padStart(16, '0')}`);
    for (const device of devices) inferred.concluded(permitGoal('M.4', device), true);
    for (const device of devices) inferred.concluded(permitGoal('M.4', device), true);
    await inferred.settled();
    assert.equal((await written()).length, devices.length);
  });

  it('that could not be written is told of, and written when it is concluded again', async () => {
    meanwhile = () => {
      throw new RangeError('no reason can be had');
    };
    conclude(true);
    await inferred.settled();
    conclude(false);
    await inferred.settled();
    assert.equal(errors.length, 1);
    meanwhile = () => undefined;
    conclude(false);
    await inferred.settled();
    assert.deepEqual(
      (await written()).map((claim) => claim.split(' ')[0]),
      ['Trust', 'Distrust'],
    );
  });
});
