/** Databots for tests, and nodes that answer them from a script. */

import {
  didKeySigner,
  issuerResolver,
  makeClaim,
  type SubjectOf,
  signJose,
  verifyClaim,
} from '@sallyport/assurance-claims';
import type { BotAnswers, Databot, DatabotNode } from '@sallyport/assurance-databots';
import { type Clock, ManualClock, utf8 } from '@sallyport/core';
import { generateKeyPair, softwareSigner } from '@sallyport/pki';

export const newSigner = () => didKeySigner(softwareSigner(generateKeyPair('Ed25519').privateKey));
export const resolve = issuerResolver();

export interface ScriptedNode extends DatabotNode {
  readonly goals: string[];
  /** Types and subjects in the order in which they were submitted. */
  readonly claims: {
    readonly type: string;
    readonly subject: unknown;
    readonly issuer: string;
    readonly validFrom: number | undefined;
  }[];
}

/** Answers each goal as the script says; a text is an explanation of why not. */
export function scriptedNode(
  script: (goal: string) => BotAnswers | string,
  { clock = new ManualClock(), issuer }: { readonly clock?: Clock; readonly issuer?: string } = {},
): ScriptedNode {
  const signer = newSigner();
  const goals: string[] = [];
  const claims: ScriptedNode['claims'] = [];
  return {
    issuer: issuer ?? signer.issuer,
    goals,
    claims,
    async query(bytes) {
      const { claim, uri } = await verifyClaim(bytes, { resolve, at: clock.now() });
      if (claim.type !== 'Query') throw new TypeError('no query');
      goals.push(claim.subject.goal);
      const answer = script(claim.subject.goal);
      const outcome: Omit<SubjectOf<'Answer'>, 'query' | 'answered'> = typeof answer === 'string'
        ? { outcome: 'refused', answers: [], isComplete: false, explanation: answer }
        : ({
            outcome: 'answered',
            answers: answer.answers.map((one) => ({ ...one })),
            isComplete: answer.isComplete,
          } as const);
      const document = makeClaim({
        type: 'Answer',
        issuer: signer.issuer,
        validFrom: clock.now(),
        subject: { ...outcome, query: uri, answered: clock.now().toISOString() },
      });
      return utf8(await signJose(document, { signer }));
    },
    async submit(bytes) {
      const { claim, issuer: by, verified } = await verifyClaim(bytes, { resolve, at: 'ignore-validity' });
      const validFrom = verified.credential.validFrom?.getTime();
      claims.push({ type: claim.type, subject: claim.subject, issuer: by, validFrom });
    },
  };
}

const SCORE: Databot['outputs'][number] = {
  type: 'VulnerabilityScore',
  relation: 'vulnerability_score',
  about: (subject) => subject['deviceType'] ?? null,
  content: (subject) => subject['score'] ?? null,
  ended: 'retract',
};
const VULNERABILITY: Databot['outputs'][number] = {
  type: 'Vulnerability',
  relation: 'vulnerability',
  about: (subject) => [subject['deviceType'] ?? null, subject['vulnerability'] ?? null],
  content: (subject) => subject['score'] ?? null,
  ended: (subject) => ({ ...subject, score: 0 }),
};

/** A databot whose module stands in `test/bots`. */
export function botOf(module: string, more: Partial<Databot> = {}): Databot {
  return {
    name: module,
    about: 'A databot of a test.',
    module: new URL(`../bots/${module}.ts`, import.meta.url),
    settings: null,
    inputs: [],
    trigger: {},
    outputs: [SCORE, VULNERABILITY],
    signer: newSigner(),
    ...more,
  };
}
