/** Starts a listener, or says in one typed error why not. */

import type { AddressInfo, Server } from 'node:net';
import { fail, type RelayErrorCode } from './errors.ts';

const CODES: Readonly<Record<string, RelayErrorCode>> = {
  EADDRINUSE: 'E_RELAY_PORT_IN_USE',
  EACCES: 'E_RELAY_PORT_FORBIDDEN',
  EADDRNOTAVAIL: 'E_RELAY_ADDRESS_UNAVAILABLE',
};

/** @throws E_RELAY_PORT_IN_USE, E_RELAY_PORT_FORBIDDEN, E_RELAY_ADDRESS_UNAVAILABLE, E_RELAY_LISTEN_FAILED */
export function listen(server: Server, host: string, port: number): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    const failed = (cause: Error) => {
      const code = ('code' in cause ? CODES[String(cause.code)] : undefined) ?? 'E_RELAY_LISTEN_FAILED';
      reject(fail(code, `cannot listen on ${host} port ${port}: ${cause.message}`, { cause }));
    };
    server.once('error', failed);
    try {
      server.listen({ host, port }, () => {
        server.off('error', failed);
        const address = server.address();
        if (address === null || typeof address === 'string') reject(fail('E_RELAY_LISTEN_FAILED', 'no TCP address'));
        else resolve(address);
      });
    } catch (cause) {
      // node checks the range of the port before it tries.
      reject(fail('E_RELAY_LISTEN_FAILED', `cannot listen on ${host} port ${port}`, { cause }));
    }
  });
}
