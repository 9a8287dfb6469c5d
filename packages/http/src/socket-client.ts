/** Asks a service over a socket of the file system, one connection a request. */

import { connect, type Socket } from 'node:net';
import { connectError } from './client-error.ts';
import { type ClientRequestInit, type ExchangeLimits, exchangeOn } from './client-exchange.ts';
import { type StreamedResponse, type StreamLimits, streamOn } from './client-stream.ts';
import type { HttpResponse } from './message.ts';

/** For the Host field: there is no other host that a socket of this machine leads to. */
const HOST = 'localhost';

/** True where something listens at `path`; a socket file left by a killed process is not enough. */
export async function isSocketListening(path: string): Promise<boolean> {
  try {
    (await openSocket(path)).destroy();
    return true;
  } catch {
    return false;
  }
}

/** @throws E_HTTP_CONNECT_…, and what {@link exchangeOn} throws */
export async function requestOverSocket(
  path: string,
  init: ClientRequestInit,
  limits: ExchangeLimits = {},
): Promise<HttpResponse> {
  const socket = await openSocket(path);
  try {
    const { status, headers, body } = await exchangeOn(socket, HOST, init, limits);
    return { status, headers, body };
  } finally {
    socket.destroy();
  }
}

/** The same with a body that is read as it comes. @throws E_HTTP_CONNECT_…, and what {@link streamOn} throws */
export async function streamOverSocket(
  path: string,
  init: ClientRequestInit,
  limits: StreamLimits = {},
): Promise<StreamedResponse> {
  return streamOn(await openSocket(path), HOST, init, limits);
}

function openSocket(path: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(path);
    const failed = (error: Error) => reject(connectError(error, path));
    socket.once('error', failed);
    socket.once('connect', () => {
      socket.off('error', failed);
      // Errors after this belong to whoever uses the socket.
      socket.on('error', () => undefined);
      resolve(socket);
    });
  });
}
