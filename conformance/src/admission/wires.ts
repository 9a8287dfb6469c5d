/**
 * A switch with one port that devices are plugged into, in network namespaces:
 *
 *     device ── port0 [ switch: bridge ] ── inside      and   switch ── this process, for RADIUS
 */

import { spawnSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { isInstalled, mustRun, run } from './programs.ts';

const DEVICE_ADDRESS = '203.0.113.2';
const STRANGER_ADDRESS = '203.0.113.3';
export const INSIDE_ADDRESS = '203.0.113.1';
export const PORT = 'port0';
const PROGRAMS = ['ip', 'nft', 'ping', 'hostapd', 'hostapd_cli', 'wpa_supplicant'];

export class Wires implements Disposable {
  readonly switch: string;
  readonly device: string;
  readonly inside: string;
  /** Of this process, where the switch reaches it. */
  readonly ownAddress: string;
  readonly switchAddress: string;
  readonly #uplink: string;

  constructor() {
    const name = `sp${process.pid % 100_000}`;
    [this.switch, this.device, this.inside] = [`${name}-switch`, `${name}-device`, `${name}-inside`];
    this.#uplink = `${name}up`;
    // TEST-NET-1 (RFC 5737): four addresses for each process that does this at the same time.
    const first = 4 * (process.pid % 64);
    [this.ownAddress, this.switchAddress] = [`192.0.2.${first + 1}`, `192.0.2.${first + 2}`];
    try {
      this.#lay();
    } catch (thrown) {
      this[Symbol.dispose]();
      throw thrown;
    }
  }

  /** Arguments with which `ip` runs a program in a namespace. */
  in(namespace: string, ...command: readonly string[]): readonly string[] {
    return ['netns', 'exec', namespace, ...command];
  }

  /** Waits until the agent has rules in the kernel. Gives whether it has. */
  async hasRules(): Promise<boolean> {
    const list = this.in(this.switch, 'nft', 'list', 'table', 'netdev', `sallyport_${PORT}`);
    for (let attempt = 0; attempt < 50; attempt++) {
      if ((await run('ip', list)).status === 0) return true;
      await sleep(20);
    }
    return false;
  }

  /** Pulls the cable at the device's end, or plugs it in. */
  plug(isIn: boolean): void {
    mustRun('ip', '-n', this.device, 'link', 'set', 'eth0', isIn ? 'up' : 'down');
  }

  /** Whether the device reaches the host inside: one of the pings of a second comes back. */
  async reaches(by: 'eth0' | 'other0' = 'eth0'): Promise<boolean> {
    const args = ['-n', '-q', '-c', '1', '-i', '0.2', '-w', '1', '-I', by, INSIDE_ADDRESS];
    return (await run('ip', this.in(this.device, 'ping', ...args))).status === 0;
  }

  /** A second station on the same cable, `other0`, with addresses of its own. */
  addStranger(): void {
    mustRun('ip', '-n', this.device, 'link', 'add', 'link', 'eth0', 'name', 'other0', 'type', 'macvlan');
    mustRun('ip', '-n', this.device, 'addr', 'add', `${STRANGER_ADDRESS}/24`, 'dev', 'other0');
    mustRun('ip', '-n', this.device, 'link', 'set', 'other0', 'up');
  }

  [Symbol.dispose](): void {
    for (const namespace of [this.switch, this.device, this.inside]) spawnSync('ip', ['netns', 'del', namespace]);
    spawnSync('ip', ['link', 'del', this.#uplink]);
  }

  #lay(): void {
    for (const namespace of [this.switch, this.device, this.inside]) {
      mustRun('ip', 'netns', 'add', namespace);
      mustRun('ip', '-n', namespace, 'link', 'set', 'lo', 'up');
    }
    const wire = (one: string, at: string, other: string, where: string) =>
      mustRun('ip', '-n', at, 'link', 'add', one, 'type', 'veth', 'peer', 'name', other, 'netns', where);
    const up = (at: string, name: string, address?: string) => {
      if (address !== undefined) mustRun('ip', '-n', at, 'addr', 'add', address, 'dev', name);
      mustRun('ip', '-n', at, 'link', 'set', name, 'up');
    };
    wire(PORT, this.switch, 'eth0', this.device);
    wire('inside0', this.switch, 'eth0', this.inside);
    mustRun('ip', '-n', this.switch, 'link', 'add', 'br0', 'type', 'bridge');
    for (const name of [PORT, 'inside0']) {
      mustRun('ip', '-n', this.switch, 'link', 'set', name, 'master', 'br0');
      up(this.switch, name);
    }
    up(this.switch, 'br0');
    up(this.device, 'eth0', `${DEVICE_ADDRESS}/24`);
    up(this.inside, 'eth0', `${INSIDE_ADDRESS}/24`);
    mustRun('ip', 'link', 'add', this.#uplink, 'type', 'veth', 'peer', 'name', 'uplink0', 'netns', this.switch);
    mustRun('ip', 'addr', 'add', `${this.ownAddress}/30`, 'dev', this.#uplink);
    mustRun('ip', 'link', 'set', this.#uplink, 'up');
    up(this.switch, 'uplink0', `${this.switchAddress}/30`);
  }
}

/** False, or why tests with such wires are skipped. */
export function noWires(): string | false {
  const missing = PROGRAMS.filter((program) => !isInstalled(program));
  if (missing.length > 0) return `PEER MISSING: ${missing.join(', ')} not installed`;
  if (process.getuid?.() !== 0) return 'PEER MISSING: network namespaces need root';
  const name = `sptry${process.pid % 100_000}`;
  const isMade = spawnSync('ip', ['netns', 'add', name]).status === 0;
  // The egress hook is the youngest of what the agent needs.
  const rules = `add table netdev t\nadd chain netdev t c { type filter hook egress device "lo" priority 0; }\n`;
  const takesRules =
    isMade && spawnSync('ip', ['netns', 'exec', name, 'nft', '-f', '-'], { input: rules }).status === 0;
  if (isMade) spawnSync('ip', ['netns', 'del', name]);
  return takesRules ? false : 'PEER MISSING: no network namespaces here, or no nftables egress hook';
}
