/** Operations by name, with the inputs and answers that the tables of the services know. */

import { type AnswerOf, type ApiTransport, apiClient, type InputOf } from '@sallyport/api';
import { DOMAIN_OPERATIONS, type DomainOperations } from '@sallyport/app-domain';
import type { ManufacturerOperations } from '@sallyport/app-manufacturer';
import type { HttpResponse } from '@sallyport/http';
import { jsonOf } from '../view/json-of.ts';

/** Does one operation and gives its answer. @throws what the service refuses with */
export type Ask<Table> = <Name extends keyof Table & string>(
  name: Name,
  input: InputOf<Table, Name>,
) => Promise<AnswerOf<Table, Name>>;

export type DomainAsk = Ask<DomainOperations>;
export type ManufacturerAsk = Ask<ManufacturerOperations>;

/** What an operation on the domain takes. */
export type DomainInput<Name extends keyof DomainOperations & string> = InputOf<DomainOperations, Name>;
/** What it answers. */
export type DomainAnswer<Name extends keyof DomainOperations & string> = AnswerOf<DomainOperations, Name>;

/** The operations of whatever domain is at the other end. */
export function domainClient(transport: ApiTransport): DomainAsk {
  return apiClient(DOMAIN_OPERATIONS, transport).ask;
}

/** Asks for an operation whose answer is a file: `body`, and after it `stream`. @throws what the service refuses with */
export type DomainFetch = <Name extends keyof DomainOperations & string>(
  name: Name,
  input: DomainInput<Name>,
) => Promise<HttpResponse>;

export function domainFetch(transport: ApiTransport): DomainFetch {
  const { fetch } = apiClient(DOMAIN_OPERATIONS, transport);
  return (name, input) => fetch(name, jsonOf(input));
}
