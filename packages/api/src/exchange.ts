/** The exchange that an operation is asked in. */

import type { HttpRequest } from '@sallyport/http';

export interface Exchange {
  /** Undefined in process, where there is no HTTP in between. */
  readonly request: HttpRequest | undefined;
  /** Header fields that the answer gets beside its own, `set-cookie` above all. Names in lower case. */
  readonly headers: Map<string, string>;
}

export function inProcess(): Exchange {
  return { request: undefined, headers: new Map() };
}
