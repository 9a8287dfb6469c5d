/**
 * How a command reaches a service that is already running: a socket in the data directory, open to the owner of the
 * files only, that takes one operation a connection as JSON and answers with one.
 */

import { rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { isJsonObject, isSallyportError, type JsonValue, parseJson, reasonOf } from '@sallyport/core';
import { fail } from '../errors.ts';

/** Runs a named operation; rejects with a SallyportError when it cannot. */
export type RunOperation = (name: string, input: JsonValue) => Promise<JsonValue>;

export interface ControlServer {
  close(): Promise<void>;
}

const LIMITS = { maxBytes: 96 << 20, maxDepth: 64 };
const PATIENCE = 60_000;
const OWNER_ONLY = 0o177;

/** Listens at `path`, in place of whatever a killed process left there. */
export function startControlServer(path: string, run: RunOperation): Promise<ControlServer> {
  rmSync(path, { force: true });
  /** Connections that have not said what they want. */
  const undecided = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true }, (socket) => serve(socket, run, undecided));
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    // The socket is made within this call. Made open to all and closed after, it could be caught in between.
    const umask = process.umask(OWNER_ONLY);
    try {
      server.listen(path, () => {
        server.off('error', reject);
        resolve({ close: () => closeServer(server, path, undecided) });
      });
    } finally {
      process.umask(umask);
    }
  });
}

/** Lets operations under way finish; whoever has not asked for one yet is too late. */
function closeServer(server: Server, path: string, undecided: ReadonlySet<Socket>): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => {
      rmSync(path, { force: true });
      resolve();
    });
    for (const socket of undecided) socket.destroy();
  });
}

function serve(socket: Socket, run: RunOperation, undecided: Set<Socket>): void {
  const chunks: Buffer[] = [];
  let size = 0;
  undecided.add(socket);
  socket.once('close', () => undecided.delete(socket));
  socket.setTimeout(PATIENCE, () => socket.destroy());
  socket.on('error', () => socket.destroy());
  socket.on('data', (chunk) => {
    size += chunk.length;
    if (size > LIMITS.maxBytes) socket.destroy();
    else chunks.push(chunk);
  });
  socket.on('end', () => {
    undecided.delete(socket);
    // What was asked for takes as long as it takes: a feed of vulnerabilities is gigabytes.
    socket.setTimeout(0);
    void answer(Buffer.concat(chunks), run).then((reply) => socket.end(JSON.stringify(reply)));
  });
}

async function answer(request: Uint8Array, run: RunOperation): Promise<JsonValue> {
  try {
    const parsed = parseJson(request, LIMITS);
    const name = isJsonObject(parsed) ? parsed['operation'] : undefined;
    const input = isJsonObject(parsed) ? parsed['input'] : undefined;
    if (typeof name !== 'string') throw fail('E_CLI_USAGE', 'no operation was named');
    return { result: await run(name, input ?? {}) };
  } catch (thrown) {
    if (!isSallyportError(thrown)) return { error: { message: reasonOf(thrown) } };
    const { code, fault, message, hint } = thrown;
    return { error: { code, fault, message, hint } };
  }
}
