/** Claims in CAHN's notation, for people. */

import { canonicalize } from '../json/canonicalize.ts';
import type { VerifiedClaim } from '../types/claim.ts';
import type { Argument } from '../types/claim-type.ts';
import type { Claim } from '../types/table.ts';
import { isDirect } from '../types/values.ts';
import { printNotation, type Spelling } from './print.ts';
import type { Operand, Statement } from './statement.ts';

const MAILBOX = /^mailto:([^@\s`*,(){}[\]"]+@[^@\s`*,(){}[\]"+]+)$/;

/** What a claim states, signed by its issuer. */
export function statementOf(
  { relation, arguments: operands }: Pick<Claim, 'relation' | 'arguments'>,
  issuer: string,
): Statement {
  return { kind: 'statement', relation, operands: operands.map(operandOf), signatory: issuer };
}

/** A verified claim in one line. @throws E_CLAIMS_NOTATION for an issuer whose name the notation cannot hold */
export function printClaim({ claim, issuer }: VerifiedClaim, spelling?: Spelling): string {
  return printNotation(statementOf(claim, issuer), spelling);
}

function operandOf(argument: Argument): Operand {
  if (argument.kind === 'value') {
    const { value } = argument;
    return { kind: 'literal', text: typeof value === 'string' ? value : canonicalize(value) };
  }
  if (isDirect(argument.uri)) return { kind: 'direct', name: argument.uri };
  // The document writes a person known by an address as that address.
  return { kind: 'indirect', name: MAILBOX.exec(argument.uri)?.[1] ?? argument.uri };
}
