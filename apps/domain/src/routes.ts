/** Which part of the domain answers a request on the one TLS listener. */

import type { HttpHandler } from '@sallyport/http';

/** By the path that they begin with, whole segments each; `otherwise` answers the rest. */
export function byPath(handlers: Readonly<Record<string, HttpHandler>>, otherwise: HttpHandler): HttpHandler {
  const all = Object.entries(handlers);
  return (request) => {
    const found = all.find(([prefix]) => request.path === prefix || request.path.startsWith(`${prefix}/`));
    return (found?.[1] ?? otherwise)(request);
  };
}
