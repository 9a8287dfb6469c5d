/** An HTTP interface made of one table of operations: routes, checks, OpenAPI, live events, and a client. */

export * from './api.ts';
export * from './asset-handler.ts';
export type * from './assets.ts';
export type * from './caller.ts';
export * from './client.ts';
export * from './download.ts';
export { API_ERRORS, fail as apiFail } from './errors.ts';
export * from './event-stream.ts';
export * from './exchange.ts';
export type * from './gate.ts';
export type * from './immutable.ts';
export * from './json-answer.ts';
export * from './operation.ts';
export { apiProblem } from './problems.ts';
export type { RateLimits } from './rates.ts';
export * from './request-for.ts';
export * from './run-operation.ts';
