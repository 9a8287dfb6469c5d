/** What a decision rests on, as a tree. */

import type { PolicyTestResult } from '@sallyport/assurance-policy';
import { isJsonObject, type JsonObject } from '@sallyport/core';
import { printable, styled, type Terminal, wrapped } from '../terminal.ts';
import { objectsIn, textIn } from './members.ts';
import { type Names, named } from './names.ts';

export interface ProofView {
  readonly names: Names;
  /** Everything that was tried, in place of what decided. */
  readonly isWhole: boolean;
}

/** Lines between the text of a tree and the end of a narrow terminal. */
const MIN_WIDTH = 24;

/** A line a node, and more where a terminal would break it. */
export function proofLines(root: JsonObject, view: ProofView, terminal: Terminal): readonly string[] {
  const lines: string[] = [];
  const add = (node: JsonObject, first: string, rest: string) => {
    const children = view.isWhole ? objectsIn(node, 'children') : decisive(node);
    const stem = children.length === 0 ? '  ' : '│ ';
    lines.push(nodeText(node, first, `${rest}${stem}`, view.names, terminal));
    children.forEach((child, index) => {
      const isLast = index === children.length - 1;
      add(child, `${rest}${isLast ? '└ ' : '├ '}`, `${rest}${isLast ? '  ' : '│ '}`);
    });
  };
  add(root, '', '');
  return lines;
}

/** A proof as the operation `why` gives it. */
export function proofJson({ sentence, goal, holds, kind, claim, children }: PolicyTestResult['proof']): JsonObject {
  const by = claim === undefined ? {} : { claim: { ...claim } };
  return { sentence, goal, holds, kind, ...by, children: children.map(proofJson) };
}

/**
 * What a node rests on. What holds does so by all its parts, and of what was denied it is enough that it is not so; what does not
 * hold lacks those parts that do not, and what somebody said against it is worth hearing.
 */
function decisive(node: JsonObject): readonly JsonObject[] {
  const children = objectsIn(node, 'children');
  const holds = node['holds'] === true;
  if (node['kind'] === 'not') return holds ? [] : children;
  return children.filter((child) => child['holds'] === holds || (!holds && isSaidBySomebody(child)));
}

function isSaidBySomebody({ claim }: JsonObject): boolean {
  return claim !== undefined && isJsonObject(claim) && textIn(claim, 'by') !== undefined;
}

function nodeText(node: JsonObject, first: string, rest: string, names: Names, terminal: Terminal): string {
  const holds = node['holds'] === true;
  const mark = styled(terminal, holds ? 'green' : 'red', holds ? '✔' : '✘');
  const { columns = Number.POSITIVE_INFINITY } = terminal;
  const sentence = printable(named(textIn(node, 'sentence') ?? '', names));
  const room = { ...terminal, columns: Math.max(MIN_WIDTH, columns - rest.length) };
  const [line = '', ...more] = wrapped(room, sentence).split('\n');
  const dim = (text: string) => styled(terminal, 'dim', text);
  return `${dim(first)}${mark} ${line}${more.map((each) => `\n${dim(rest)}${each.trimStart()}`).join('')}`;
}
