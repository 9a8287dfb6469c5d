/** Parses CAHN's notation in both spellings that the document uses, messages and rules included. */

import { fail } from '../errors.ts';
import { Scanner } from './scanner.ts';
import type { Expression, Operand, Statement } from './statement.ts';

const MAX_OPERANDS = 1100;
const MAX_PREMISES = 32;
const RELATION = /^[A-Za-z][A-Za-z0-9_-]*$/;

/**
 * Reads one expression:
 * `{ Relation (entity1@, entity2+) } [signatory-]`, `Relation(entity1@, entity2+) : signatory-`,
 * `from -> to : statement`, `statement && statement => statement`.
 * @throws E_CLAIMS_NOTATION
 */
export function parseNotation(text: string): Expression {
  const scanner = new Scanner(text);
  const expression = readExpression(scanner);
  if (!scanner.done) throw scanner.unexpected('the end');
  return expression;
}

/** Reads a single statement. @throws E_CLAIMS_NOTATION */
export function parseStatement(text: string): Statement {
  const expression = parseNotation(text);
  if (expression.kind !== 'statement') throw fail('E_CLAIMS_NOTATION', `a ${expression.kind} instead of a statement`);
  return expression;
}

function readExpression(scanner: Scanner): Expression {
  if (scanner.take('{')) return readRule(scanner, readBraced(scanner));
  const name = scanner.name();
  if (!scanner.take('->')) return readRule(scanner, readColon(scanner, name));
  // The colon may stand right behind the name, where it could also belong to it: no entity's name ends in one.
  const to = scanner.name();
  if (!to.endsWith(':')) scanner.expect(':');
  return { kind: 'message', from: name, to: to.replace(/:$/, ''), statement: readStatement(scanner) };
}

function readRule(scanner: Scanner, first: Statement): Expression {
  const premises = [first];
  while (scanner.take('&&')) {
    if (premises.length === MAX_PREMISES) throw fail('E_CLAIMS_NOTATION', `more than ${MAX_PREMISES} premises`);
    premises.push(readStatement(scanner));
  }
  if (scanner.take('=>')) return { kind: 'implication', premises, conclusion: readStatement(scanner) };
  if (premises.length > 1) throw scanner.unexpected('=>');
  return first;
}

function readStatement(scanner: Scanner): Statement {
  return scanner.take('{') ? readBraced(scanner) : readColon(scanner, scanner.name());
}

function readBraced(scanner: Scanner): Statement {
  const relation = requireRelation(scanner.name());
  const operands = readOperands(scanner);
  scanner.expect('}');
  scanner.expect('[');
  const signatory = readSignatory(scanner);
  scanner.expect(']');
  return { kind: 'statement', relation, operands, signatory };
}

function readColon(scanner: Scanner, name: string): Statement {
  const relation = requireRelation(name);
  const operands = readOperands(scanner);
  scanner.expect(':');
  return { kind: 'statement', relation, operands, signatory: readSignatory(scanner) };
}

/** The document leaves a comma before the closing parenthesis here and there. */
function readOperands(scanner: Scanner): readonly Operand[] {
  scanner.expect('(');
  const operands: Operand[] = [];
  while (!scanner.take(')')) {
    if (operands.length === MAX_OPERANDS) throw fail('E_CLAIMS_NOTATION', `more than ${MAX_OPERANDS} operands`);
    const quoted = scanner.quoted();
    operands.push(quoted === undefined ? operandOf(scanner.name()) : { kind: 'literal', text: quoted });
    if (scanner.take(',')) continue;
    scanner.expect(')');
    break;
  }
  return operands;
}

/** `person@email.com` is what the document writes for a person known by that address: the `@` stands within. */
function operandOf(name: string): Operand {
  if (name.length > 1 && name.endsWith('+')) return { kind: 'direct', name: name.slice(0, -1) };
  if (name.length > 1 && name.endsWith('@')) return { kind: 'indirect', name: name.slice(0, -1) };
  return name.includes('@') ? { kind: 'indirect', name } : { kind: 'literal', text: name };
}

function readSignatory(scanner: Scanner): string {
  const name = scanner.name();
  if (name.length < 2 || !name.endsWith('-'))
    throw fail('E_CLAIMS_NOTATION', 'a signatory is written with - behind it');
  return name.slice(0, -1);
}

function requireRelation(name: string): string {
  if (!RELATION.test(name)) throw fail('E_CLAIMS_NOTATION', 'a relation is a word');
  return name;
}
