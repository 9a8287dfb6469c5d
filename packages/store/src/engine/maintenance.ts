/** Removing projections from the database. */

import type { JsonValue } from '@sallyport/core';
import { fail } from '../errors.ts';
import type { Layout } from '../projection.ts';
import type { Backend, RegisteredProjection } from './backend.ts';
import { parseStored } from './event-codec.ts';
import { physicalTables } from './physical-tables.ts';

/** Drops every projection that `isUnwanted`, with its tables. */
export async function dropProjections(
  backend: Backend,
  isUnwanted: (state: RegisteredProjection) => boolean,
): Promise<void> {
  if (!(await backend.registered()).some(isUnwanted)) return;
  await backend.write(async (session) => {
    for (const state of await session.registered()) {
      if (isUnwanted(state)) await session.dropProjection(state.id, physicalTables(state.id, parseLayout(state)));
    }
  });
}

/** The stored shape of a projection's tables, checked because its names become SQL. */
function parseLayout({ name, layout }: RegisteredProjection): Layout {
  const value = parseStored<JsonValue>(layout, `layout of projection ${name}`);
  if (!Array.isArray(value)) throw fail('E_STORE_CORRUPT', `layout of projection ${name} is not a list`);
  return value.map((table: { readonly name?: unknown } | null) => {
    const tableName = table?.name;
    if (typeof tableName !== 'string' || !/^[a-z][a-z0-9_]*$/.test(tableName)) {
      throw fail('E_STORE_CORRUPT', `layout of projection ${name} has a table without a name`);
    }
    return { name: tableName, indexes: [] };
  });
}
