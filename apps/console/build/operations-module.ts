/**
 * The module `virtual:operations`: for each operation of a domain its method, path and roles, read from the domain's own table
 * while the pages are built. So the pages name operations and never addresses, and carry none of the domain's code.
 */

import { DOMAIN_OPERATIONS } from '@sallyport/app-domain';
import type { Plugin } from 'vite';
import { type OperationRow, rowsOf } from './operation-rows.ts';

const NAME = 'virtual:operations';
const RESOLVED = `\0${NAME}`;

export function operationsModule(): Plugin {
  return {
    name: 'sallyport-operations',
    resolveId: (id) => (id === NAME ? RESOLVED : undefined),
    load: (id) => (id === RESOLVED ? moduleOf(rowsOf(DOMAIN_OPERATIONS)) : undefined),
  };
}

function moduleOf(rows: Readonly<Record<string, OperationRow>>): string {
  return `export const OPERATIONS = ${JSON.stringify(rows)};\n`;
}
