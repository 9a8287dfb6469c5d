/** What `ip monitor link` and `nft monitor` print of the port. */

import { tableOf } from './rules.ts';

export type LinkState = 'up' | 'down' | 'gone';

/** One line of `ip -o link show` or `ip -o monitor link` of this port, or undefined. */
export function readLink(port: string, line: string): LinkState | undefined {
  const match = /^(Deleted )?\d+: ([^\s:@]+)(?:@[^\s:]+)?: <([A-Z0-9_,-]*)>/.exec(line);
  if (match === null || match[2] !== port) return undefined;
  if (match[1] !== undefined) return 'gone';
  // The carrier is there (IFF_LOWER_UP), and the interface is in use.
  const flags = (match[3] ?? '').split(',');
  return flags.includes('LOWER_UP') && flags.includes('UP') ? 'up' : 'down';
}

/** Whether a line of `nft monitor` says that the port's table, or a chain of it, was deleted. The agent deletes neither. */
export function isLossOfRules(port: string, line: string): boolean {
  const [verb, what, family, table] = line.trim().split(' ', 4);
  return verb === 'delete' && (what === 'table' || what === 'chain') && family === 'netdev' && table === tableOf(port);
}
