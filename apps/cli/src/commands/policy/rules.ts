/** `sallyport policy rules`: the texts that are shipped, to read and to start from. */

import type { ShippedRule } from '@sallyport/assurance-policy';
import type { Command } from 'commander';
import { fail } from '../../errors.ts';
import type { RunContext } from '../../run-context.ts';
import { styled, type Terminal, wrapped } from '../../terminal.ts';
import { showValue } from '../../view/value-view.ts';
import { jsonCommand, perform } from '../common.ts';

export function rulesCommand(context: RunContext): Command {
  return jsonCommand('rules', 'print the rules that are shipped, to read and to start from')
    .argument('[names...]', 'of rules or policies; without one, which there are')
    .action((names: string[], { json }: { json: boolean }) =>
      perform(context, json, () => print(names, json, context.terminal)),
    );
}

type Shipped = typeof import('@sallyport/assurance-policy');

/** @throws E_CLI_USAGE */
async function print(names: readonly string[], json: boolean, terminal: Terminal): Promise<undefined> {
  // Loaded by the commands that need it: it is a part of every start otherwise.
  const shipped = await import('@sallyport/assurance-policy');
  const { SHIPPED_POLICIES, SHIPPED_RULES } = shipped;
  const rules = names.length === 0 ? [...SHIPPED_RULES.values()] : names.flatMap((name) => rulesNamed(name, shipped));
  if (json) {
    const policies = SHIPPED_POLICIES.map((each) => ({ ...each, rules: each.rules.map(({ name }) => name) }));
    showValue(terminal, { policies, rules: rules.map((rule) => ({ ...rule })) }, json);
  } else if (names.length > 0) {
    terminal.out(rules.map(({ name, source }) => `${styled(terminal, 'bold', `% ${name}`)}\n${source}`).join('\n'));
  } else {
    terminal.out(contents(shipped, terminal));
  }
  return undefined;
}

/** @throws E_CLI_USAGE */
function rulesNamed(name: string, { SHIPPED_POLICIES, SHIPPED_RULES }: Shipped): readonly ShippedRule[] {
  const rule = SHIPPED_RULES.get(name);
  const policy = SHIPPED_POLICIES.find((each) => each.name === name);
  const rules = rule === undefined ? policy?.rules : [rule];
  if (rules === undefined)
    throw fail('E_CLI_USAGE', `no rule or policy ${name} is shipped: see \`sallyport policy rules\``);
  return rules;
}

function contents({ SHIPPED_POLICIES, SHIPPED_RULES }: Shipped, terminal: Terminal): string {
  const listed = (entries: Iterable<{ readonly name: string; readonly about: string }>) => {
    const rows = [...entries];
    const width = Math.max(...rows.map(({ name }) => name.length));
    return rows.map(({ name, about }) => wrapped(terminal, `  ${name.padEnd(width)}  ${about}`));
  };
  const lines = [
    styled(terminal, 'bold', 'policies'),
    ...listed(SHIPPED_POLICIES),
    '',
    styled(terminal, 'bold', 'rules'),
    ...listed(SHIPPED_RULES.values()),
  ];
  return `${lines.join('\n')}\n`;
}
