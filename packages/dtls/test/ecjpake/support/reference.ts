/** Vectors of Mbed TLS: tab-separated, their origin in the first line, the columns' names in the second. */

import { readFileSync } from 'node:fs';
import { fromHex, Secret } from '@sallyport/core';

/** The rows of a file of vectors, each a list of cells. */
export function rows(name: string): readonly (readonly string[])[] {
  const text = readFileSync(new URL(`../vectors/${name}.tsv`, import.meta.url), 'utf8').replace(/\n$/, '');
  return text
    .split('\n')
    .slice(2)
    .map((row) => row.split('\t'));
}

const reference = new Map(
  rows('mbedtls-reference-handshake').map(([name = '', hex = '']) => [name, fromHex(hex)] as const),
);

function named(name: string): Uint8Array {
  const bytes = reference.get(name);
  if (bytes === undefined) throw new TypeError(`no vector ${name}`);
  return Uint8Array.from(bytes);
}

export const REFERENCE = {
  password: Secret.of(named('password')),
  client: { first: named('x1'), second: named('x2'), one: named('cli_one'), two: named('cli_two') },
  server: { first: named('x3'), second: named('x4'), one: named('srv_one'), two: named('srv_two') },
  premaster: named('pms'),
} as const;
