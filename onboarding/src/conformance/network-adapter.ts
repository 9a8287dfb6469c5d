/**
 * What every network adapter must do, as checks for any test runner. A harness lets devices knock at the adapter by its
 * network's own way in, and looks at the network itself (a simulated one, or a real one in a laboratory).
 *
 * @example
 * for (const { name, run } of networkAdapterChecks(harness)) it(name, run);
 */

import assert from 'node:assert/strict';
import type { Authorizer } from '../authorizer.ts';
import { type Decision, defer, deny, type Obligation, permit } from '../decision.ts';
import { type DeviceIdentity, deviceKey } from '../device.ts';
import type { NetworkAdapter } from '../network/adapter.ts';
import type { TrustChange } from '../trust.ts';

export interface NetworkTrial {
  readonly adapter: NetworkAdapter;
  /** Two devices that the network can prove. */
  readonly devices: readonly [DeviceIdentity, DeviceIdentity];
  /** Knocks by the network's own way in; gives whether it was let in. */
  join(device: DeviceIdentity): Promise<boolean>;
  /** Whether the network itself lets the device's traffic through now. */
  isServed(device: DeviceIdentity): boolean | Promise<boolean>;
  close(): Promise<void>;
}

export interface NetworkHarness {
  /** A fresh adapter on a fresh network. */
  open(authorizer: Authorizer): Promise<NetworkTrial>;
  /** An obligation that the network can keep; undefined when it knows none. */
  readonly obligation: Obligation | undefined;
}

export interface ConformanceCheck {
  readonly name: string;
  readonly run: () => Promise<void>;
}

/** A policy that can change its mind. */
class Mind implements Authorizer {
  /** The points and devices that it was asked about. */
  readonly asked: string[] = [];
  says: (device: DeviceIdentity) => Decision | Promise<Decision> = () => permit('the check allows it');

  async decide(request: Parameters<Authorizer['decide']>[0]): Promise<Decision> {
    this.asked.push(`${request.point} ${deviceKey(request.device)}`);
    return this.says(request.device);
  }
}

type Step = (trial: NetworkTrial, mind: Mind, harness: NetworkHarness) => Promise<void>;

const CHECKS: Readonly<Record<string, Step>> = {
  'names its network, and what a device can look for, the preferred first': async ({ adapter }) => {
    assert.match(adapter.network, /^[a-z0-9-]+$/);
    const preferences = (await adapter.discover()).map(({ preference }) => preference);
    assert.deepEqual(
      preferences,
      [...preferences].sort((a, b) => b - a),
    );
  },

  'asks policy at E.2 each time a device knocks, and lets it in': async (
    { adapter, devices, join, isServed },
    mind,
  ) => {
    const [device] = devices;
    const key = deviceKey(device);
    assert.equal(await join(device), true);
    assert.deepEqual(mind.asked, [`E.2 ${key}`]);
    assert.deepEqual(
      adapter.sessions(key).map(({ serialNumber, state }) => [serialNumber, state]),
      [[device.serialNumber, 'admitted']],
    );
    assert.equal(await isServed(device), true);
    assert.equal(await join(device), true);
    assert.equal(mind.asked.length, 2);
    assert.equal(adapter.sessions(key).length, 1, 'a device that comes again takes its own place');
  },

  'lets nobody in whom policy denies': (trial, mind) => refuses(trial, mind, () => deny('no')),
  'lets nobody in about whom policy defers': (trial, mind) => refuses(trial, mind, () => defer('later', 1000)),
  'lets nobody in when policy fails': (trial, mind) => refuses(trial, mind, () => Promise.reject(new Error('away'))),
  'lets nobody in under a condition that it cannot keep': (trial, mind) =>
    refuses(trial, mind, () => permit('if', [], [{ type: 'nobody-knows-this', value: '1' }])),

  'answers the hook itself, and fails closed there too': async ({ adapter, devices: [device] }, mind) => {
    const attempt = { session: 'check', device, facts: {} };
    assert.equal((await adapter.authorize(attempt)).outcome, 'permit');
    mind.says = () => Promise.reject(new Error('away'));
    assert.equal((await adapter.authorize(attempt)).outcome, 'deny');
    assert.deepEqual(adapter.sessions(), [], 'to ask is not to let in');
  },

  'puts out the device that lost trust, and no other': async (trial, mind) => {
    const { adapter, devices, join, isServed } = trial;
    const [lost, kept] = devices;
    assert.equal(await join(lost), true);
    assert.equal(await join(kept), true);
    mind.says = ({ serialNumber }) => (serialNumber === lost.serialNumber ? deny('trust is gone') : permit('fine'));
    adapter.trustChanged(changeOf(lost));
    await adapter.settled();
    assert.equal(await isServed(lost), false);
    assert.equal(await isServed(kept), true);
    assert.deepEqual(adapter.sessions(deviceKey(lost)), []);
    assert.equal(await join(lost), false, 'it does not come back');
  },

  'asks about everybody when trust in any may have changed': async ({ adapter, devices, join, isServed }, mind) => {
    for (const device of devices) assert.equal(await join(device), true);
    mind.says = () => deny('the policy is another');
    adapter.trustChanged({ ...changeOf(devices[0]), deviceKey: undefined });
    await adapter.settled();
    for (const device of devices) assert.equal(await isServed(device), false);
  },

  'puts out whom trust left while it was being let in': async (
    { adapter, devices: [device], join, isServed },
    mind,
  ) => {
    mind.says = () => {
      mind.says = () => deny('trust is gone');
      adapter.trustChanged(changeOf(device));
      return permit('just so');
    };
    await join(device);
    await adapter.settled();
    assert.equal(await isServed(device), false);
  },

  'leaves those alone whom policy still trusts': async ({ adapter, devices: [device], join, isServed }) => {
    assert.equal(await join(device), true);
    adapter.trustChanged(changeOf(device));
    await adapter.settled();
    assert.equal(await isServed(device), true);
    assert.equal(adapter.sessions(deviceKey(device)).length, 1);
  },

  'puts one session out by hand': async ({ adapter, devices: [device], join, isServed }) => {
    assert.equal(await join(device), true);
    const [session] = adapter.sessions(deviceKey(device));
    assert.ok(session !== undefined);
    assert.deepEqual(await adapter.putOut(session.id, 'by hand'), { outcome: 'done', session: session.id });
    assert.equal(await isServed(device), false);
    assert.deepEqual(await adapter.putOut(session.id, 'again'), { outcome: 'absent', session: session.id });
  },

  'moves a session to other terms, or ends it': async ({ adapter, devices: [device], join, isServed }, _, harness) => {
    const { obligation } = harness;
    if (obligation === undefined) return;
    assert.equal(await join(device), true);
    const [session] = adapter.sessions(deviceKey(device));
    assert.ok(session !== undefined);
    assert.equal((await adapter.move(session.id, [obligation], 'other terms')).outcome, 'done');
    const [after] = adapter.sessions(deviceKey(device));
    if (after === undefined) assert.equal(await isServed(device), false);
    else assert.deepEqual(after.obligations, [obligation]);
  },
};

/** The checks, to run one by one. */
export function networkAdapterChecks(harness: NetworkHarness): readonly ConformanceCheck[] {
  return Object.entries(CHECKS).map(([name, step]) => ({
    name,
    run: async () => {
      const mind = new Mind();
      const trial = await harness.open(mind);
      try {
        await step(trial, mind, harness);
      } finally {
        await trial.close();
      }
    },
  }));
}

async function refuses(trial: NetworkTrial, mind: Mind, says: Mind['says']): Promise<void> {
  const { adapter, devices, join, isServed } = trial;
  const [device] = devices;
  mind.says = says;
  assert.equal(await join(device), false);
  assert.deepEqual(adapter.sessions(), []);
  assert.equal(await isServed(device), false);
}

function changeOf(device: DeviceIdentity): TrustChange {
  return { cause: 'policy-changed', deviceKey: deviceKey(device), certificateSerial: undefined, at: new Date(0) };
}
