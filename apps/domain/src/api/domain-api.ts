/** The domain's HTTP interface: for people and programs from anywhere, and for whoever may use its machine. */

import { type Api, type ApiInfo, createApi, type Gate } from '@sallyport/api';
import type { Clock } from '@sallyport/core';
import type { Domain } from '../domain.ts';
import { DOMAIN_OPERATIONS } from '../operations.ts';
import { eventsAnswer } from './live/events-answer.ts';
import type { LiveEvents } from './live/live-events.ts';
import { LOCAL_CALLER } from './local-caller.ts';
import type { Role } from './roles.ts';

export interface DomainApiParts {
  readonly gate: Gate<Role>;
  readonly live: LiveEvents;
  readonly clock: Clock;
  /** Whether an answer that does not fit its schema is an error. For tests. */
  readonly checkAnswers: boolean;
  readonly onError: (error: unknown) => void;
}

const INFO: ApiInfo = {
  title: 'Sallyport domain',
  version: '1',
  description:
    'Everything that people do with a domain. Refusals are problem details (RFC 9457). Requests that change anything and come with a cookie carry the header field X-Sallyport, and Origin.',
  securitySchemes: {
    session: {
      type: 'apiKey',
      in: 'cookie',
      name: '__Host-sallyport',
      description:
        'One half of a session; the other is the header field X-Sallyport, with the key that signing in gave.',
    },
    token: { type: 'http', scheme: 'bearer', description: 'An API token.' },
  },
};

/** For everybody who proves who they are. */
export function remoteApi(domain: Domain, { gate, live, ...rest }: DomainApiParts): Api {
  return createApi({
    table: DOMAIN_OPERATIONS,
    host: domain,
    gate,
    info: INFO,
    events: (request, caller) => eventsAnswer(request, caller, live, gate),
    ...rest,
  });
}

/** For whoever may use the files of the machine: that is proof enough. */
export function localApi(domain: Domain, { gate, live, ...rest }: DomainApiParts): Api {
  const local: Gate<Role> = {
    authenticate: async () => LOCAL_CALLER,
    watch: (caller) => gate.watch(caller),
    record: (caller, operation, input) => gate.record(caller, operation, input),
  };
  return createApi({
    table: DOMAIN_OPERATIONS,
    host: domain,
    gate: local,
    info: INFO,
    events: (request, caller) => eventsAnswer(request, caller, live, local),
    ...rest,
  });
}
