/** Every way the store can refuse, and what to do next. */

import { type ErrorTable, errorFactory } from '@sallyport/core';

export const STORE_ERRORS = {
  E_STORE_CONFLICT: {
    fault: 'policy',
    hint: 'Read what is stored now, decide again, then append; a taken unique key stays taken for ever.',
    http: 409,
  },
  E_STORE_LOCKED: {
    fault: 'environment',
    hint: 'Another process has this store open: stop it, or give this one another data directory.',
  },
  E_STORE_CORRUPT: {
    fault: 'environment',
    hint: 'Keep a copy of the file as it is, check the disk, and restore the last backup.',
  },
  E_STORE_CHAIN: {
    fault: 'environment',
    hint: 'Somebody changed the log behind the store: keep it as it is, find out who could, and compare it with a backup.',
  },
  E_STORE_FOREIGN: {
    fault: 'caller',
    hint: 'Check the path or schema name; to start afresh, move what is there out of the way.',
  },
  E_STORE_NEWER_SCHEMA: {
    fault: 'environment',
    hint: 'A newer release wrote this store: run that release or a later one.',
  },
  E_STORE_UNREACHABLE: {
    fault: 'environment',
    hint: 'Check that the directory or server exists, answers and admits this user, then try again.',
  },
  E_STORE_UNSAFE_SERVER: {
    fault: 'environment',
    hint: 'Change the named setting of the PostgreSQL server or database and start again.',
  },
  E_STORE_FULL: {
    fault: 'environment',
    hint: 'Make room on the disk; nothing of this request was stored and later requests are accepted again.',
  },
  E_STORE_IO: {
    fault: 'environment',
    hint: 'Look for disk errors in the system log, then restart; the store accepts nothing until it is opened again.',
  },
  E_STORE_BUSY: {
    fault: 'environment',
    hint: 'Try again in a moment; if it lasts, look for a stalled replica or add capacity.',
    http: 503,
  },
  E_STORE_UNCERTAIN: {
    fault: 'environment',
    hint: 'The connection broke during the commit and its outcome is unknown: read the stream before trying again.',
  },
  E_STORE_DATABASE: {
    fault: 'internal',
    hint: 'Report this with the message of its cause: the database refused a statement it should have accepted.',
  },
  E_STORE_PROJECTION: {
    fault: 'internal',
    hint: 'Mend the named projection: it threw on an event of the log; the append was not stored.',
  },
  E_STORE_ARGUMENT: {
    fault: 'caller',
    hint: 'Change the argument as the message says.',
  },
  E_STORE_CLOSED: {
    fault: 'caller',
    hint: 'Open the store again before using it.',
  },
} as const satisfies ErrorTable;

export type StoreErrorCode = keyof typeof STORE_ERRORS;

export const fail = errorFactory(STORE_ERRORS);
