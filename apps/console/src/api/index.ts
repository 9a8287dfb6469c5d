/** The domain, as views see it. */

export { call, fetchFile } from './call.ts';
export { CallError, DISCONNECTED, type WrongMember } from './call-error.ts';
export { type LineState, type LiveEvent, lineState, onLiveEvent } from './live/index.ts';
export { may } from './may.ts';
export type { AnswerOf, InputOf, OperationName } from './operations.ts';
export type { Query, QueryOptions } from './query.ts';
export { type Person, session, signedIn, signedOut } from './session.ts';
export { setPageKey } from './transport.ts';
export { type Action, useAction } from './use-action.ts';
export { useCall } from './use-call.ts';
export { type Pages, usePages } from './use-pages.ts';
