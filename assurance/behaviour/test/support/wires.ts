/**
 * A device, a router and a host outside, each a network namespace:
 *
 *     device 10.0.0.5 ── 10.0.0.1 [ router ] 198.51.100.1 ── 198.51.100.7 outside
 */

import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';

export const DEVICE = '10.0.0.5';
export const OUTSIDE = '198.51.100.7';
const PROGRAMS = ['ip', 'nft'];
/** How long an answer may take that comes at all; between namespaces of one machine it is a fraction. */
const PATIENCE_MS = 1500;

const SERVE = `
const net = require('node:net'), dgram = require('node:dgram');
const [address, ...ports] = process.argv.slice(1);
let waiting = 2 * ports.length;
const ready = () => { if (--waiting === 0) console.log('ready'); };
for (const port of ports.map(Number)) {
  net.createServer((socket) => { socket.on('error', () => {}); socket.end('hello'); }).listen(port, address, ready);
  const socket = dgram.createSocket('udp4');
  socket.on('message', (_, from) => socket.send('hello', from.port, from.address)).bind(port, address, ready);
}`;
const ASK = `
const net = require('node:net'), dgram = require('node:dgram');
const [protocol, address, port, patience] = process.argv.slice(1);
const end = (code) => process.exit(code);
setTimeout(() => end(1), Number(patience));
if (protocol === 'tcp') net.connect(Number(port), address).on('data', () => end(0)).on('error', () => end(2));
else dgram.createSocket('udp4').on('message', () => end(0)).send('hello', Number(port), address);`;

export type Place = 'device' | 'router' | 'outside';

export class Wires implements Disposable {
  readonly #names: Readonly<Record<Place, string>>;
  readonly #servers: AbortController = new AbortController();

  constructor() {
    const name = `spb${process.pid % 100_000}`;
    this.#names = { device: `${name}-device`, router: `${name}-router`, outside: `${name}-outside` };
    try {
      this.#lay();
    } catch (thrown) {
      this[Symbol.dispose]();
      throw thrown;
    }
  }

  /** Puts rules in force on the router. */
  apply(script: string): void {
    must('ip', ['netns', 'exec', this.#names.router, 'nft', '-f', '-'], script);
  }

  rules(): string {
    return must('ip', ['netns', 'exec', this.#names.router, 'nft', 'list', 'ruleset']);
  }

  /** Says hello on TCP and UDP ports of a place. */
  async serve(place: Exclude<Place, 'router'>, ...ports: readonly number[]): Promise<void> {
    const address = place === 'device' ? DEVICE : OUTSIDE;
    const args = ['netns', 'exec', this.#names[place], process.execPath, '-e', SERVE, address, ...ports.map(String)];
    const child = spawn('ip', args, { signal: this.#servers.signal, stdio: ['ignore', 'pipe', 'inherit'] });
    child.on('error', () => undefined);
    await once(child.stdout, 'data');
  }

  /** Whether hello is heard at one place from the other. */
  async reaches(from: Exclude<Place, 'router'>, protocol: 'tcp' | 'udp', port: number): Promise<boolean> {
    const address = from === 'device' ? OUTSIDE : DEVICE;
    const ask = [process.execPath, '-e', ASK, protocol, address, String(port), String(PATIENCE_MS)];
    const child = spawn('ip', ['netns', 'exec', this.#names[from], ...ask], { stdio: 'ignore' });
    const [status] = await once(child, 'exit');
    return status === 0;
  }

  [Symbol.dispose](): void {
    this.#servers.abort();
    for (const name of Object.values(this.#names)) spawnSync('ip', ['netns', 'del', name]);
  }

  #lay(): void {
    const { device, router, outside } = this.#names;
    for (const name of [device, router, outside]) {
      must('ip', ['netns', 'add', name]);
      must('ip', ['-n', name, 'link', 'set', 'lo', 'up']);
    }
    const wire = (place: string, address: string, end: string, gateway: string) => {
      must('ip', ['-n', router, 'link', 'add', end, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', place]);
      must('ip', ['-n', router, 'addr', 'add', `${gateway}/24`, 'dev', end]);
      must('ip', ['-n', router, 'link', 'set', end, 'up']);
      must('ip', ['-n', place, 'addr', 'add', `${address}/24`, 'dev', 'eth0']);
      must('ip', ['-n', place, 'link', 'set', 'eth0', 'up']);
      must('ip', ['-n', place, 'route', 'add', 'default', 'via', gateway]);
    };
    wire(device, DEVICE, 'lan0', '10.0.0.1');
    wire(outside, OUTSIDE, 'wan0', '198.51.100.1');
    must('ip', ['netns', 'exec', router, 'sh', '-c', 'echo 1 > /proc/sys/net/ipv4/ip_forward']);
  }
}

function must(program: string, args: readonly string[], input = ''): string {
  const { status, stdout, stderr } = spawnSync(program, args, { input, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')}: ${stderr}`);
  return stdout;
}

/** False, or why tests with such wires are skipped. */
export function noWires(): string | false {
  const missing = PROGRAMS.filter((program) => spawnSync(program, ['-V']).error !== undefined);
  if (missing.length > 0) return `PEER MISSING: ${missing.join(', ')} not installed`;
  if (process.getuid?.() !== 0) return 'PEER MISSING: network namespaces need root';
  try {
    using wires = new Wires();
    wires.apply('add table inet t\nadd chain inet t c\nadd rule inet t c ct direction original return\n');
    return false;
  } catch {
    return 'PEER MISSING: no network namespaces here, no forwarding in them, or no connection tracking';
  }
}
