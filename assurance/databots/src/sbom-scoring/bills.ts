/** Which bills of materials there are of which type. */

import { z } from 'zod';
import { namesOf } from '../asking/names.ts';
import { type Rows, rowsOf } from '../asking/rows.ts';
import type { BotContext } from '../bot-module.ts';

/** A bill of a type, and whether its manufacturer vouches for it. */
export interface Bill {
  readonly digest: string;
  readonly isVouchedFor: boolean;
}

const BILL = z.object({ Digest: z.string(), Vouched: z.literal([0, 1]) });
/** Whoever may speak of a type can flood it; what that costs is bounded, and is at the expense of this type alone. */
const MOST_BILLS = 64;

/**
 * Every type that has a bill; undefined in place of its bills where they are too many, or the question for them failed.
 * @throws E_DATABOT_TOO_MANY, and what every question failed by
 */
export async function billsByType({ query }: BotContext): Promise<ReadonlyMap<string, readonly Bill[] | undefined>> {
  const types = await namesOf((name) => `sbom(${name}, _, _)`, query);
  const goal = 'sbom(Name, Digest, _By), ( manufacturer_speaks(_By) -> Vouched = 1 ; Vouched = 0 )';
  const rows = await rowsOf(types, goal, query);
  const errors = [...rows.values()].flatMap(({ error }) => (error === undefined ? [] : [error]));
  // Then it is not for a type that it failed.
  if (errors.length > 0 && errors.length === rows.size) throw errors[0];
  return new Map([...rows].map(([type, found]) => [type, billsOf(found)]));
}

function billsOf({ rows, isComplete }: Rows): readonly Bill[] | undefined {
  const bills = new Map<string, Bill>();
  for (const bindings of rows) {
    const { Digest: digest, Vouched } = BILL.parse(bindings);
    bills.set(digest, { digest, isVouchedFor: Vouched === 1 || bills.get(digest)?.isVouchedFor === true });
  }
  return isComplete && bills.size <= MOST_BILLS ? [...bills.values()] : undefined;
}
