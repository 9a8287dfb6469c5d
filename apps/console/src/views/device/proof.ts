/** A proof as trees for the picture and for the list behind it, without drawing them. */

import type { AnswerOf } from '../../api/operations.ts';
import type { TreeGraphNode } from '../../kit/index.ts';

export type Proof = NonNullable<AnswerOf<'why'>['proof']>;

/** A node with the way to it, which tells it apart. */
export interface ProofPart {
  readonly key: string;
  readonly proof: Proof;
  readonly children: readonly ProofPart[];
}

/** Nodes that are drawn; the list has as many as the domain tells. */
const DRAWN = 120;
const MAX_LABEL = 60;

export function partsOf(proof: Proof, key = '0'): ProofPart {
  return { key, proof, children: proof.children.map((child, index) => partsOf(child, `${key}.${index}`)) };
}

/** The parts that decided, as a picture takes them: a yes by what holds, a no by what does not. */
export function pictureOf(
  root: ProofPart,
  say: (proof: Proof) => string,
  named: (text: string) => string,
): TreeGraphNode {
  let left = DRAWN;
  const draw = ({ key, proof, children }: ProofPart): TreeGraphNode => {
    left--;
    const drawn: TreeGraphNode[] = [];
    for (const child of children) if (left > 0 && decides(proof, child.proof)) drawn.push(draw(child));
    const by = proof.claim?.by;
    return {
      key,
      label: short(say(proof)),
      tone: proof.holds ? 'good' : 'bad',
      ...(by === undefined ? {} : { detail: short(named(by)) }),
      children: drawn,
    };
  };
  return draw(root);
}

function decides({ holds, kind }: Proof, child: Proof): boolean {
  if (child.kind === 'builtin') return false;
  if (holds) return child.kind !== 'not' || !child.holds;
  return kind === 'not' ? child.holds : !child.holds;
}

function short(text: string): string {
  return text.length > MAX_LABEL ? `${text.slice(0, MAX_LABEL - 1)}…` : text;
}
