/** What the policy says at an enforcement point. */

/** A reference to a claim that supports a decision: its identifier and a sentence for people. */
export interface ClaimReference {
  readonly id: string;
  readonly statement: string;
}

/** What must be done along with a permission, for example `{ type: 'vlan', value: '42' }`. */
export interface Obligation {
  readonly type: string;
  readonly value: string;
}

interface Reasoned {
  /** One sentence for the person who asks why. Never shown to the device. */
  readonly reason: string;
  /** The claims that prove the decision. */
  readonly proof: readonly ClaimReference[];
}

export interface Permit extends Reasoned {
  readonly outcome: 'permit';
  readonly obligations: readonly Obligation[];
}

export interface Deny extends Reasoned {
  readonly outcome: 'deny';
  /** True when an administrator of this domain can change the answer (RFC 8995 §5.3: 403 rather than 404). */
  readonly fixable: boolean;
}

export interface Defer extends Reasoned {
  readonly outcome: 'defer';
  /** When to ask again, in milliseconds from now. */
  readonly retryAfter: number;
}

export type Decision = Permit | Deny | Defer;

export function permit(
  reason: string,
  proof: readonly ClaimReference[] = [],
  obligations: readonly Obligation[] = [],
): Permit {
  return { outcome: 'permit', reason, proof, obligations };
}

export function deny(reason: string, options: { fixable?: boolean; proof?: readonly ClaimReference[] } = {}): Deny {
  return { outcome: 'deny', reason, proof: options.proof ?? [], fixable: options.fixable ?? false };
}

export function defer(reason: string, retryAfter: number, proof: readonly ClaimReference[] = []): Defer {
  return { outcome: 'defer', reason, proof, retryAfter };
}

/** Whether the same is asked, in whatever order. */
export function isSameObligations(a: readonly Obligation[], b: readonly Obligation[]): boolean {
  const text = (each: readonly Obligation[]) =>
    JSON.stringify([...new Set(each.map(({ type, value }) => `${type}=${value}`))].sort());
  return text(a) === text(b);
}
