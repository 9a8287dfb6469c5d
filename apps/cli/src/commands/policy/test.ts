/** `sallyport policy test`: given claims, expect decisions. Works on files alone, without a domain. */

import { type PolicyTestReport, runPolicyTests } from '@sallyport/assurance-policy';
import { isSallyportError, type JsonObject } from '@sallyport/core';
import type { Command } from 'commander';
import { fail } from '../../errors.ts';
import { EXIT } from '../../exit.ts';
import type { RunContext } from '../../run-context.ts';
import { testReportText } from '../../view/policy-view.ts';
import { proofJson } from '../../view/proof-tree.ts';
import { showValue } from '../../view/value-view.ts';
import { jsonCommand, perform, readInput } from '../common.ts';

interface TestFile {
  readonly name: string;
  readonly file: Uint8Array;
}

export function testCommand(context: RunContext): Command {
  return jsonCommand('test', 'test rules: given these claims, expect that decision')
    .argument('<files...>', 'JSON with tests')
    .action((files: string[], { json }: { json: boolean }) => perform(context, json, () => test(files, json, context)));
}

async function test(files: readonly string[], json: boolean, { terminal }: RunContext): Promise<number> {
  const given = files.map((name): TestFile => ({ name, file: readInput(name) }));
  const reports: { readonly name: string; readonly report: PolicyTestReport }[] = [];
  for (const { name, file } of given) {
    const report = await testsIn(name, file);
    reports.push({ name, report });
    if (!json) terminal.out(testReportText(name, report, terminal));
  }
  const passed = reports.every(({ report }) => report.passed);
  if (json) showValue(terminal, { passed, files: reports.map(({ name, report }) => reportJson(name, report)) }, json);
  return passed ? EXIT.ok : EXIT.failed;
}

/** @throws E_CLI_FILE for what holds no tests, and what running them throws */
async function testsIn(name: string, file: Uint8Array): Promise<PolicyTestReport> {
  try {
    return await runPolicyTests(file);
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
