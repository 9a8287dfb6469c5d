/** What somebody asks to be told of, and the stream that tells it. */

import { apiFail, type Caller, type Gate } from '@sallyport/api';
import { type HttpRequest, type HttpResponse, streamed } from '@sallyport/http';
import type { Role } from '../roles.ts';
import type { LiveEvents } from './live-events.ts';
import { isTopic, type Topic, topicsFor } from './topics.ts';

const HEADERS = { 'cache-control': 'no-store', 'x-accel-buffering': 'no' };
const POSITION = /^\d{1,15}$/;

/** @throws E_API_INPUT, E_API_ROLE, E_API_STREAMS, E_API_BUSY, E_STORE_… */
export async function eventsAnswer(
  request: HttpRequest,
  caller: Caller<Role>,
  live: LiveEvents,
  gate: Pick<Gate<Role>, 'watch'>,
): Promise<HttpResponse> {
  const topics = topicsAsked(request, caller.role);
  const last = lastSeen(request);
  const stream = await live.open(caller, topics, last, gate.watch(caller));
  return streamed(200, 'text/event-stream; charset=utf-8', stream, HEADERS);
}

function topicsAsked({ query }: HttpRequest, role: Role): ReadonlySet<Topic> {
  const allowed = topicsFor(role);
  for (const name of query.keys()) {
    if (name !== 'topics') throw apiFail('E_API_INPUT', `${name.slice(0, 64)}: there is no such member`);
  }
  const asked = query.getAll('topics').join(',');
  if (asked === '') return new Set(allowed);
  const names = asked.split(',');
  const unknown = names.find((name) => !isTopic(name));
  if (unknown !== undefined) throw apiFail('E_API_INPUT', `topics: there is no topic ${unknown.slice(0, 64)}`);
  const topics = new Set(names.filter(isTopic));
  for (const topic of topics) {
    if (!allowed.includes(topic)) throw apiFail('E_API_ROLE', `${topic} is not told to the role ${role}`);
  }
  return topics;
}

/** Something else than a place in the log was given by nobody who has one. */
function lastSeen({ headers }: HttpRequest): number | undefined {
  const written = headers.get('last-event-id');
  if (written === undefined || written === '') return undefined;
  return POSITION.test(written) ? Number(written) : Number.POSITIVE_INFINITY;
}
