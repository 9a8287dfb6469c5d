/** `sallyport policy test`: given claims, expect decisions. Works on files alone, without a domain. */

import type { PolicyTestReport } from '@sallyport/assurance-policy';
import { isSallyportError, type JsonObject } from '@sallyport/core';
import type { Command } from 'commander';
import { readInput } from '../../data/named-files.ts';
import { fail } from '../../errors.ts';
import { EXIT } from '../../exit.ts';
import type { RunContext } from '../../run-context.ts';
import { testReportText } from '../../view/policy-view.ts';
import { proofJson } from '../../view/proof-tree.ts';
import { showValue } from '../../view/value-view.ts';
import { jsonCommand, perform } from '../common.ts';

interface TestFile {
  readonly name: string;
  readonly file: Uint8Array;
}

export function testCommand(context: RunContext): Command {
  return jsonCommand('test', 'test rules: given these claims, expect that decision')
    .argument('[files...]', 'JSON with tests; without one, those of the policies that are shipped')
    .action((files: string[], { json }: { json: boolean }) => perform(context, json, () => test(files, json, context)));
}

async function test(files: readonly string[], json: boolean, { terminal }: RunContext): Promise<number> {
  const { SHIPPED_POLICY_TESTS, runPolicyTests } = await import('@sallyport/assurance-policy');
  const given = files.map((name): TestFile => ({ name, file: readInput(name) }));
  const reports: { readonly name: string; readonly report: PolicyTestReport }[] = [];
  for (const { name, file } of given.length === 0 ? SHIPPED_POLICY_TESTS : given) {
    const report = await testsIn(name, file, runPolicyTests);
    reports.push({ name, report });
    if (!json) terminal.out(testReportText(name, report, terminal));
  }
  const passed = reports.every(({ report }) => report.passed);
  if (json) showValue(terminal, { passed, files: reports.map(({ name, report }) => reportJson(name, report)) }, json);
  return passed ? EXIT.ok : EXIT.failed;
}

type Run = (file: Uint8Array) => Promise<PolicyTestReport>;

/** @throws E_CLI_FILE for what holds no tests, and what running them throws */
async function testsIn(name: string, file: Uint8Array, run: Run): Promise<PolicyTestReport> {
  try {
    return await run(file);
  } catch (thrown) {
    if (!isSallyportError(thrown) || !/^E_(POLICY|JSON)_/.test(thrown.code)) throw thrown;
    throw fail('E_CLI_FILE', `${name} holds no tests that can be run: ${thrown.message}`, { cause: thrown });
  }
}

function reportJson(name: string, { passed, problems, results }: PolicyTestReport): JsonObject {
  return {
    name,
    passed,
    problems: problems.map((problem) => ({ ...problem })),
    results: results.map(({ proof, ...result }) => ({
      ...result,
      missing: [...result.missing],
      proof: proofJson(proof),
    })),
  };
}
