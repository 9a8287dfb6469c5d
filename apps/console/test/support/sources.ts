/** The console's own sources, as text and as syntax trees. */

import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAst } from 'vite';

const SRC = join(import.meta.dirname, '../../src');

export interface Source {
  /** Below `src`. */
  readonly file: string;
  readonly text: string;
}

export function sources(pattern = '**/*.{ts,tsx}'): readonly Source[] {
  return globSync(pattern, { cwd: SRC })
    .sort()
    .map((file) => ({ file, text: readFileSync(join(SRC, file), 'utf8') }));
}

export interface SyntaxNode {
  readonly type: string;
  readonly [member: string]: unknown;
}

function isNode(value: unknown): value is SyntaxNode {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}

/** Every node of a source, parents before children. */
export function* nodesOf({ file, text }: Source): Generator<SyntaxNode> {
  const tree: unknown = parseAst(text, { lang: file.endsWith('x') ? 'tsx' : 'ts' });
  const waiting: unknown[] = [tree];
  while (waiting.length > 0) {
    const next = waiting.pop();
    if (Array.isArray(next)) waiting.push(...next);
    else if (isNode(next)) {
      yield next;
      waiting.push(...Object.values(next));
    }
  }
}

export function memberNode(node: SyntaxNode, name: string): SyntaxNode | undefined {
  const value = node[name];
  return isNode(value) ? value : undefined;
}
