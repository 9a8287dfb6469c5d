/** libcoap's example client and server, where they are installed (Debian: libcoap3-bin). */

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { openUdpSocket } from '@sallyport/udp';
import { openUdpEndpoint, peerName } from './udp-endpoint.ts';

export interface Libcoap {
  readonly version: string;
  /** Transport security of this build: `notls`, `openssl`, `gnutls`. */
  readonly client: string;
  readonly server: string;
}

/** @param builds which builds will do, best first */
export function findLibcoap(...builds: readonly string[]): Libcoap | undefined {
  for (const build of builds) {
    const { error, stderr, stdout } = spawnSync(`coap-client-${build}`, ['-?'], { encoding: 'utf8', timeout: 60_000 });
    const version = /v(\d+\.\d+\.\d+)/.exec(`${stderr}${stdout}`)?.[1];
    if (error === undefined && version !== undefined) {
      return { version, client: `coap-client-${build}`, server: `coap-server-${build}` };
    }
  }
  return undefined;
}

export interface RunningServer {
  readonly port: number;
  stop(): Promise<void>;
}

/** Starts libcoap's server on a free port, and waits until it answers a ping. */
export async function startServer(libcoap: Libcoap, args: readonly string[] = []): Promise<RunningServer> {
  const port = await freePort();
  const child = spawn(libcoap.server, ['-A', '127.0.0.1', '-p', String(port), ...args], { stdio: 'ignore' });
  const { endpoint, close } = await openUdpEndpoint({ parameters: { ackTimeout: 100, maxRetransmit: 8 } });
  try {
    await endpoint.ping(peerName(port));
  } finally {
    await close();
  }
  return { port, stop: () => stop(child) };
}

/** What the client printed: the payloads it was given. */
export async function runClient(libcoap: Libcoap, args: readonly string[], input?: Uint8Array): Promise<Uint8Array> {
  const child = spawn(libcoap.client, args, { stdio: ['pipe', 'pipe', 'pipe'] });
  const parts: Buffer[] = [];
  const complaints: Buffer[] = [];
  child.stdout.on('data', (part) => parts.push(part));
  child.stderr.on('data', (part) => complaints.push(part));
  child.stdin.on('error', () => undefined);
  child.stdin.end(input ?? '');
  await once(child, 'close');
  // Responses that are errors are printed to stderr: `4.04 …`.
  return new Uint8Array(Buffer.concat([...parts, ...complaints]));
}

export async function freePort(): Promise<number> {
  const socket = await openUdpSocket({ host: '127.0.0.1' }, () => undefined);
  const { port } = socket;
  await socket.close();
  return port;
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill();
  await once(child, 'exit');
}
