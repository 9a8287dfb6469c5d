/** An HTTP interface made of one table of operations: routes, checks, OpenAPI, live events, and a client. */

export type * from './assets.ts';
export type * from './caller.ts';
export * from './download.ts';
export { API_ERRORS, fail as apiFail } from './errors.ts';
export * from './exchange.ts';
export type * from './gate.ts';
export type * from './immutable.ts';
export * from './json-answer.ts';
export * from './operation.ts';
export * from './run-operation.ts';
