/** What the pages need to know of an operation. */

export interface OperationRow {
  /** Method and path below `/api/v1`. */
  readonly via: string;
  readonly roles: readonly string[];
}

export function rowsOf(operations: Readonly<Record<string, object>>): Readonly<Record<string, OperationRow>> {
  return Object.fromEntries(
    Object.entries(operations).flatMap(([name, operation]) => {
      if (!('via' in operation) || typeof operation.via !== 'string') return [];
      const roles = 'roles' in operation && Array.isArray(operation.roles) ? operation.roles : [];
      return [[name, { via: operation.via, roles }]];
    }),
  );
}
