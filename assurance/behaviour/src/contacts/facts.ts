/** What is observed as facts for inference. The shape is that of `Fact` and `Change` in assurance/inference. */

import { printNotation } from '@sallyport/assurance-claims';

export interface ObservedFact {
  /** `observed:…`, the same for the same fact. */
  readonly id: string;
  readonly relation: string;
  /** Times in whole seconds since 1970. */
  readonly arguments: readonly (string | number)[];
  /** For people, in CAHN's notation; signed by nobody but the observer. */
  readonly statement: string;
}

export type FactChange = { readonly add: ObservedFact } | { readonly remove: ObservedFact };

/** The device had to do with a destination, last at this time. */
export function contactFact(device: string, destination: string, at: number): ObservedFact {
  return timed('contact', 'Contact', device, destination, at);
}

/** The device did what its MUD profile does not allow. */
export function violationFact(device: string, destination: string, at: number): ObservedFact {
  return timed('mud_violation', 'MudViolation', device, destination, at);
}

export function denylistedFact(destination: string, list: string): ObservedFact {
  return {
    id: `observed:denylisted:${list}:${destination}`,
    relation: 'denylisted',
    arguments: [destination, list],
    statement: statement('Denylisted', [literal(destination), literal(list)]),
  };
}

function timed(relation: string, title: string, device: string, destination: string, at: number): ObservedFact {
  return {
    id: `observed:${relation}:${device}:${destination}:${at}`,
    relation,
    arguments: [device, destination, at],
    statement: statement(title, [literal(device), literal(destination), literal(new Date(at * 1000).toISOString())]),
  };
}

function literal(text: string) {
  return { kind: 'literal', text } as const;
}

function statement(relation: string, operands: readonly ReturnType<typeof literal>[]): string {
  return printNotation({ kind: 'statement', relation, operands, signatory: 'observed' });
}
