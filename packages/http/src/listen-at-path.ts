/** Listening on a socket of the file system that nobody but its owner can use, not even for a moment. */

import { rmSync } from 'node:fs';
import type { Server } from 'node:http';
import { reasonOf } from '@sallyport/core';
import { fail } from './errors.ts';

const OWNER_ONLY = 0o177;

/** Takes the place of whatever a killed process left there; node removes the file when the server closes. @throws E_HTTP_LISTEN_FAILED */
export function listenAtPath(server: Pick<Server, 'listen' | 'once' | 'off'>, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const failed = (cause: unknown) => {
      reject(fail('E_HTTP_LISTEN_FAILED', `cannot listen at ${path}: ${reasonOf(cause)}`, { cause }));
    };
    server.once('error', failed);
    // The socket is made within this call. Made open to all and closed after, it could be caught in between.
    const umask = process.umask(OWNER_ONLY);
    try {
      rmSync(path, { force: true });
      server.listen(path, () => {
        server.off('error', failed);
        resolve();
      });
    } catch (cause) {
      failed(cause);
    } finally {
      process.umask(umask);
    }
  });
}
