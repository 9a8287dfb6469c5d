import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { SECOND, VirtualTime } from '@sallyport/core';
import { HostapdPorts } from '../../src/index.ts';
import { atEnd, directory } from '../support/house.ts';
import { station } from '../support/station.ts';

const [A, B, C] = [station(1), station(2), station(3)];

/** As much of hostapd as the ports use. */
function simulated(associated: readonly string[] = []) {
  const accepted = new Map<string, number>();
  const stations = new Set(associated);
  const said: string[] = [];
  let isDeaf = false;
  const ask = async ([command = '', first = '', second = '', third = '']: readonly string[]): Promise<string> => {
    said.push([command, first, second, third].join(' ').trim());
    const after = [...stations][command === 'STA-NEXT' ? [...stations].indexOf(first) + 1 : 0];
    switch (command) {
      case 'SET':
        return 'OK\n';
      case 'DEAUTHENTICATE':
        stations.delete(first);
        return 'OK\n';
      case 'STA-FIRST':
      case 'STA-NEXT':
        return after === undefined ? '\n' : `${after}\nflags=[AUTH]\n`;
      default:
    }
    if (first === 'SHOW') return [...accepted].map(([each, vlan]) => `${each} VLAN_ID=${vlan}\n`).join('');
    if (first === 'DEL_MAC') accepted.delete(second);
    else if (!isDeaf) accepted.set(second, Number(/^VLAN_ID=(\d+)$/.exec(third)?.[1] ?? 0));
    return 'OK\n';
  };
  const deafen = () => {
    isDeaf = true;
  };
  return { accepted, stations, said, ask, deafen };
}

const still = { timer: new VirtualTime(), trouble: () => {} };
const at = { interface: 'wlan0', controlDirectory: '/run/hostapd', ...still };

describe('ports of hostapd', () => {
  it('accept who is let through, and end the association of everybody else', async () => {
    const hostapd = simulated([A, B, C]);
    const ports = new HostapdPorts({ ...at, constrainedVlan: 66, ask: hostapd.ask });
    await ports.replace([
      { device: 'one', access: 'open', stations: [A] },
      { device: 'two', access: 'constrained', stations: [B] },
    ]);
    assert.deepEqual(
      [...hostapd.accepted],
      [
        [A, 0],
        [B, 66],
      ],
    );
    assert.deepEqual([...hostapd.stations], [A, B]);
    assert.equal(hostapd.said[0], 'SET macaddr_acl 1');
  });

  it('put out who is revoked, and move who is constrained', async () => {
    const hostapd = simulated([A, B]);
    const ports = new HostapdPorts({ ...at, constrainedVlan: 66, ask: hostapd.ask });
    await ports.replace([
      { device: 'one', access: 'open', stations: [A] },
      { device: 'two', access: 'open', stations: [B] },
    ]);
    await ports.change([
      { device: 'one', access: 'out', stations: [A] },
      { device: 'two', access: 'constrained', stations: [B] },
    ]);
    assert.deepEqual([...hostapd.accepted], [[B, 66]]);
    // Both have to associate anew; one of them is not let.
    assert.deepEqual([...hostapd.stations], []);
  });

  it('are put right within seconds when hostapd was restarted and has forgotten them', async () => {
    const hostapd = simulated([A, B]);
    const time = new VirtualTime();
    const ports = new HostapdPorts({ ...at, timer: time, ask: hostapd.ask });
    await ports.replace([{ device: 'one', access: 'open', stations: [A] }]);
    hostapd.accepted.clear();
    hostapd.stations.add(B);
    await time.advance(15 * SECOND);
    assert.deepEqual([...hostapd.accepted.keys()], [A]);
    assert.deepEqual([...hostapd.stations], [A]);
    await ports.close();
    assert.equal(time.waiting, 0);
  });

  it('tell that hostapd is not there, and look again', async () => {
    const time = new VirtualTime();
    const troubles: string[] = [];
    let isThere = true;
    const hostapd = simulated();
    const ports = new HostapdPorts({
      ...at,
      timer: time,
      trouble: ({ code }) => troubles.push(code),
      ask: async (words) => (isThere ? hostapd.ask(words) : 'FAIL'),
    });
    await ports.replace([]);
    isThere = false;
    await time.advance(31 * SECOND);
    assert.deepEqual(troubles, ['E_ROUTER_HOSTAPD', 'E_ROUTER_HOSTAPD']);
    await ports.close();
  });

  it('do not believe an OK that nothing came of', async () => {
    const hostapd = simulated();
    const ports = new HostapdPorts({ ...at, ask: hostapd.ask });
    hostapd.deafen();
    await assert.rejects(ports.replace([{ device: 'one', access: 'open', stations: [A] }]), {
      code: 'E_ROUTER_HOSTAPD',
    });
  });

  it('have no constrained network without a VLAN, and no VLAN that cannot be', () => {
    assert.equal(new HostapdPorts({ ...at, ask: async () => 'OK' }).canConstrain, false);
    assert.throws(() => new HostapdPorts({ ...at, constrainedVlan: 4095 }), { code: 'E_ROUTER_ARGUMENT' });
    assert.throws(() => new HostapdPorts({ ...at, interface: '-x' }), { code: 'E_ROUTER_ARGUMENT' });
  });

  for (const answer of ['FAIL\n', 'UNKNOWN COMMAND\n', '']) {
    it(`are not set when hostapd answers ${JSON.stringify(answer)}`, async () => {
      const ports = new HostapdPorts({ ...at, ask: async () => answer });
      await assert.rejects(ports.replace([]), { code: 'E_ROUTER_HOSTAPD' });
    });
  }
});

const skip =
  spawnSync('hostapd', ['-v']).status === null ? 'hostapd IS NOT INSTALLED: its ports are not tested' : false;

describe('ports of a real hostapd', { skip }, () => {
  it('are as they were told', async (t) => {
    const control = await runHostapd(t);
    const ports = new HostapdPorts({ interface: 'lo', controlDirectory: control, constrainedVlan: 66, ...still });
    await ports.replace([
      { device: 'one', access: 'open', stations: [A, C] },
      { device: 'two', access: 'constrained', stations: [B] },
    ]);
    assert.deepEqual(show(control), [`${A} VLAN_ID=0`, `${B} VLAN_ID=66`, `${C} VLAN_ID=0`]);
    await ports.change([{ device: 'one', access: 'out', stations: [A, C] }]);
    await ports.change([{ device: 'two', access: 'open', stations: [B] }]);
    assert.deepEqual(show(control), [`${B} VLAN_ID=0`]);
    await ports.replace([]);
    assert.deepEqual(show(control), []);
  });

  it('are not set when it is not there', async (t) => {
    const ports = new HostapdPorts({ interface: 'lo', controlDirectory: directory(t), ...still });
    await assert.rejects(ports.replace([]), { code: 'E_ROUTER_HOSTAPD' });
  });
});

function show(control: string): readonly string[] {
  const { stdout } = spawnSync('hostapd_cli', ['-p', control, '-i', 'lo', 'raw', 'ACCEPT_ACL', 'SHOW']);
  return stdout.toString().split('\n').filter(Boolean).sort();
}

/** hostapd without a radio: its lists and its control interface are those of any other. */
async function runHostapd(t: TestContext): Promise<string> {
  const path = directory(t);
  const control = join(path, 'control');
  const file = join(path, 'hostapd.conf');
  writeFileSync(file, `interface=lo\ndriver=none\nctrl_interface=${control}\n`);
  const hostapd = spawn('hostapd', [file], { stdio: ['ignore', 'pipe', 'ignore'] });
  atEnd(t, () => hostapd.kill());
  let said = '';
  await new Promise<void>((resolve, reject) => {
    hostapd.on('exit', () => reject(new Error(`hostapd ended: ${said}`)));
    hostapd.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      if (said.includes('AP-ENABLED')) resolve();
    });
  });
  return control;
}
