/** Files that are whole whatever moment the power goes, and files read within a bound. */

export * from './bounded-file.ts';
export * from './durable-file.ts';
