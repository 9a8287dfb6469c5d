/**
 * How a command reaches a service that is already running: its HTTP interface on a socket in the data directory, which is open to
 * the owner of the files only. Whoever may use them is who may do everything.
 */

import type { Api } from '@sallyport/api';
import { type RunningSocketServer, startSocketServer } from '@sallyport/http';

const LIMITS = {
  maxBodyBytes: 128 << 20,
  maxHeldBytes: 256 << 20,
  maxHeaderBytes: 16 << 10,
  // An operation under way takes as long as it takes; connections that rest are ended at once.
  closeTimeout: 60_000,
} as const;

/** Listens at `path`, in place of whatever a killed process left there. @throws E_HTTP_LISTEN_FAILED */
export function startControlServer(
  path: string,
  api: Pick<Api, 'handler' | 'bodyLimit'>,
  onError: (error: unknown) => void,
): Promise<RunningSocketServer> {
  return startSocketServer({ path, handler: api.handler, bodyLimit: api.bodyLimit, limits: LIMITS, onError });
}
