/** Runs an owner's tests of a policy: each in a world of its own. */

import {
  InferenceEngine,
  type ProofNode,
  type RuleProblem,
  reasonsOf,
  type Verdict,
} from '@sallyport/assurance-inference';
import { type PolicyTest, readPolicyTests } from './test-file.ts';

export interface PolicyTestResult {
  readonly name: string;
  readonly passed: boolean;
  readonly expected: 'permit' | 'deny';
  readonly decision: 'permit' | 'deny';
  /** Words that were expected in the reasons and are not there. */
  readonly missing: readonly string[];
  /** `denied: …` or `permitted: …` */
  readonly sentence: string;
  readonly proof: ProofNode;
}

export interface PolicyTestReport {
  readonly passed: boolean;
  /** What is wrong with the rules. A rule that is refused fails the whole file. */
  readonly problems: readonly RuleProblem[];
  readonly results: readonly PolicyTestResult[];
}

/** @throws E_POLICY_TEST_FILE, E_POLICY_UNKNOWN, E_JSON_… */
export async function runPolicyTests(file: Uint8Array): Promise<PolicyTestReport> {
  const { rules, tests } = readPolicyTests(file);
  const [first] = tests;
  const engine = await InferenceEngine.start({ at: first?.at ?? new Date(0) });
  try {
    const { problems } = await engine.apply(
      rules.map((rule) => ({ addRule: rule })),
      first?.at ?? new Date(0),
    );
    const results: PolicyTestResult[] = [];
    for (const test of tests) results.push(await run(engine, test));
    const isBroken = problems.some(({ severity }) => severity !== 'warning');
    return { passed: !isBroken && results.every(({ passed }) => passed), problems, results };
  } finally {
    await engine.close();
  }
}

async function run(engine: InferenceEngine, test: PolicyTest): Promise<PolicyTestResult> {
  const { facts, at, point, device } = test;
  await engine.apply(
    facts.map((fact) => ({ add: fact })),
    at,
  );
  const verdict = await engine.decide({ relation: 'permit', arguments: [point, device] });
  await engine.apply(
    facts.map((fact) => ({ remove: fact })),
    at,
  );
  return judge(test, verdict);
}

function judge({ name, decision: expected, because }: PolicyTest, verdict: Verdict): PolicyTestResult {
  const decision = verdict.holds ? 'permit' : 'deny';
  const sentence = decisionSentence(verdict);
  const missing = because.filter((words) => !sentence.includes(words));
  return {
    name,
    passed: decision === expected && missing.length === 0 && verdict.problem === undefined,
    expected,
    decision,
    missing,
    sentence,
    proof: verdict.proof,
  };
}

/** A verdict on `permit/2` in one line: `denied: type thermo-2 has an SBOM score of 7.8, threshold 6, …` */
function decisionSentence({ holds, proof, problem }: Verdict): string {
  if (problem !== undefined)
    return `denied: ${problem.sentence}${problem.ruleName === undefined ? '' : ` (rule ${problem.ruleName})`}`;
  return `${holds ? 'permitted' : 'denied'}: ${reasonsOf(proof).join('; ')}`;
}
