import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Authorizer, type DeviceIdentity, deviceKey, permit } from '@sallyport/onboarding';
import { networkAdapterChecks } from '@sallyport/onboarding/conformance';
import { ATTRIBUTES } from '@sallyport/radius';
import { WifiWiredNetwork } from '../src/index.ts';
import { door, fanParty, identityOf, knock, lampParty } from './support/door.ts';
import { DONE } from './support/house.ts';

const LAMP = identityOf(lampParty, 'LAMP-1');
const FAN = identityOf(fanParty, 'FAN-1');

function trial(authorizer: Authorizer) {
  const home = door();
  home.decide = (request) => authorizer.decide(request);
  const adapter = new WifiWiredNetwork({ sessions: home.sessions, authorizer }, { clock: home.time });
  /** Stations that the NAS lets through. */
  const served = new Set<string>();
  home.answer = async ({ kind, request }) => {
    if (kind === 'disconnect') served.delete(ATTRIBUTES['Calling-Station-Id'].first(request.session) ?? '');
    return DONE;
  };
  const join = async ({ serialNumber }: DeviceIdentity) => {
    const party = serialNumber === LAMP.serialNumber ? lampParty : fanParty;
    const { decision } = await knock(home, party, { station: serialNumber });
    if (decision?.decision === 'accept') served.add(serialNumber);
    return decision?.decision === 'accept';
  };
  const isServed = ({ serialNumber }: DeviceIdentity) => served.has(serialNumber);
  return { adapter, devices: [LAMP, FAN] as const, join, isServed, close: () => home.sessions.close(), home };
}

describe('Wi-Fi and wired networks as a network of the house', () => {
  const harness = {
    obligation: { type: 'vlan', value: '7' },
    open: async (authorizer: Authorizer) => trial(authorizer),
  };
  for (const { name, run } of networkAdapterChecks(harness)) it(name, run);

  it('say so when a NAS does not put a device out', async () => {
    const { adapter, join, home, close } = trial({ decide: async () => permit('fine') });
    home.answer = async () => ({ isDone: false, errorCause: 405, reason: undefined, attributes: [] });
    assert.equal(await join(LAMP), true);
    const [session] = adapter.sessions(deviceKey(LAMP));
    const mitigation = await adapter.putOut(session?.id ?? '', 'by hand');
    assert.equal(mitigation.outcome === 'failed' && mitigation.error.code, 'E_ADMISSION_NOT_PUT_OUT');
    assert.equal(adapter.sessions()[0]?.state, 'leaving');
    await close();
  });
});
