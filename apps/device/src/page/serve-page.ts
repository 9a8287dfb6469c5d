/** Serves a device's page on loopback. */

import { readFile } from 'node:fs/promises';
import { type ErrorListener, type RunningServer, startHttpServer } from '@sallyport/http';
import type { DeviceLife } from './device-life.ts';
import { pageHandler } from './page-handler.ts';

export interface ServePageOptions {
  readonly life: DeviceLife;
  /** A loopback address: nobody signs in, so only this machine may ask. Default 127.0.0.1. */
  readonly host?: '127.0.0.1' | '::1';
  /** 0 lets the system choose. */
  readonly port: number;
  readonly onError?: ErrorListener;
}

/** A browser opens no more than six connections to a page; a few people look. */
const LIMITS = { maxBodyBytes: 1024, maxConnections: 128, closeTimeout: 500 };

/** @throws E_HTTP_PORT_IN_USE, E_HTTP_PORT_FORBIDDEN, E_HTTP_LISTEN_FAILED */
export async function servePage(options: ServePageOptions): Promise<RunningServer> {
  const { life, host = '127.0.0.1', port, onError } = options;
  const [css, js, icon] = await Promise.all([asset('page.css'), asset('page.js'), asset('icon.svg')]);
  const heard = onError === undefined ? {} : { onError };
  const handler = pageHandler({ life, assets: { css, js, icon }, ...heard });
  return startHttpServer({ handler, host, port, limits: LIMITS, ...heard });
}

function asset(name: string): Promise<Uint8Array> {
  return readFile(new URL(`../../assets/${name}`, import.meta.url));
}
