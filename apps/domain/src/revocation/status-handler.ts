/** What relying parties may ask over plain HTTP: the list, the CA's certificate, and OCSP. All of it is signed. */

import { createHash } from 'node:crypto';
import type { Clock } from '@sallyport/core';
import { isSallyportError } from '@sallyport/core';
import {
  bytes,
  empty,
  type HttpHandler,
  type HttpRequest,
  type HttpResponse,
  parseMediaType,
  router,
  text,
} from '@sallyport/http';
import type { Certificate, CertificateRevocationList } from '@sallyport/pki';
import {
  OCSP_REQUEST_TYPE,
  OCSP_RESPONSE_TYPE,
  type OcspAnswer,
  ocspErrorResponse,
  requestOfPath,
} from '@sallyport/pki/ocsp';

/** Behind the URL that the certificates name. */
export const PATHS = { crl: '/ca.crl', caCertificate: '/ca.cer', ocsp: '/ocsp' } as const;

export interface StatusSources {
  readonly caCertificate: Certificate;
  /** The list in force. */
  readonly list: () => Promise<CertificateRevocationList>;
  readonly ocsp: { respond(request: Uint8Array): Promise<OcspAnswer> };
  readonly clock: Pick<Clock, 'now'>;
}

const OCSP_GET_PREFIX = `${PATHS.ocsp}/`;

export function statusHandler(sources: StatusSources): HttpHandler {
  const { caCertificate, list, ocsp, clock } = sources;
  return router(
    {
      [PATHS.crl]: { GET: async (request) => listResponse(request, await list()) },
      [PATHS.caCertificate]: { GET: async () => bytes(200, 'application/pkix-cert', caCertificate.der) },
      [PATHS.ocsp]: {
        POST: async ({ headers, body }) => {
          const type = parseMediaType(headers.get('content-type') ?? '')?.essence;
          if (type !== OCSP_REQUEST_TYPE) return text(415, `send ${OCSP_REQUEST_TYPE}`);
          // A cache must not take the answer to a POST for that to another (RFC 9110 §9.3.3).
          return ocspBytes((await ocsp.respond(body)).der, { 'cache-control': 'no-store' });
        },
      },
    },
    {
      otherwise: async ({ method, path }) => {
        if (!path.startsWith(OCSP_GET_PREFIX)) return text(404, 'nothing is served at this path');
        if (method !== 'GET') return text(405, 'this resource takes GET', { allow: 'GET' });
        return ocspGetResponse(path.slice(OCSP_GET_PREFIX.length), ocsp, clock);
      },
    },
  );
}

/** A kept list hides what was revoked since, so that caches are told to ask again each time; mostly nothing is new. */
function listResponse({ headers }: HttpRequest, list: CertificateRevocationList): HttpResponse {
  const etag = etagOf(list.der);
  const common = { etag, 'last-modified': list.thisUpdate.toUTCString(), 'cache-control': 'no-cache' };
  if (headers.get('if-none-match') === etag) return empty(304, common);
  return bytes(200, 'application/pkix-crl', list.der, common);
}

async function ocspGetResponse(
  rest: string,
  ocsp: StatusSources['ocsp'],
  clock: StatusSources['clock'],
): Promise<HttpResponse> {
  const request = readPath(rest);
  if (request === undefined) return ocspBytes(ocspErrorResponse('malformedRequest'), { 'cache-control': 'no-store' });
  const { der, cacheable } = await ocsp.respond(request);
  if (cacheable === undefined) return ocspBytes(der, { 'cache-control': 'no-store' });
  const { thisUpdate, nextUpdate } = cacheable;
  const maxAge = Math.max(0, Math.floor((nextUpdate.getTime() - clock.now().getTime()) / 1000));
  // RFC 5019 §6.2.
  return ocspBytes(der, {
    etag: etagOf(der),
    'last-modified': thisUpdate.toUTCString(),
    expires: nextUpdate.toUTCString(),
    'cache-control': `max-age=${maxAge}, public, no-transform, must-revalidate`,
  });
}

function readPath(rest: string): Uint8Array | undefined {
  try {
    return requestOfPath(rest);
  } catch (thrown) {
    if (isSallyportError(thrown, 'E_OCSP_PATH')) return undefined;
    throw thrown;
  }
}

/** RFC 6960 appendix A.2: 200 whatever the response says. */
function ocspBytes(der: Uint8Array, headers: Readonly<Record<string, string>>): HttpResponse {
  return bytes(200, OCSP_RESPONSE_TYPE, der, headers);
}

function etagOf(der: Uint8Array): string {
  return `"${createHash('sha256').update(der).digest('hex').slice(0, 32)}"`;
}
