/**
 * The EST server (RFC 7030, RFC 8951) as a function from request to response. It owns no socket, clock or store;
 * `ports.ts` says what it needs. Errors are a status and plain UTF-8 text (RFC 8951 §5), and leave nothing behind.
 */

import { isSallyportError } from '@sallyport/core';
import {
  bytes,
  empty,
  errorResponse,
  type HttpHandler,
  type HttpRequest,
  type HttpResponse,
  text,
} from '@sallyport/http';
import { BASE64, encodeBody } from '../body.ts';
import { encodeCertsOnly } from '../certs-only.ts';
import { encodeCsrAttributes } from '../csrattrs/codec.ts';
import { EST_ERRORS, fail } from '../errors.ts';
import { MEDIA_TYPE } from '../media-types.ts';
import { type EstTarget, OPERATIONS, parsePath } from '../operations.ts';
import { authenticate, recognise } from './authentication.ts';
import { type CompleteEstServerConfig, completeConfig, type EstServerConfig } from './config.ts';
import { Enrolment } from './enrolment.ts';
import type { EstServerPorts } from './ports.ts';
import { wantedAttributes } from './wanted-attributes.ts';

export interface EstServer {
  /** Answers everything under /.well-known/est; other paths get 404. Never rejects. */
  readonly handle: HttpHandler;
}

/** @throws E_EST_CONFIG */
export function createEstServer(config: EstServerConfig, ports: EstServerPorts): EstServer {
  const settings = completeConfig(config);
  return {
    handle: async (request) => {
      try {
        return await answer(request, settings, ports);
      } catch (error) {
        return refuse(error, request, ports);
      }
    },
  };
}

async function answer(
  request: HttpRequest,
  config: CompleteEstServerConfig,
  ports: EstServerPorts,
): Promise<HttpResponse> {
  const target = parsePath(request.path);
  if (target === undefined || (target.label !== undefined && !config.labels.has(target.label))) {
    throw fail('E_EST_NOT_FOUND', 'nothing is served at this path');
  }
  const { method } = OPERATIONS[target.operation];
  // HEAD is GET without the body, which the listener leaves out (RFC 9110 §9.3.2).
  if (request.method !== method && !(request.method === 'HEAD' && method === 'GET')) {
    const allow = method === 'GET' ? 'GET, HEAD' : method;
    return text(405, `this resource takes ${allow}`, { allow });
  }
  const { operation, label } = target;
  switch (operation) {
    case 'cacerts':
      return answerCaCertificates(label, ports);
    case 'csrattrs':
      return answerCsrAttributes(request, target, config, ports);
    case 'fullcmc':
      throw fail('E_EST_NOT_IMPLEMENTED', 'Full CMC is not implemented');
    default:
      return new Enrolment(request, { operation, label }, config, ports).run();
  }
}

/** RFC 7030 §4.1: open to everyone, since nothing in it is secret and a device needs it before it is known. */
async function answerCaCertificates(label: string | undefined, ports: EstServerPorts): Promise<HttpResponse> {
  const certificates = await ports.caCertificates(label);
  if (certificates === undefined) throw fail('E_EST_NOT_FOUND', 'no CA certificates are published here');
  return bytes(200, MEDIA_TYPE.pkcs7, encodeBody(encodeCertsOnly(certificates)), BASE64);
}

/** RFC 7030 §4.5. */
async function answerCsrAttributes(
  request: HttpRequest,
  target: EstTarget,
  config: CompleteEstServerConfig,
  ports: EstServerPorts,
): Promise<HttpResponse> {
  const device = config.csrAttributesNeedDevice
    ? (await authenticate(request, target, ports)).device
    : await recognise(request, target, ports);
  const attributes = await wantedAttributes(device, target.label, config, ports);
  // RFC 7030 §4.5.2: 204 says that nothing in particular is asked for.
  if (attributes.length === 0) return empty(204);
  return bytes(200, MEDIA_TYPE.csrAttrs, encodeBody(encodeCsrAttributes(attributes)), BASE64);
}

function refuse(error: unknown, request: HttpRequest, ports: EstServerPorts): HttpResponse {
  // What a port throws is not meant for the client, even if it carries a status of its own.
  const own = isSallyportError(error) && Object.hasOwn(EST_ERRORS, error.code);
  const response = errorResponse(own ? error : new Error('a port failed', { cause: error }), () =>
    ports.onError?.(error),
  );
  if (!isSallyportError(error, 'E_EST_UNAUTHORIZED')) return response;
  const challenge = { 'www-authenticate': ports.httpAuthenticator?.challenges(request).join(', ') ?? '' };
  // Nobody is refused yet who gave no credentials. Clients that go on from here are known to fail over a body.
  if (!request.headers.has('authorization')) return empty(401, challenge);
  return { ...response, headers: { ...response.headers, ...challenge } };
}
