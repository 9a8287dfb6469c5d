/** Prints CAHN's notation. Whatever is printed parses to the same expression. */

import { fail } from '../errors.ts';
import type { Expression, Operand, Statement } from './statement.ts';

/** `braces` is the notation as proposed, `colon` how the chapters on continuous assurance write it. */
export type Spelling = 'braces' | 'colon';

const RELATION = /^[A-Za-z][A-Za-z0-9_-]*$/;
const NAME = /^[^\s`*,(){}[\]"]+$/;
const PLAIN = /^[^\s`*,(){}[\]"@]*[^\s`*,(){}[\]"@+]$/;

/** @throws E_CLAIMS_NOTATION for names that the notation cannot hold */
export function printNotation(expression: Expression, spelling: Spelling = 'braces'): string {
  switch (expression.kind) {
    case 'statement':
      return printStatement(expression, spelling);
    case 'message':
      return `${party(expression.from)} -> ${party(expression.to)} : ${printStatement(expression.statement, spelling)}`;
    case 'implication': {
      const premises = expression.premises.map((premise) => printStatement(premise, spelling));
      return `${premises.join(' && ')} => ${printStatement(expression.conclusion, spelling)}`;
    }
  }
}

function printStatement({ relation, operands, signatory }: Statement, spelling: Spelling): string {
  if (!RELATION.test(relation)) throw fail('E_CLAIMS_NOTATION', 'a relation is a word');
  const list = operands.map(printOperand).join(', ');
  return spelling === 'braces'
    ? `{ ${relation} (${list}) } [${named(signatory)}-]`
    : `${relation}(${list}) : ${named(signatory)}-`;
}

function printOperand(operand: Operand): string {
  switch (operand.kind) {
    case 'direct':
      return `${named(operand.name)}+`;
    case 'indirect': {
      const name = named(operand.name);
      return /^[^@]+@.*[^@+]$/.test(name) ? name : `${name}@`;
    }
    case 'literal':
      return PLAIN.test(operand.text) ? operand.text : JSON.stringify(operand.text);
  }
}

function named(name: string): string {
  if (!NAME.test(name)) throw fail('E_CLAIMS_NOTATION', 'the notation cannot hold this name');
  return name;
}

/** Between `->` and `:` a colon at the end would be taken for the mark. */
function party(name: string): string {
  if (name.endsWith(':') || name === '->') throw fail('E_CLAIMS_NOTATION', 'the notation cannot hold this name');
  return named(name);
}
