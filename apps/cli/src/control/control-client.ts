/** Asks a running service to do an operation. */

import { connect } from 'node:net';
import { type Fault, isJsonObject, type JsonObject, type JsonValue, parseJson, SallyportError } from '@sallyport/core';
import { fail } from '../errors.ts';

/** A proof has two levels for each of its steps. */
const LIMITS = { maxBytes: 256 << 20, maxDepth: 1024 };

/** True where a service listens at `path`; a socket file left by a killed process is not one. */
export function isServiceRunning(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

/** @throws what the service refuses with; E_CLI_NOT_RUNNING when it goes away */
export async function askService(path: string, operation: string, input: JsonValue): Promise<JsonValue> {
  const reply = parseJson(await exchange(path, JSON.stringify({ operation, input })), LIMITS);
  if (isJsonObject(reply) && reply['result'] !== undefined) return reply['result'];
  throw refusal(isJsonObject(reply) && isJsonObject(reply['error']) ? reply['error'] : {});
}

const FAULTS: readonly Fault[] = ['peer', 'unsupported', 'policy', 'caller', 'environment', 'internal'];

/** The service's own error, as if it had been thrown here. */
function refusal({ code, fault, message, hint }: JsonObject): SallyportError {
  const reason = typeof message === 'string' ? message : 'the service gave no reason';
  if (typeof code !== 'string' || typeof hint !== 'string') return fail('E_CLI_OPERATION', reason);
  return new SallyportError(code, { fault: FAULTS.find((each) => each === fault) ?? 'internal', hint }, reason);
}

function exchange(path: string, request: string): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const socket = connect(path, () => socket.end(request));
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.on('end', () => resolve(Buffer.concat(chunks)));
    socket.on('error', (cause) => reject(fail('E_CLI_NOT_RUNNING', 'the service went away', { cause })));
  });
}
