/** Proofs for people: a tree for a terminal, and the reasons in one line. */

import type { ProofNode } from '../model.ts';

/**
 * A proof as an indented text: `yes` and `no` before each step, and behind each fact who claimed it.
 *
 *     no   permit('E.2', 'ni:///sha-256;…')
 *     ├─ yes  { Trust (person@email.com, did:key:z6Mkha…+) } [did:key:z6Mk…-]
 *     └─ no   it is so: vulnerable('thermo-2')
 */
export function renderProof(proof: ProofNode): string {
  const lines: string[] = [];
  render(proof, '', '', lines);
  return `${lines.join('\n')}\n`;
}

function render(node: ProofNode, first: string, rest: string, lines: string[]): void {
  lines.push(`${first}${node.holds ? 'yes' : 'no '}  ${node.sentence}${source(node)}`);
  const indent = node.said !== undefined ? [`${rest}     ${node.goal}`] : [];
  lines.push(...indent);
  for (const [index, child] of node.children.entries()) {
    const isLast = index === node.children.length - 1;
    render(child, `${rest}${isLast ? '└─ ' : '├─ '}`, `${rest}${isLast ? '   ' : '│  '}`, lines);
  }
}

function source({ claim, said, kind }: ProofNode): string {
  if (claim === undefined) return kind === 'fact' ? ' (a fact of the rules)' : '';
  const by = claim.by === undefined ? '' : `, claimed by ${nameOf(claim.by)}`;
  return said !== undefined ? ` — ${claim.statement}${by}` : by;
}

/** A mailbox without its scheme; any other name as it is. */
function nameOf(uri: string): string {
  return uri.replace(/^mailto:/, '');
}

/** The reasons for an answer, for a line of text: the sentences of {@link reasonNodesOf}, each once. */
export function reasonsOf(proof: ProofNode): readonly string[] {
  return [...new Set(reasonNodesOf(proof).map(({ sentence }) => sentence))];
}

/**
 * The parts of a proof that are its reasons: what rules' authors said that lies nearest to the question on the ways that
 * decided; where they said nothing, what failed, or what the answer stands on.
 */
export function reasonNodesOf(proof: ProofNode): readonly ProofNode[] {
  const said = proof.said !== undefined ? [proof] : saidWithin(proof);
  return said.length > 0 ? said : endsOf(proof);
}

function saidWithin(node: ProofNode): readonly ProofNode[] {
  return relevant(node).flatMap((child) => (child.said !== undefined ? [child] : saidWithin(child)));
}

function endsOf(node: ProofNode): readonly ProofNode[] {
  const children = relevant(node);
  return children.length === 0 ? [node] : children.flatMap(endsOf);
}

/** What decided: for a no what did not hold, for a negation that failed what did hold. */
function relevant({ holds, kind, children }: ProofNode): readonly ProofNode[] {
  if (holds) return kind === 'not' ? [] : children.filter((child) => child.kind !== 'builtin' && child.kind !== 'not');
  return kind === 'not'
    ? children.filter((child) => child.holds && child.kind !== 'builtin')
    : children.filter((child) => !child.holds);
}
