/** Denylists as text: what a line says, and lines added and taken away while the others stay as somebody wrote them. */

import { fromUtf8, utf8 } from '@sallyport/core';
import { hostName } from '../addresses/host-name.ts';
import { addressOctets, type Prefix, parsePrefix, prefixText } from '../addresses/prefix.ts';
import { fail } from '../errors.ts';

export interface DenylistLine {
  /** From 1. */
  readonly line: number;
  /** As it was written, without the end of the line. */
  readonly text: string;
  /** What it says; empty for a blank one or a comment. */
  readonly entries: readonly string[];
}

/** How much of one line is looked at, in characters. */
const LONGEST_LINE = 1024;

export function* linesOf(text: string): Generator<DenylistLine, undefined> {
  let line = 0;
  for (let start = 0; start < text.length; ) {
    const newline = text.indexOf('\n', start);
    const end = newline < 0 ? text.length : newline;
    const written = text.slice(start, end);
    line++;
    yield { line, text: written, entries: entriesOf(written.slice(0, LONGEST_LINE)) };
    start = end + 1;
  }
  return undefined;
}

function entriesOf(line: string): readonly string[] {
  const said = line.replace(/[#;].*$/, '').trim();
  if (said === '') return [];
  const [address = '', ...names] = said.split(/\s+/);
  // hosts(5): an address, then the names that it stands for. Those without a dot are the machine's own, such as `local`.
  if (names.length === 0 || addressOctets(address) === undefined) return [said];
  return names.filter((name) => name.includes('.') && addressOctets(name) === undefined);
}

/** An address or a prefix, or a name in lower case; undefined for what is neither. */
export function destinationOf(entry: string): Prefix | string | undefined {
  return parsePrefix(entry, 'mask') ?? hostName(entry.replace(/^\*?\./, ''));
}

export interface DenylistChange {
  readonly add?: readonly string[];
  readonly remove?: readonly string[];
}

export interface ChangedDenylist {
  readonly bytes: Uint8Array;
  /** How many were not on it before. */
  readonly added: number;
  /** How many were on it. */
  readonly removed: number;
}

/**
 * Changes a list entry by entry. Nothing is changed where one of them is no destination.
 * @throws E_BEHAVIOUR_DESTINATION, E_BYTES_UTF8
 */
export function changeDenylist(bytes: Uint8Array, { add = [], remove = [] }: DenylistChange): ChangedDenylist {
  const leaving = new Set(remove.map(spellingOf));
  const coming = new Set(add.map(spellingOf));
  const gone = new Set<string>();
  const there = new Set<string>();
  const lines: string[] = [];
  for (const { text, entries } of linesOf(fromUtf8(bytes))) {
    const staying = entries.filter((entry) => {
      const spelling = spellingIn(entry);
      if (spelling === undefined || !leaving.has(spelling)) {
        if (spelling !== undefined) there.add(spelling);
        return true;
      }
      gone.add(spelling);
      return false;
    });
    if (staying.length === entries.length) lines.push(text);
    else lines.push(...staying);
  }
  const fresh = [...coming].filter((spelling) => !there.has(spelling));
  const kept = [...lines, ...fresh];
  return {
    bytes: utf8(kept.length === 0 ? '' : `${kept.join('\n')}\n`),
    added: fresh.length,
    removed: gone.size,
  };
}

function spellingIn(entry: string): string | undefined {
  const destination = destinationOf(entry);
  return destination === undefined || typeof destination === 'string' ? destination : prefixText(destination);
}

function spellingOf(entry: string): string {
  const spelling = spellingIn(entry);
  if (spelling === undefined) throw fail('E_BEHAVIOUR_DESTINATION', `${entry} is neither address, prefix nor name`);
  return spelling;
}
