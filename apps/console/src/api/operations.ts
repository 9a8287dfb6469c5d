/** The types of what can be asked of a domain, by the names of its own table of operations. */

import type { DOMAIN_OPERATIONS } from '@sallyport/app-domain';

export type DomainOperations = typeof DOMAIN_OPERATIONS;
export type OperationName = keyof DomainOperations & string;

/** What an operation takes: method and path are no matter of the page. */
export type InputOf<Name extends OperationName> = DomainOperations[Name]['input']['_zod']['input'];

/** What an operation answers. */
export type AnswerOf<Name extends OperationName> = DomainOperations[Name]['answer']['_zod']['output'];
