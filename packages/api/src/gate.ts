/** Who comes in, and what is written down of what they change. */

import type { JsonObject } from '@sallyport/core';
import type { HttpRequest } from '@sallyport/http';
import type { Caller } from './caller.ts';

/** What a gate is told of the operation that is asked for. */
export interface AskedOperation {
  readonly name: string;
  readonly changes: boolean;
  readonly open: boolean;
}

export type RecordedOutcome = { readonly ok: true } | { readonly ok: false; readonly code: string };

export interface Gate<Role extends string> {
  /**
   * Asked for every request of an operation, open ones too: forgery is refused there as well. Undefined for nobody.
   * @throws E_API_SIGN_IN, E_API_CSRF, E_API_SCOPE, and what the gate refuses with
   */
  authenticate(request: HttpRequest, operation: AskedOperation): Promise<Caller<Role> | undefined>;
  /** For streams: aborted as soon as the caller's session or token ends, or its role changes. */
  watch(caller: Caller<Role>): { readonly signal: AbortSignal; release(): void };
  /**
   * Before a change is made. What it rejects with is answered, and nothing is changed. `input` is without secrets. Gives what
   * is told how it went.
   */
  record(
    caller: Caller<Role>,
    operation: string,
    input: JsonObject,
  ): Promise<(outcome: RecordedOutcome) => Promise<void>>;
}
