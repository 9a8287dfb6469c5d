/**
 * The REST interface of the log (CAHN, Receipt Of VCs): anybody may bring claims, since a claim is nothing until it has been
 * verified and somebody counted; they are read only by those whom the node lets.
 */

import { type Clock, isSallyportError, type JsonValue, type Milliseconds, SECOND } from '@sallyport/core';
import {
  type ErrorListener,
  type HttpHandler,
  type HttpRequest,
  type HttpResponse,
  json,
  type PeerLimit,
  PeerLimits,
  peerAddress,
  problemResponse,
  router,
} from '@sallyport/http';
import type { ClaimLog } from '../claim-log.ts';
import { fail } from '../errors.ts';
import { listClaims, readQuery, showClaim } from './listing.ts';
import { readSubmission } from './submission.ts';

export interface Acknowledgement {
  readonly id: string;
  readonly position: number;
  readonly isNew: boolean;
}

type Judge = (request: HttpRequest) => boolean | Promise<boolean>;

export interface ClaimsHandlerOptions {
  readonly log: ClaimLog;
  /** Whether this client may list and read claims. Left out: nobody may. */
  readonly mayRead?: Judge;
  /** Whether this client may bring claims. Left out: everybody may. */
  readonly maySubmit?: Judge;
  /** Makes claims durable; `from` is the client's address. Left out: appends to the log as received. */
  readonly submit?: (bytes: Uint8Array, from: string) => Promise<Acknowledgement>;
  /** What became of a claim, for its reader: verified or not, counted or not, and why. */
  readonly outcomeOf?: (id: string) => JsonValue | undefined | Promise<JsonValue | undefined>;
  /** Told of whatever was not the client's doing. */
  readonly onError?: ErrorListener;
  readonly limits?: Partial<ClaimsHandlerLimits>;
  /** How many claims one client may bring; they are kept for ever. Left out: any number. */
  readonly share?: ClientShare;
}

export interface ClientShare {
  readonly limit: PeerLimit;
  readonly clock: Pick<Clock, 'monotonic'>;
  /** Under what name a client is limited. Left out: its address, of IPv6 the first 64 bits. */
  readonly clientOf?: (request: HttpRequest) => string | Promise<string>;
}

export interface ClaimsHandlerLimits {
  /** Most claims in one request. Default 64. */
  readonly maxClaims: number;
  /** Most bytes of claims waiting for the disk at once; requests that would go beyond are told to come back. Default 16 MiB. */
  readonly maxWaitingBytes: number;
  /** What Retry-After says. Default 5 s. */
  readonly retryAfter: Milliseconds;
}

const DEFAULT_LIMITS: ClaimsHandlerLimits = {
  maxClaims: 64,
  maxWaitingBytes: 16 * 1024 * 1024,
  retryAfter: 5 * SECOND,
};

const PATH = '/claims';
const OF_ONE = `${PATH}/`;
/** Claims of a house are nobody's business on the way: no cache keeps them. */
const NO_STORE = { 'cache-control': 'no-store' };

/** `POST /claims`, `GET /claims`, `GET /claims/{id}`. Refuses in problem details (RFC 9457). */
export function claimsHandler(options: ClaimsHandlerOptions): HttpHandler {
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const { log, onError, mayRead = () => false, maySubmit = () => true } = options;
  const submit = options.submit ?? appendTo(log);
  const shares = options.share && new PeerLimits(options.share.limit, options.share.clock);
  let waitingBytes = 0;

  async function take(request: HttpRequest): Promise<HttpResponse> {
    if (!(await maySubmit(request))) throw fail('E_CLAIM_LOG_FORBIDDEN', 'this client may not bring claims');
    const { claims, isList } = readSubmission(request, limits.maxClaims);
    await requireShare(request, claims.length);
    const size = claims.reduce((sum, { length }) => sum + length, 0);
    if (waitingBytes > 0 && waitingBytes + size > limits.maxWaitingBytes) {
      throw fail('E_CLAIM_LOG_BUSY', 'too many claims are waiting to be stored');
    }
    waitingBytes += size;
    try {
      const taken = await submitAll(claims, request.connection.remoteAddress);
      return isList ? json(202, { claims: taken }, NO_STORE) : acknowledge(taken);
    } finally {
      waitingBytes -= size;
    }
  }

  /** All at once, so that they share one trip to the disk; of claims that were stored beside one that failed none is lost. */
  async function submitAll(claims: readonly Uint8Array[], from: string): Promise<readonly Acknowledgement[]> {
    const outcomes = await Promise.allSettled(claims.map((bytes) => submit(bytes, from)));
    return outcomes.map((outcome) => {
      if (outcome.status === 'rejected') throw outcome.reason;
      return outcome.value;
    });
  }

  async function requireShare(request: HttpRequest, count: number): Promise<void> {
    if (shares === undefined) return;
    const { clientOf = peerAddress } = options.share ?? {};
    const wait = shares.take(await clientOf(request), count);
    if (wait <= 0) return;
    throw fail('E_CLAIM_LOG_LIMIT', 'this client brings too many claims', { details: { retryAfter: Math.ceil(wait) } });
  }

  async function list(request: HttpRequest): Promise<HttpResponse> {
    await requireReader(request);
    return json(200, await listClaims(log, readQuery(request.query)), NO_STORE);
  }

  async function show(request: HttpRequest): Promise<HttpResponse> {
    await requireReader(request);
    const claim = await log.get(request.path.slice(OF_ONE.length));
    return json(200, showClaim(claim, await options.outcomeOf?.(claim.id)), NO_STORE);
  }

  async function requireReader(request: HttpRequest): Promise<void> {
    if (!(await mayRead(request))) throw fail('E_CLAIM_LOG_FORBIDDEN', 'this client may not read claims');
  }

  function refuse(thrown: unknown): HttpResponse {
    // What ails a store is told to whoever runs it; the client learns when to come back.
    if (isSallyportError(thrown) && thrown.code.startsWith('E_STORE_') && thrown.fault === 'environment') {
      onError?.(thrown);
      return refuse(fail('E_CLAIM_LOG_BUSY', 'claims cannot be stored or read at the moment', { cause: thrown }));
    }
    return problemResponse(thrown, onError, retryAfter(thrown, limits.retryAfter));
  }

  const route = router(
    { [PATH]: { POST: take, GET: list } },
    {
      otherwise: (request) => router(request.path.startsWith(OF_ONE) ? { [request.path]: { GET: show } } : {})(request),
    },
  );
  return async (request) => {
    try {
      return await route(request);
    } catch (thrown) {
      return refuse(thrown);
    }
  };
}

function appendTo(log: ClaimLog): (bytes: Uint8Array, from: string) => Promise<Acknowledgement> {
  return async (bytes, from) => {
    const { claim, isNew } = await log.append(bytes, { origin: 'received', from });
    return { id: claim.id, position: claim.position, isNew };
  };
}

function retryAfter(thrown: unknown, usual: Milliseconds): Readonly<Record<string, string>> {
  if (!isSallyportError(thrown) || (thrown.http !== 503 && thrown.http !== 429)) return {};
  const given = thrown.details['retryAfter'];
  const wait = typeof given === 'number' ? given : usual;
  return { 'retry-after': String(Math.max(1, Math.ceil(wait / SECOND))) };
}

function acknowledge([one]: readonly Acknowledgement[]): HttpResponse {
  return json(202, one, { ...NO_STORE, ...(one === undefined ? {} : { location: `${OF_ONE}${one.id}` }) });
}
