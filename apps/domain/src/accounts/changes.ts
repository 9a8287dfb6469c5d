/** Who changed what: written down before it is done, and again with how it went. */

import type { Caller, RecordedOutcome } from '@sallyport/api';
import type { JsonObject } from '@sallyport/core';
import type { LogStore, Page } from '@sallyport/store';
import type { Role } from '../api/roles.ts';
import { boundedInput } from './bounded-input.ts';
import { fail } from './errors.ts';
import { CHANGES_STREAM, OPERATION_BEGUN, OPERATION_ENDED } from './events.ts';
import { bothOf, CHANGES, type ChangeRow } from './register/tables.ts';

export interface ChangesQuery {
  readonly account?: string | undefined;
  readonly operation?: string | undefined;
  readonly limit?: number | undefined;
  readonly cursor?: string | undefined;
}

export class Changes {
  readonly #store: LogStore;

  constructor(store: LogStore) {
    this.#store = store;
  }

  /** Durable when it resolves: only then may the change be made. @throws E_STORE_… */
  async begin(
    caller: Caller<Role>,
    operation: string,
    input: JsonObject,
  ): Promise<(outcome: RecordedOutcome) => Promise<void>> {
    const [begun] = await this.#store.append([
      OPERATION_BEGUN.create(CHANGES_STREAM, {
        account: caller.id,
        name: caller.name,
        way: caller.by,
        credential: caller.credential ?? null,
        operation,
        input: boundedInput(input),
      }),
    ]);
    if (begun === undefined) throw fail('E_ACCOUNT_BUSY', 'the change could not be written down');
    return async (outcome) => {
      const code = outcome.ok ? null : outcome.code;
      await this.#store.append([OPERATION_ENDED.create(CHANGES_STREAM, { begun: begun.position, code })]);
    };
  }

  /** The newest first. */
  page({ account, operation, limit, cursor }: ChangesQuery): Promise<Page<ChangeRow>> {
    const page = {
      reverse: true,
      ...(limit === undefined ? {} : { limit }),
      ...(cursor === undefined ? {} : { cursor }),
    };
    const changes = this.#store.table(CHANGES);
    if (account !== undefined && operation !== undefined) {
      return changes.page({ index: 'both', equals: bothOf(account, operation), ...page });
    }
    if (account !== undefined) return changes.page({ index: 'account', equals: account, ...page });
    if (operation !== undefined) return changes.page({ index: 'operation', equals: operation, ...page });
    return changes.page(page);
  }
}
