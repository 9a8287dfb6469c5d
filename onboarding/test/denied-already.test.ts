import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type AuthorizationRequest, type Authorizer, deniedAlready, permit } from '../src/index.ts';

const device = { manufacturer: 'm', serialNumber: 's', model: undefined, credential: undefined } as const;
const request: AuthorizationRequest = {
  point: 'E.2',
  protocol: 'test',
  session: 'one',
  device: { ...device, assurance: 'authenticated' },
  facts: {},
  at: new Date(0),
};
const failures: unknown[] = [];
const ask = (known: Partial<Authorizer>) =>
  deniedAlready({ decide: async () => permit('fine'), ...known }, [request, request], (thrown) =>
    failures.push(thrown),
  );

describe('whom a decision denies already', () => {
  it('is told by an authorizer that keeps its decisions', async () => {
    assert.deepEqual(await ask({ deniedAlready: async () => [true, false] }), [true, false]);
  });

  it('is nobody where none are kept', async () => {
    assert.deepEqual(await ask({}), [false, false]);
  });

  it('is nobody where that cannot be told, which is reported', async () => {
    assert.deepEqual(await ask({ deniedAlready: () => Promise.reject(new RangeError('away')) }), [false, false]);
    assert.equal(failures.length, 1);
  });
});
