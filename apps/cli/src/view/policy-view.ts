/** Policies for people: who decides, by which rules, and how tests of them went. */

import type { PolicyTestReport, PolicyTestResult } from '@sallyport/assurance-policy';
import { isJsonObject, type JsonObject, type JsonValue } from '@sallyport/core';
import { printable, styled, type Terminal, wrapped } from '../terminal.ts';
import { objectsIn, textIn } from './members.ts';
import { type Names, named } from './names.ts';
import { proofJson, proofLines } from './proof-tree.ts';

/** By which claims decide, from the answer of `policy.show`; undefined while the accept lists do. */
export function policyInForce(answer: JsonValue): string | undefined {
  if (!isJsonObject(answer) || textIn(answer, 'mode') !== 'claims') return undefined;
  return textIn(answer, 'policy') ?? '';
}

/** From the answer of `policy.show`. */
export function policyText(answer: JsonValue, names: Names, terminal: Terminal): string {
  if (!isJsonObject(answer)) return '';
  const isClaims = textIn(answer, 'mode') === 'claims';
  const bold = (text: string) => styled(terminal, 'bold', text);
  const lines = isClaims
    ? [
        `${bold(`claims decide, by the policy ${textIn(answer, 'policy') ?? ''}`)} since ${textIn(answer, 'since') ?? ''}`,
      ]
    : [
        `${bold('the accept lists decide')}: see \`sallyport registrar lists\``,
        '',
        bold('policies that can be adopted'),
        ...shippedLines(answer, terminal),
      ];
  const rules = objectsIn(answer, 'rules').filter((rule) => rule['counts'] === true || rule['isAdopted'] === true);
  if (rules.length > 0) lines.push('', bold('rules'), ...rules.flatMap((rule) => ruleLines(rule, names, terminal)));
  return `${lines.join('\n')}\n`;
}

function shippedLines(answer: JsonObject, terminal: Terminal): readonly string[] {
  return objectsIn(answer, 'shipped').map((each) =>
    wrapped(terminal, `  ${(textIn(each, 'policy') ?? '').padEnd(NAME)}  ${textIn(each, 'about') ?? ''}`),
  );
}

const NAME = 20;

function ruleLines(rule: JsonObject, names: Names, terminal: Terminal): readonly string[] {
  const { problem = null } = rule;
  const isSound =
    rule['counts'] === true && (problem === null || (isJsonObject(problem) && problem['severity'] === 'warning'));
  const mark = styled(terminal, isSound ? 'green' : 'red', isSound ? '✔' : '✘');
  const about = printable(textIn(rule, 'about') ?? '');
  const head = wrapped(terminal, `  ${printable(textIn(rule, 'rule') ?? '').padEnd(NAME)}  ${about}`).replace(
    /^ {2}/,
    '',
  );
  const lines = [`${mark} ${head}`];
  if (rule['counts'] !== true)
    lines.push(wrapped(terminal, `    ${printable(named(textIn(rule, 'sentence') ?? '', names))}`));
  if (isJsonObject(problem)) lines.push(wrapped(terminal, `    ${printable(textIn(problem, 'sentence') ?? '')}`));
  return lines;
}

/** How tests went; of those that failed, why, with the proof. */
export function testReportText(title: string, { results, problems }: PolicyTestReport, terminal: Terminal): string {
  const lines = [styled(terminal, 'bold', printable(title))];
  for (const { ruleName, line, sentence, severity } of problems) {
    const where = line === undefined ? '' : ` line ${line}`;
    lines.push(
      wrapped(
        terminal,
        `${styled(terminal, severity === 'warning' ? 'yellow' : 'red', '!')} rule ${printable(ruleName)}${where}: ${printable(sentence)}`,
      ),
    );
  }
  for (const result of results) lines.push(...resultLines(result, terminal));
  const failed = results.filter(({ passed }) => !passed).length;
  lines.push(failed === 0 ? `${results.length} passed` : `${failed} of ${results.length} failed`, '');
  return lines.join('\n');
}

function resultLines(
  { passed, name, expected, decision, missing, sentence, proof }: PolicyTestResult,
  terminal: Terminal,
) {
  const mark = styled(terminal, passed ? 'green' : 'red', passed ? '✔' : '✘');
  const head = wrapped(terminal, `  ${printable(name)}`).replace(/^ {2}/, `${mark} `);
  if (passed) return [head];
  const wrong = decision === expected ? [] : [`  expected ${expected}, and it is ${decision}`];
  const unsaid = missing.map((words) => wrapped(terminal, `  the reason does not say: ${printable(words)}`));
  const reason = wrapped(terminal, `  ${printable(sentence)}`);
  const view = { names: new Map<string, string>(), isWhole: false };
  const tree = proofLines(proofJson(proof), view, terminal).map((line) => line.replace(/^/gm, '  '));
  return [head, ...wrong, ...unsaid, reason, ...tree];
}
