/** An HTTP interface made of one table of operations: routes, checks, OpenAPI, live events, and a client. */

export type * from './caller.ts';
export { API_ERRORS } from './errors.ts';
export * from './operation.ts';
