/** HTTPS as the fetcher needs it. */

import type { HttpsClient } from '@sallyport/http';

export interface MudHttpAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

export interface MudHttpRequest {
  readonly accept: string;
  readonly maxBytes: number;
}

/**
 * A port: GET over HTTPS. It must check the server's certificate for the URL's host (RFC 8520 §16), follow no redirect,
 * read no more than `maxBytes` of body, and give up in reasonable time.
 */
export type MudHttp = (url: URL, request: MudHttpRequest) => Promise<MudHttpAnswer>;

/** The port on Sallyport's own client. */
export function mudHttpOver(client: HttpsClient): MudHttp {
  return (url, { accept, maxBytes }) => client.request(url, { headers: { accept } }, { maxBodyBytes: maxBytes });
}
