/** What was found of types of which nothing can be found at the moment: it is not gone. */

import { z } from 'zod';
import { atom } from '../asking/atom.ts';
import { rowsOf } from '../asking/rows.ts';
import type { BotContext, BotOutput } from '../bot-module.ts';

const FINDING = z.object({ Id: z.string(), Score: z.number(), Component: z.string().nullable() });

export async function knownFindings(
  types: readonly string[],
  issuer: string,
  { query }: BotContext,
): Promise<readonly BotOutput[]> {
  const goal = `vulnerability(Name, Id, Score, Component, ${atom(issuer)}), Score > 0`;
  const outputs: BotOutput[] = [];
  for (const [deviceType, { rows }] of await rowsOf(types, goal, query)) {
    for (const bindings of rows) {
      const { Id: vulnerability, Score: score, Component } = FINDING.parse(bindings);
      const component = Component === null ? {} : { component: Component };
      outputs.push({ type: 'Vulnerability', subject: { deviceType, vulnerability, score, ...component } });
    }
  }
  return outputs;
}
