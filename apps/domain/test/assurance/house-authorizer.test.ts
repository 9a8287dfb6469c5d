import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { type AuthorizationRequest, type Authorizer, type DeviceIdentity, deny, permit } from '@sallyport/onboarding';
import { type LogStore, openSqliteStore } from '@sallyport/store';
import { AcceptRegister } from '../../src/accept-register.ts';
import { DeviceBook } from '../../src/assurance/device-book.ts';
import { houseAuthorizer } from '../../src/assurance/house-authorizer.ts';
import { PolicyMode, policyAdopted, policyDropped } from '../../src/assurance/policy-mode.ts';
import { assuranceRegister, type KnownDevice } from '../../src/assurance/register.ts';
import { domainRegister } from '../../src/register.ts';
import { authority } from '../support.ts';

let store: LogStore;
let lists: AcceptRegister;
let mode: PolicyMode;
let devices: DeviceBook;
let asked: KnownDevice[];
let claims: Authorizer['decide'];
let device: DeviceIdentity;
let isRunning: boolean;

beforeEach(async () => {
  store = await openSqliteStore({ path: ':memory:', projections: [domainRegister, assuranceRegister] });
  lists = await AcceptRegister.open(store);
  mode = new PolicyMode(store);
  devices = new DeviceBook({ store, ledger: { bySerialNumber: async () => undefined } });
  asked = [];
  claims = async () => permit('claims say so');
  isRunning = true;
  const { certificate } = await authority('S-1');
  device = {
    manufacturer: 'aa',
    serialNumber: 'S-1',
    model: 'lamp',
    credential: certificate.der,
    assurance: 'authenticated',
  };
});
afterEach(() => store.close());

function decide(of: DeviceIdentity = device) {
  return house().decide(requestOf(of));
}

/** Where claims have denied everybody before. */
function deniedAlready(of: DeviceIdentity = device) {
  return house().deniedAlready?.([requestOf(of)]);
}

function requestOf(of: DeviceIdentity): AuthorizationRequest {
  const at = new Date('2026-06-01T12:00:00Z');
  return { point: 'C.3', protocol: 'brski', session: 's', device: of, facts: {}, at };
}

function house(): Authorizer {
  return houseAuthorizer({
    lists,
    mode,
    devices,
    claims: async (known) => {
      asked.push(known);
      return { decide: claims };
    },
    decided: async () => (isRunning ? { deniedAlready: async (requests) => requests.map(() => true) } : undefined),
    expand: async (decision) => decision,
  });
}

describe('the house', () => {
  it('goes by the lists before a policy is adopted, asks no claims, and remembers the device', async () => {
    assert.equal((await decide()).outcome, 'deny');
    await lists.add('manufacturers', 'aa', undefined);
    assert.equal((await decide()).outcome, 'permit');
    assert.deepEqual(asked, []);
    assert.equal((await devices.find('aa/S-1'))?.proved, 'certificate');
  });

  it('goes by claims alone once a policy is adopted', async () => {
    await lists.add('manufacturers', 'aa', undefined);
    await store.append([policyAdopted('build-5', [])]);
    claims = async () => deny('nobody trusts the maker');
    const decision = await decide();
    assert.deepEqual([decision.outcome, decision.reason], ['deny', 'nobody trusts the maker']);
    assert.deepEqual(
      asked.map(({ key }) => key),
      ['aa/S-1'],
    );
  });

  it('knows whom claims denied already as long as they decide, and nobody where none are judged', async () => {
    assert.deepEqual(await deniedAlready(), [false], 'the lists decide');
    await store.append([policyAdopted('build-5', [])]);
    assert.deepEqual(await deniedAlready(), [true]);
    isRunning = false;
    assert.deepEqual(await deniedAlready(), [false]);
    isRunning = true;
    await store.append([policyDropped('build-5')]);
    assert.deepEqual(await deniedAlready(), [false], 'a policy that was dropped denies nobody');
  });

  it('never lets in whom the owner refused, and does not ask claims about it', async () => {
    await store.append([policyAdopted('build-5', [])]);
    await lists.add('refused', 'aa/S-1', 'it smokes');
    const decision = await decide();
    assert.deepEqual([decision.outcome, decision.reason], ['deny', 'device aa/S-1 is on the refused list (it smokes)']);
    assert.deepEqual(asked, []);
  });

  it('does not fall back to the lists when claims cannot be judged', async () => {
    await lists.add('manufacturers', 'aa', undefined);
    await store.append([policyAdopted('build-5', [])]);
    claims = () => Promise.reject(new TypeError('inference is gone'));
    await assert.rejects(decide(), TypeError);
  });

  it('denies a device that proved nothing, or whose birth key was never seen', async () => {
    await store.append([policyAdopted('build-5', [])]);
    assert.equal((await decide({ ...device, assurance: 'claimed' })).outcome, 'deny');
    assert.equal((await decide({ ...device, credential: undefined })).outcome, 'deny');
    assert.deepEqual(asked, []);
  });

  it('goes by the lists again when the policy is dropped', async () => {
    await lists.add('manufacturers', 'aa', undefined);
    await store.append([policyAdopted('build-5', [])]);
    await store.append([policyDropped('build-5')]);
    assert.equal((await decide()).outcome, 'permit');
    assert.deepEqual(asked, []);
  });
});
