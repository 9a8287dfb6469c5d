/** Lists that come a page at a time. */

import type { Command } from 'commander';
import { count } from '../options.ts';
import type { CommonOptions } from './common.ts';

export interface PageOptions extends CommonOptions {
  readonly limit?: number;
  readonly cursor?: string;
}

export interface Page {
  readonly limit?: number;
  readonly cursor?: string;
}

/** @param usual how many there are on a page when nothing is said */
export function paged(command: Command, usual = 100): Command {
  return command
    .option('--limit <number>', `how many at most, up to 1000 (default: ${usual})`, count)
    .option('--cursor <cursor>', 'go on after the page that named this');
}

export function pageOf({ limit, cursor }: Page): Page {
  return { ...(limit === undefined ? {} : { limit }), ...(cursor === undefined ? {} : { cursor }) };
}
