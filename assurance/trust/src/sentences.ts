/** Standings in words, for people. */

import type { Statement } from './said/statement.ts';
import type { StandingReason } from './standing.ts';

export function sentenceFor(reason: StandingReason, by: string, weight: number, statement: Statement): string {
  const far = `believed to ${percent(weight)}`;
  switch (reason) {
    case 'counted':
      return counted(by, far, statement);
    case 'not-yet-valid':
      return 'The claim does not hold yet.';
    case 'expired':
      return 'The claim holds no longer.';
    case 'retracted':
      return 'The claim was taken back.';
    case 'superseded':
      return `${by} has said something newer about the same.`;
    case 'not-bound':
      return statement.kind === 'vouching'
        ? `The claim speaks for another than its issuer, ${by}; no authentication server has bound the two.`
        : `Nobody can say for whom ${by} speaks.`;
    case 'self':
      return `${by} speaks about itself, which counts for nothing.`;
    case 'unknown-issuer':
      return `Nobody who is believed here vouches for ${by}.`;
    case 'below-threshold':
      return `${by} is ${far} only, which is not enough.`;
    case 'distrusted':
      return `${by} is distrusted by somebody who is believed here.`;
    case 'not-entitled':
      return notEntitled(by, statement);
    case 'conflict':
      return 'The key is bound to more than one mailbox, so that it speaks for none.';
    case 'nothing-to-retract':
      return 'The claim that is taken back is not known here yet.';
    case 'not-a-statement':
      return 'The claim is a command, an answer or an envelope: there is nothing to be believed.';
  }
}

function counted(by: string, far: string, { kind }: Statement): string {
  if (kind === 'binding') return `${by} is an authentication server of this node.`;
  if (kind === 'retraction') return `${by} may take the claim back.`;
  return `${by} is ${far} and may say this.`;
}

function notEntitled(by: string, { kind }: Statement): string {
  if (kind === 'binding') return `${by} is no authentication server of this node.`;
  if (kind === 'retraction') return 'A claim is taken back by who made it or by a root, and a retraction by nobody.';
  return `${by} is believed, but may not say this.`;
}

function percent(weight: number): string {
  return `${Math.round(weight * 100)} %`;
}
