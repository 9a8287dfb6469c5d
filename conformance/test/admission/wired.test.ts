import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Device } from '@sallyport/app-device';
import type { Domain } from '@sallyport/app-domain';
import type { Manufacturer } from '@sallyport/app-manufacturer';
import { SECOND } from '@sallyport/core';
import { deviceKey, type Obligation } from '@sallyport/onboarding';
import { mustRun, until } from '../../src/admission/programs.ts';
import { LEASE, ldevidOf, Pings, RADIUS_NAME, WiredPort } from '../../src/admission/wired-port.ts';
import { noWires, Wires } from '../../src/admission/wires.ts';
import { introduce, Lab } from '../../src/index.ts';

/** Times that a device is refused and let in again; each takes seven seconds. */
const ROUNDS = Number(process.env['SALLYPORT_WIRED_ROUNDS'] ?? 2);
const SERIAL = 'LAMP-1';

describe('a wired port with hostapd and the port agent', { skip: noWires() }, () => {
  const lab = new Lab();
  let wires: Wires;
  let port: WiredPort;
  let domain: Domain;
  let maker: string;
  let manufacturer: Manufacturer;
  let device: Device;
  let key: string;
  const terms: Obligation[] = [];

  before(async () => {
    wires = new Wires();
    manufacturer = await lab.startManufacturer();
    domain = await lab.startDomain({
      admission: {
        listen: { host: wires.ownAddress, authenticationPort: 0, accountingPort: 0 },
        hosts: [RADIUS_NAME],
        terms,
        pauses: [],
      },
    });
    maker = await introduce(manufacturer, domain);
    device = await lab.bear(manufacturer, SERIAL, { model: 'lamp' });
    await lab.bringAboard(device, domain);
    key = deviceKey({ manufacturer: maker, serialNumber: SERIAL });
    port = new WiredPort(wires, domain);
    await port.register();
  });
  after(async () => {
    await port?.close();
    await lab.close();
    wires?.[Symbol.dispose]();
  });

  /** The device is in, from wherever the test before left it. */
  async function bringIn(): Promise<void> {
    if (await wires.reaches()) return;
    const from = port.told.length;
    await port.plugIn(await ldevidOf(device));
    assert.ok(await port.tells('opened', from), port.story);
    assert.ok(await wires.reaches(), port.story);
  }

  it('is open to everybody without the agent, and shut by it before hostapd runs', async () => {
    assert.ok(await wires.reaches());
    await port.startAgent();
    assert.equal(await wires.reaches(), false);
    await port.startHostapd();
    assert.equal(await wires.reaches(), false);
  });

  it('stays shut to a device with nothing but its birth certificate', async () => {
    await port.plugIn(await device.birthTlsIdentity());
    assert.ok(await port.refuses(), port.story);
    assert.equal(await wires.reaches(), false);
    assert.equal(await port.tells('opened', 0, 100), undefined);
  });

  it('stays shut to a device that policy wants in a VLAN, for hostapd puts nobody into one on a wire', async () => {
    const from = port.told.length;
    terms.push({ type: 'vlan', value: '42' });
    await port.plugIn(await ldevidOf(device));
    assert.ok(await until(() => lab.events.some(({ step, ok }) => step === 'E.2' && ok)), port.story);
    terms.pop();
    assert.equal(await wires.reaches(), false);
    assert.equal(await port.tells('opened', from, 100), undefined);
    // It waits half a minute for what it cannot do.
    await port.endHostapd();
    await port.startHostapd();
  });

  it('opens to a device with its LDevID, and to nobody else on the same cable', async () => {
    await bringIn();
    const [session] = domain.admission.live;
    assert.equal(session?.place.medium, 'wired');
    wires.addStranger();
    assert.equal(await wires.reaches('other0'), false);
    assert.equal(await wires.reaches(), true);
  });

  it('shuts within a second when the owner refuses the device, and opens again when the owner does not', async (t) => {
    await bringIn();
    const took: { readonly told: number; readonly lastPing: number }[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const pings = new Pings(wires);
      assert.ok(await until(() => pings.lastAt > 0), port.story);
      const from = port.told.length;
      const begun = performance.now();
      await domain.lists.add('refused', key, 'it smokes');
      const shut = await port.tells('shut', from);
      assert.ok(shut !== undefined, port.story);
      await sleep(200);
      took.push({ told: shut.at - begun, lastPing: pings.lastAt - begun });
      await pings.end();
      assert.equal(await wires.reaches(), false);
      await domain.lists.remove('refused', key);
      // The agent has hostapd ask it, so it is back without doing anything.
      assert.ok(await port.tells('opened', from), port.story);
      assert.ok(await wires.reaches());
    }
    t.diagnostic(`refused until shut: ${spread(took.map(({ told }) => told))}`);
    t.diagnostic(`refused until the last ping came back: ${spread(took.map(({ lastPing }) => lastPing))}`);
    for (const { told, lastPing } of took) assert.ok(told < SECOND && lastPing < SECOND);
  });

  it('shuts when the cable is pulled, and whoever is plugged in next must authenticate', async () => {
    await bringIn();
    const from = port.told.length;
    wires.plug(false);
    const shut = await port.tells('shut', from);
    assert.equal(shut?.event['reason'], 'link-down');
    await until(() => domain.admission.live.length === 0);
    assert.equal(domain.admission.live.length, 0, 'hostapd has told that the session is over');
    wires.plug(true);
    assert.equal(await wires.reaches(), false);
    // Before it has forgotten the device, hostapd ends a session once more.
    await sleep(5 * SECOND);
    const returned = port.told.length;
    await port.askAgain();
    assert.ok(await port.tells('opened', returned), port.story);
    assert.ok(await wires.reaches(), port.story);
  });

  it('is shut again at once when somebody flushes all rules of the machine', async () => {
    await bringIn();
    const from = port.told.length;
    mustRun('ip', ...wires.in(wires.switch, 'nft', 'flush', 'ruleset'));
    assert.ok((await port.tells('rules-lost', from)) !== undefined);
    assert.ok(await wires.hasRules());
    assert.equal(await wires.reaches('other0'), false);
    // On a busy machine the first second can pass before the kernel has its list again.
    assert.ok((await wires.reaches()) || (await wires.reaches()), port.story);
  });

  it('shuts when hostapd dies, and opens again once it is back', async () => {
    await bringIn();
    const from = port.told.length;
    await port.endHostapd('SIGKILL');
    const shut = await port.tells('shut', from);
    assert.equal(shut?.event['reason'], 'hostapd-gone');
    assert.equal(await wires.reaches(), false);
    await port.startHostapd();
    await bringIn();
  });

  it('is shut by the kernel itself when the agent dies', async () => {
    await bringIn();
    await port.endAgent('SIGKILL');
    assert.ok(await wires.reaches(), 'for one lease');
    await sleep((LEASE + 1) * SECOND);
    assert.equal(await wires.reaches(), false);
    await port.startAgent();
    await port.tells('opened', 0);
    await bringIn();
  });

  it('shuts to a device whose certificate is revoked, and stays shut to that certificate', async () => {
    await bringIn();
    const from = port.told.length;
    await domain.revokeDevice(
      { manufacturer: maker, serialNumber: SERIAL },
      { reason: 'keyCompromise', refuse: false, note: undefined },
    );
    assert.ok((await port.tells('shut', from)) !== undefined, port.story);
    assert.equal(await wires.reaches(), false);
    const refused = port.told.length;
    await port.plugIn(await ldevidOf(device));
    assert.ok(await port.refuses(), port.story);
    assert.equal(await wires.reaches(), false);
    assert.equal(await port.tells('opened', refused, 100), undefined);
  });

  it('stays shut when the agent is told to end', async () => {
    await port.endAgent();
    assert.equal(await wires.reaches(), false);
  });
});

function spread(milliseconds: readonly number[]): string {
  const sorted = milliseconds.toSorted((a, b) => a - b);
  const at = (share: number) => (sorted[Math.floor(share * (sorted.length - 1))] ?? 0).toFixed(1);
  return `p50 ${at(0.5)} ms, max ${at(1)} ms of ${sorted.length}`;
}
