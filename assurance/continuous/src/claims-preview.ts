/** A dry run of claims over devices: which decisions would turn, and why. */

import type { VerifiedClaim } from '@sallyport/assurance-claims';
import type { GoalGiven, RuleProblem } from '@sallyport/assurance-inference';
import type { EnforcementPoint } from '@sallyport/onboarding';
import type { Parts } from './assemble.ts';
import { fail } from './errors.ts';
import type { Foreseen } from './judge/preview.ts';

/** A device, and the door at which it stands. */
export interface PreviewQuestion {
  readonly device: string;
  readonly point: EnforcementPoint;
}

/** A decision that would turn. */
export interface ClaimsPreviewTurn extends PreviewQuestion {
  readonly before: Foreseen;
  readonly after: Foreseen;
  /** Why it would be so afterwards; empty beyond {@link ClaimsPreviewOptions.mostReasons}. */
  readonly reason: string;
}

export interface ClaimsPreview {
  /** Devices that were judged: all that were asked for but those that the owner refused, whom no claim lets in. */
  readonly judged: number;
  readonly permittedBefore: number;
  readonly permittedAfter: number;
  /** Those that would be put out first. */
  readonly turns: readonly ClaimsPreviewTurn[];
  /** What inference would have against rules, the present ones and those that would come. */
  readonly problems: readonly RuleProblem[];
}

export interface ClaimsPreviewOptions {
  readonly questions: Iterable<PreviewQuestion>;
  /** Turns that are told with their reasons, which take longest. Default 1000. */
  readonly mostReasons?: number;
  /** Told how many parts of how many are done. */
  readonly onProgress?: (done: number, of: number) => void;
  /** Ends it. */
  readonly signal?: AbortSignal;
  /** Where something else than claims decides now. */
  readonly decidedNow?: (question: PreviewQuestion) => Foreseen;
  /** Where something else than claims would decide then, and why it would be so. */
  readonly decidedThen?: (question: PreviewQuestion) => Foreseen & { readonly reason: string };
}

const MOST_REASONS = 1000;

/** @throws E_ASSURANCE_PREVIEW_STOPPED, E_ASSURANCE_CLOSED, E_INFERENCE_… */
export async function previewClaims(
  { judge, decider }: Pick<Parts, 'judge' | 'decider'>,
  claims: readonly VerifiedClaim[],
  { questions, mostReasons = MOST_REASONS, onProgress, signal, decidedNow, decidedThen }: ClaimsPreviewOptions,
): Promise<ClaimsPreview> {
  const asked = new Map<GoalGiven, PreviewQuestion>();
  for (const { device, point } of questions) {
    if (!decider.isRefused(device)) asked.set(decider.questionOf(device, point), { device, point });
  }
  const { held, wouldHold, turns, problems } = await judge.previewClaims(claims, [...asked.keys()], {
    mostReasons,
    ...(decidedNow === undefined ? {} : { decidedNow: instead(decidedNow, asked) }),
    ...(decidedThen === undefined ? {} : { decidedThen: instead(decidedThen, asked) }),
    progress: (done, of) => {
      if (signal?.aborted === true) throw fail('E_ASSURANCE_PREVIEW_STOPPED', 'the dry run was stopped');
      onProgress?.(done, of);
    },
  });
  return {
    judged: asked.size,
    permittedBefore: held,
    permittedAfter: wouldHold,
    turns: turns.flatMap(({ question, ...turn }) => {
      const about = asked.get(question);
      return about === undefined ? [] : [{ ...about, ...turn }];
    }),
    problems,
  };
}

function instead<Decided>(
  decide: (question: PreviewQuestion) => Decided,
  asked: ReadonlyMap<GoalGiven, PreviewQuestion>,
): (question: GoalGiven) => Decided | undefined {
  return (question) => {
    const about = asked.get(question);
    return about === undefined ? undefined : decide(about);
  };
}
