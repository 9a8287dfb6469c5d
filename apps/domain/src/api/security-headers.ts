/** What browsers are told to refuse on behalf of the console. */

import type { HttpHandler, HttpResponse } from '@sallyport/http';

const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "media-src 'self' blob:",
  "worker-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

/**
 * There is no Strict-Transport-Security: the certificate is of the owner's own CA, and a browser that was told to insist would
 * not let its people past the first warning.
 */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'permissions-policy':
    'camera=(self), publickey-credentials-get=(self), publickey-credentials-create=(self), clipboard-write=(self), microphone=(), geolocation=(), payment=(), usb=(), serial=(), hid=(), midi=(), display-capture=()',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'origin-agent-cluster': '?1',
};

/** Every answer carries them, refusals too. */
export function withSecurityHeaders(handler: HttpHandler): HttpHandler {
  return async (request) => {
    return secured(await handler(request));
  };
}

export function secured(response: HttpResponse): HttpResponse {
  return { ...response, headers: { ...response.headers, ...SECURITY_HEADERS } };
}
