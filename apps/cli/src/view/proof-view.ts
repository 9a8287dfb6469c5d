/** A decision for people: the sentence first, then what it rests on, as a tree. */

import { isJsonObject, type JsonObject, type JsonValue } from '@sallyport/core';
import { printable, styled, type Terminal, wrapped } from '../terminal.ts';
import { objectsIn, textIn } from './members.ts';
import { type Names, named } from './names.ts';

export interface ProofView {
  readonly names: Names;
  /** Everything that was tried, in place of what decided. */
  readonly isWhole: boolean;
}

const OUTCOMES = {
  permit: { mark: '✔', style: 'green', word: 'permitted' },
  deny: { mark: '✘', style: 'red', word: 'denied' },
  defer: { mark: '…', style: 'yellow', word: 'put off' },
} as const;

/** From the answer of `why`. */
export function decisionText(answer: JsonValue, view: ProofView, terminal: Terminal): string {
  if (!isJsonObject(answer)) return '';
  const proof = answer['proof'];
  const lines = [sentenceOf(answer, view.names, terminal)];
  for (const { type, value } of obligationsOf(answer)) lines.push(wrapped(terminal, `  ${type} ${value}`));
  if (proof !== undefined && isJsonObject(proof)) lines.push('', ...treeLines(proof, view, terminal));
  return `${lines.join('\n')}\n`;
}

/** One line: what is decided, of whom, and the reason. */
export function sentenceOf(answer: JsonObject, names: Names, terminal: Terminal): string {
  const { mark, style, word } = OUTCOMES[outcomeOf(answer)];
  const { device = null } = answer;
  const who = isJsonObject(device) ? (textIn(device, 'serialNumber') ?? '') : '';
  const reason = named(textIn(answer, 'reason') ?? '', names);
  const text = wrapped(terminal, printable(`${mark} ${who} is ${word} at ${textIn(answer, 'point') ?? ''}: ${reason}`));
  return text.replace(mark, styled(terminal, style, mark)).replace(word, styled(terminal, ['bold', style], word));
}

function outcomeOf(answer: JsonObject): keyof typeof OUTCOMES {
  const decision = textIn(answer, 'decision');
  return decision === 'permit' || decision === 'defer' ? decision : 'deny';
}

function obligationsOf(answer: JsonObject) {
  return objectsIn(answer, 'obligations').map((each) => ({
    type: printable(textIn(each, 'type') ?? ''),
    value: printable(textIn(each, 'value') ?? ''),
  }));
}

function treeLines(root: JsonObject, view: ProofView, terminal: Terminal): readonly string[] {
  const lines: string[] = [];
  const add = (node: JsonObject, first: string, rest: string) => {
    lines.push(nodeText(node, first, rest, view.names, terminal));
    const children = view.isWhole ? objectsIn(node, 'children') : decisive(node);
    children.forEach((child, index) => {
      const isLast = index === children.length - 1;
      add(child, `${rest}${isLast ? '└ ' : '├ '}`, `${rest}${isLast ? '  ' : '│ '}`);
    });
  };
  add(root, '', '');
  return lines;
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
  const room = { ...terminal, columns: Math.max(MIN_WIDTH, columns - rest.length - 2) };
  const [line = '', ...more] = wrapped(room, sentence).split('\n');
  const dim = (text: string) => styled(terminal, 'dim', text);
  const over = more.map((each) => `\n${dim(rest)}  ${each}`).join('');
  return `${dim(first)}${mark} ${line}${over}`;
}

const MIN_WIDTH = 24;
