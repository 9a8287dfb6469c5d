/** What CAHN's notation expresses (CAHN, VC Syntax): statements, messages that carry one, and rules over them. */

/** An entity or a value between the parentheses. */
export type Operand =
  /** `entity@`: named by something else than its key, such as a URI. */
  | { readonly kind: 'indirect'; readonly name: string }
  /** `entity+`: named by its public key. */
  | { readonly kind: 'direct'; readonly name: string }
  /** Anything else that a relation holds of: a device type, a bill of materials. */
  | { readonly kind: 'literal'; readonly text: string };

export interface Statement {
  readonly kind: 'statement';
  readonly relation: string;
  readonly operands: readonly Operand[];
  /** Whose private key signs: the name before `-`. */
  readonly signatory: string;
}

/** `from -> to : statement` */
export interface Message {
  readonly kind: 'message';
  readonly from: string;
  readonly to: string;
  readonly statement: Statement;
}

/** `premise && premise => conclusion` */
export interface Implication {
  readonly kind: 'implication';
  readonly premises: readonly Statement[];
  readonly conclusion: Statement;
}

export type Expression = Statement | Message | Implication;
