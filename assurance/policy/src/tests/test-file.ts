/** The file in which owners write tests of their policy: JSON, read strictly. */

import type { Fact, RuleText, Value } from '@sallyport/assurance-inference';
import { isStatable } from '@sallyport/assurance-inference';
import { parseJson } from '@sallyport/core';
import { z } from 'zod';
import { fail } from '../errors.ts';
import { SHIPPED_POLICIES, SHIPPED_RULES } from '../shipped.ts';

const LIMITS = { maxBytes: 4 * 1024 * 1024, maxDepth: 16 };
const value = z.union([z.string(), z.number(), z.boolean(), z.null()]);

const given = z.strictObject({
  /** A relation and its arguments, as rules see them: `["trusts", "mailto:…", "ni:///…", "manufacturer"]`. */
  fact: z.tuple([z.string()], value),
  /** Who says it, for explanations. */
  by: z.string().optional(),
  /** How it reads in explanations; as it stands, otherwise. */
  says: z.string().optional(),
});

const expectation = z.strictObject({
  decision: z.enum(['permit', 'deny']),
  /** Words that the reasons must hold, each of them. */
  because: z.array(z.string().min(1)).max(32).optional(),
});

const testCase = z.strictObject({
  test: z.string().min(1),
  /** In addition to what is given to all. */
  given: z.array(given).max(4096).optional(),
  /** Facts given to all that are not there in this test, by relation and arguments. */
  without: z
    .array(z.tuple([z.string()], value))
    .max(4096)
    .optional(),
  /** The moment of the question, in seconds since 1970. */
  at: z.int().min(0).optional(),
  point: z.string().min(1).optional(),
  device: z.string().min(1).optional(),
  expect: expectation,
});

const testFile = z.strictObject({
  /** A shipped policy by its name. */
  policy: z.string().optional(),
  /** Rule texts in addition: shipped ones by name, own ones with their source, which may replace one of the same name. */
  rules: z
    .array(
      z.union([
        z.string(),
        z.strictObject({ name: z.string().min(1), source: z.string().min(1), replaces: z.boolean().optional() }),
      ]),
    )
    .max(256)
    .optional(),
  at: z.int().min(0),
  point: z.string().min(1).optional(),
  device: z.string().min(1).optional(),
  given: z.array(given).max(4096).optional(),
  tests: z.array(testCase).min(1).max(4096),
});

export interface PolicyTest {
  readonly name: string;
  readonly facts: readonly Fact[];
  readonly at: Date;
  readonly point: string;
  readonly device: string;
  readonly decision: 'permit' | 'deny';
  readonly because: readonly string[];
}

export interface PolicyTestFile {
  readonly rules: readonly RuleText[];
  readonly tests: readonly PolicyTest[];
}

/** @throws E_POLICY_TEST_FILE, E_POLICY_UNKNOWN, E_JSON_… */
export function readPolicyTests(bytes: Uint8Array): PolicyTestFile {
  const result = testFile.safeParse(parseJson(bytes, LIMITS));
  if (!result.success) {
    const [issue] = result.error.issues;
    throw fail('E_POLICY_TEST_FILE', `the file is not as it should be at ${issue?.path.join('.') ?? 'its root'}`);
  }
  const file = result.data;
  const shared = (file.given ?? []).map(factOf);
  return {
    rules: rulesOf(file.policy, file.rules ?? []),
    tests: file.tests.map((test) => ({
      name: test.test,
      facts: [...without(shared, test.without ?? []), ...(test.given ?? []).map(factOf)],
      at: new Date((test.at ?? file.at) * 1000),
      point: test.point ?? file.point ?? 'E.2',
      device: deviceOf(test.test, test.device ?? file.device),
      decision: test.expect.decision,
      because: test.expect.because ?? [],
    })),
  };
}

function rulesOf(
  policyName: string | undefined,
  more: NonNullable<z.infer<typeof testFile>['rules']>,
): readonly RuleText[] {
  const policy = SHIPPED_POLICIES.find(({ name }) => name === policyName);
  if (policyName !== undefined && policy === undefined)
    throw fail('E_POLICY_UNKNOWN', `no policy is shipped that is called ${policyName}`);
  const shipped = (policy?.rules ?? []).map(({ name, source }) => ({ id: `shipped:${name}`, name, source }));
  return [...shipped, ...more.map((one, index) => (typeof one === 'string' ? shippedRule(one) : ownRule(one, index)))];
}

function shippedRule(name: string): RuleText {
  const rule = SHIPPED_RULES.get(name);
  if (rule === undefined) throw fail('E_POLICY_UNKNOWN', `no rule is shipped that is called ${name}`);
  return { id: `shipped:${name}`, name, source: rule.source };
}

function ownRule(
  { name, source, replaces = false }: { name: string; source: string; replaces?: boolean | undefined },
  index: number,
): RuleText {
  return { id: `own:${index}:${name}`, name, source, ...(replaces ? { replaces: [`shipped:${name}`] } : {}) };
}

function factOf({ fact: [relation, ...values], by, says }: z.infer<typeof given>): Fact {
  const stated: Fact = {
    id: `given:${JSON.stringify([relation, ...values])}`,
    relation,
    arguments: values,
    statement: says ?? `${relation}(${values.map(String).join(', ')})`,
    ...(by === undefined ? {} : { by }),
  };
  if (!isStatable(stated)) throw fail('E_POLICY_TEST_FILE', `rules cannot hold a fact of ${relation} that is given`);
  return stated;
}

function without(facts: readonly Fact[], dropped: readonly (readonly [string, ...Value[]])[]): readonly Fact[] {
  const gone = new Set(dropped.map((entry) => `given:${JSON.stringify(entry)}`));
  for (const id of gone)
    if (!facts.some((fact) => fact.id === id))
      throw fail('E_POLICY_TEST_FILE', 'a test goes without a fact that is not given to all');
  return facts.filter(({ id }) => !gone.has(id));
}

function deviceOf(test: string, device: string | undefined): string {
  if (device === undefined) throw fail('E_POLICY_TEST_FILE', `the test "${test}" names no device, nor does the file`);
  return device;
}
