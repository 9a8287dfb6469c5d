/** POST /flows: sensors and routers report what they saw, over HTTPS with a client certificate. */

import type { Clock } from '@sallyport/core';
import {
  type ConnectionInfo,
  type ErrorListener,
  type HttpHandler,
  type HttpRequest,
  type HttpResponse,
  json,
  problem,
  problemResponse,
  requireMediaType,
} from '@sallyport/http';
import { fail } from '../errors.ts';
import type { FlowEvent } from './flow-event.ts';
import { type FlowFormat, isFlowFormat, readFlowEvents } from './flow-reader.ts';

export interface FlowsHandlerOptions {
  readonly clock: Clock;
  /**
   * A port: who is at the other end of the connection, by its client certificate; undefined for strangers. Whatever it
   * throws is a refusal.
   */
  readonly reporterOf: (connection: ConnectionInfo) => string | undefined | Promise<string | undefined>;
  /** Takes the events in; the answer waits for it. */
  readonly accept: (events: readonly FlowEvent[], reporter: string) => void | Promise<void>;
  /** Largest body in bytes. Default 1 MiB; the listener's own bound comes before. */
  readonly maxBodyBytes?: number;
  /** Most events of one body. Default 20 000. */
  readonly maxEvents?: number;
  readonly onError?: ErrorListener;
}

const DEFAULT_MAX_BODY = 1 << 20;
const DEFAULT_MAX_EVENTS = 20_000;
const JSON_LINES = ['application/x-ndjson', 'application/jsonl'] as const;

/**
 * Answers 202 with `{ accepted, refused, refusedLines: [{ line, code, message }] }` once the events are taken in.
 * `?format=` is `nftables`, `zeek`, `zeek-json` or `json`; without it JSON lines are `json`.
 * Refusals are problem details (RFC 9457).
 */
export function flowsHandler(options: FlowsHandlerOptions): HttpHandler {
  return async (request) => {
    if (request.method !== 'POST') return problem(405, { detail: 'this resource takes POST' }, { allow: 'POST' });
    try {
      return await takeIn(request, options);
    } catch (thrown) {
      return problemResponse(thrown, options.onError);
    }
  };
}

async function takeIn(request: HttpRequest, options: FlowsHandlerOptions): Promise<HttpResponse> {
  const reporter = await reporterOf(request, options);
  const { maxBodyBytes = DEFAULT_MAX_BODY, maxEvents = DEFAULT_MAX_EVENTS } = options;
  if (request.body.length > maxBodyBytes) throw fail('E_BEHAVIOUR_BODY_TOO_LARGE', `more than ${maxBodyBytes} bytes`);
  const batch = readFlowEvents(request.body, formatOf(request), options.clock.now());
  // Not the first of them: what is left out would be what the sender of many lines wants left out.
  if (batch.events.length > maxEvents) throw fail('E_BEHAVIOUR_BODY_TOO_LARGE', `more than ${maxEvents} flow events`);
  await options.accept(batch.events, reporter);
  const refusedLines = batch.refused.map(({ line, error }) => ({ line, code: error.code, message: error.message }));
  return json(202, { accepted: batch.events.length, refused: batch.refusedCount, refusedLines });
}

async function reporterOf({ connection }: HttpRequest, options: FlowsHandlerOptions): Promise<string> {
  let reporter: string | undefined;
  try {
    reporter = await options.reporterOf(connection);
  } catch (thrown) {
    options.onError?.(thrown);
  }
  if (reporter === undefined) throw fail('E_BEHAVIOUR_REPORTER', 'flows are taken from known reporters only');
  return reporter;
}

function formatOf(request: HttpRequest): FlowFormat {
  const { essence } = requireMediaType(request, 'text/plain', ...JSON_LINES);
  const format = request.query.get('format') ?? (essence === 'text/plain' ? '' : 'json');
  if (!isFlowFormat(format)) throw fail('E_BEHAVIOUR_FORMAT', 'no known format of flow events is named');
  return format;
}
