/** A table of exact paths and methods, and nothing cleverer: what a device may ask for is a short list. */

import { fail } from './errors.ts';
import { type HttpHandler, text } from './message.ts';

/** Path (exact, as sent) → method (upper case) → handler. A GET handler also answers HEAD. */
export type Routes = Readonly<Record<string, Readonly<Record<string, HttpHandler>>>>;

export interface RouterOptions {
  /** Answers paths that are not in the table. Default: 404 with a reason. */
  readonly otherwise?: HttpHandler;
}

/**
 * Makes a handler from a table. Unknown path: 404. Known path, other method: 405 with Allow (RFC 9110 §15.5.6).
 * @throws E_HTTP_NOT_FOUND (404), from the handler
 */
export function router(routes: Routes, options: RouterOptions = {}): HttpHandler {
  const table = new Map(
    Object.entries(routes).map(([path, methods]) => [
      path,
      { methods: new Map(Object.entries(methods)), allow: allow(methods) },
    ]),
  );
  const otherwise = options.otherwise ?? notFound;
  return async (request) => {
    const route = table.get(request.path);
    if (route === undefined) return otherwise(request);
    const handler =
      route.methods.get(request.method) ?? (request.method === 'HEAD' ? route.methods.get('GET') : undefined);
    if (handler !== undefined) return handler(request);
    return text(405, `this resource takes ${route.allow}`, { allow: route.allow });
  };
}

async function notFound(): Promise<never> {
  // The path is not repeated: an error text holds nothing that its reader sent.
  throw fail('E_HTTP_NOT_FOUND', 'nothing is served at this path');
}

function allow(methods: Readonly<Record<string, HttpHandler>>): string {
  const names = Object.keys(methods);
  if (names.includes('GET') && !names.includes('HEAD')) names.push('HEAD');
  return names.join(', ');
}
