/** A TLS listener that outlives its certificates: looks once a day whether the certificate is to be renewed. */

import { DAY } from '@sallyport/core';
import { type RunningTlsServer, startTlsServer, type TlsServerOptions } from '@sallyport/http';
import type { Certificate } from '@sallyport/pki';
import type { Identity } from './identity.ts';

export interface LastingServerOptions extends Omit<TlsServerOptions, 'key' | 'certificateChain'> {
  /** As it is kept, or made anew when little is left of it. */
  readonly openIdentity: () => Promise<Identity>;
  readonly issuer: Certificate;
  readonly onError: (error: unknown) => void;
}

export interface LastingServer extends Pick<RunningTlsServer, 'port' | 'close'> {
  /** Shows a renewed certificate from the next connection on, if there is one. Runs by itself once a day. */
  renew(): Promise<void>;
}

/** @throws what `openIdentity` throws, E_HTTP_PORT_IN_USE, E_HTTP_… */
export async function startLastingServer(options: LastingServerOptions): Promise<LastingServer> {
  const { openIdentity, issuer, ...rest } = options;
  const tlsOf = ({ certificate, key }: Identity) => ({
    key: key.privateKeyObject(),
    certificateChain: [certificate.der, issuer.der],
  });
  let shown = await openIdentity();
  const server = await startTlsServer({ ...rest, ...tlsOf(shown) });
  const renew = async () => {
    const kept = await openIdentity();
    if (kept.certificate.equals(shown.certificate)) return;
    server.replaceIdentity(tlsOf(kept));
    shown = kept;
  };
  const timer = setInterval(() => renew().catch(options.onError), DAY);
  timer.unref();
  return {
    port: server.port,
    renew,
    close: () => {
      clearInterval(timer);
      return server.close();
    },
  };
}
