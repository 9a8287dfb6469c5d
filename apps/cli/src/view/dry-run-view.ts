/** A dry run for people: how many decisions a change would turn, and each of them with its reason. */

import type { DryRunResult } from '../services/dry-run.ts';
import { printable, styled, type Terminal, wrapped } from '../terminal.ts';
import { type Names, named } from './names.ts';
import { shortened } from './words.ts';

const FINGERPRINT = /\b[0-9a-f]{64}\b/g;

type Turn = DryRunResult['turns'][number];

export function dryRunText(result: DryRunResult, names: Names, terminal: Terminal): string {
  const { judged, leftOut, permittedBefore, permittedAfter, isRefused, turns } = result;
  const lines = [styled(terminal, 'bold', headline(result))];
  if (!isRefused) {
    const out = leftOut === 0 ? '' : `; ${devices(leftOut)} stay out whatever happens`;
    lines.push(`${devices(judged)} judged: ${permittedBefore} permitted now, ${permittedAfter} then${out}`);
  }
  lines.push(...problemLines(result, terminal));
  for (const [title, ofKind] of [
    ['would be put out', turns.filter(({ before, after }) => before === 'permit' && after === 'deny')],
    ['would be let in', turns.filter(({ before, after }) => before === 'deny' && after === 'permit')],
    ['would be on other terms', turns.filter(({ before, after }) => before === after)],
  ] satisfies [string, readonly Turn[]][]) {
    if (ofKind.length > 0) lines.push('', styled(terminal, 'bold', title));
    for (const turn of ofKind) lines.push(turnLine(turn, names, terminal));
  }
  const all = result.wouldBePutOut + result.wouldBeLetIn + result.wouldDiffer;
  if (all > turns.length) lines.push('', `${turns.length} of ${all} are listed`);
  return `${lines.join('\n')}\n`;
}

function headline({ isRefused, wouldBePutOut, wouldBeLetIn, wouldDiffer }: DryRunResult): string {
  if (isRefused) return 'a rule would be refused, and everything would stay as it is';
  const parts = [
    ...(wouldBePutOut === 0 ? [] : [`put out ${devices(wouldBePutOut)}`]),
    ...(wouldBeLetIn === 0 ? [] : [`let in ${devices(wouldBeLetIn)}`]),
    ...(wouldDiffer === 0 ? [] : [`leave ${devices(wouldDiffer)} on other terms`]),
  ];
  return parts.length === 0 ? 'this change would turn no decision' : `this change would ${listed(parts)}`;
}

function listed(parts: readonly string[]): string {
  return [parts.slice(0, -1).join(', '), ...parts.slice(-1)].filter((part) => part !== '').join(' and ');
}

function devices(count: number): string {
  return count === 1 ? '1 device' : `${count} devices`;
}

function problemLines({ problems }: DryRunResult, terminal: Terminal): readonly string[] {
  return problems
    .filter(({ isNew }) => isNew)
    .map(({ rule, line, sentence, severity }) => {
      const mark = styled(terminal, severity === 'warning' ? 'yellow' : 'red', '!');
      const where = line === null ? '' : ` line ${line}`;
      return wrapped(terminal, `${mark} rule ${printable(rule)}${where}: ${printable(sentence)}`);
    });
}

function turnLine(turn: Turn, names: Names, terminal: Terminal): string {
  const { serialNumber, point, before, after, reason } = turn;
  const [mark, style] = after === 'deny' ? (['✘', 'red'] as const) : (['✔', 'green'] as const);
  const why = before === after ? termsOf(turn) : named(reason, names).replace(FINGERPRINT, shortened);
  const line = wrapped(terminal, printable(`  ${serialNumber} at ${point}: ${why}`));
  return line.replace(/^ {2}/, `${styled(terminal, style, mark)} `);
}

function termsOf({ obligationsBefore, obligationsAfter }: Turn): string {
  const text = (obligations: Turn['obligationsAfter']) =>
    obligations.length === 0 ? 'none' : obligations.map(({ type, value }) => `${type} ${value}`).join(', ');
  return `${text(obligationsBefore)}, then ${text(obligationsAfter)}`;
}
