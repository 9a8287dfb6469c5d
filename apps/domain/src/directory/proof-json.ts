/** Proofs as operations tell them: each step as a sentence, and in the pieces of which other languages make theirs. */

import { type ProofNode, reasonNodesOf } from '@sallyport/assurance-inference';
import { z } from 'zod';

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);

const stepShape = {
  sentence: z.string(),
  /** In Prolog’s notation. */
  goal: z.string(),
  holds: z.boolean(),
  /** `not` for a denial, `missing` for what nobody states, `limit` for what was not followed any further. */
  kind: z.enum(['fact', 'rule', 'not', 'builtin', 'missing', 'limit']),
  /** What `goal` asks for, of a denial what is denied; null for an argument that may be anything. */
  asked: z.object({ relation: z.string(), arguments: z.array(scalar) }).optional(),
  /** What the author of a rule wrote, and what stands in place of each `{Name}` in it. */
  said: z.object({ text: z.string(), values: z.record(z.string(), scalar) }).optional(),
  claim: z.object({ id: z.string(), by: z.string().optional(), statement: z.string() }).optional(),
};

/** One step of a proof, without those below it. */
export const stepAnswer = z.object(stepShape);
export type ProofStep = z.infer<typeof stepAnswer>;

/** A step of a proof, of any depth. */
export interface ProofJson extends ProofStep {
  children: ProofJson[];
}

export const proofAnswer: z.ZodType<ProofJson> = z.lazy(() =>
  z.object({ ...stepShape, children: z.array(proofAnswer) }),
);

/** Steps that are given as reasons; the proof has them all. */
const MAX_REASONS = 32;
/** Names that are looked up for one proof. */
const MAX_URIS = 64;
const ABSOLUTE_URI = /^[A-Za-z][A-Za-z0-9+.-]*:[!-~]+$/;

export function proofJson(node: ProofNode): ProofJson {
  return { ...stepJson(node), children: node.children.map(proofJson) };
}

export function stepJson({ sentence, goal, holds, kind, asked, said, claim }: ProofNode): ProofStep {
  return {
    sentence,
    goal,
    holds,
    kind,
    ...(asked === undefined
      ? {}
      : { asked: { relation: asked.relation, arguments: asked.arguments.map((value) => value ?? null) } }),
    ...(said === undefined ? {} : { said: { text: said.text, values: { ...said.values } } }),
    ...(claim === undefined ? {} : { claim: { ...claim } }),
  };
}

/** What decided, nearest to the question first, each sentence once. */
export function reasonsJson(proof: ProofNode): ProofStep[] {
  const bySentence = new Map(reasonNodesOf(proof).map((node) => [node.sentence, stepJson(node)]));
  return [...bySentence.values()].slice(0, MAX_REASONS);
}

/** Who and what a proof speaks of, by URI. */
export function urisIn(proof: ProofNode): ReadonlySet<string> {
  const uris = new Set<string>();
  const waiting: ProofNode[] = [proof];
  for (let node = waiting.shift(); node !== undefined && uris.size < MAX_URIS; node = waiting.shift()) {
    const { asked, said, claim, children } = node;
    for (const value of [claim?.by, ...(asked?.arguments ?? []), ...Object.values(said?.values ?? {})]) {
      if (typeof value === 'string' && ABSOLUTE_URI.test(value)) uris.add(value);
    }
    waiting.push(...children);
  }
  return uris;
}
