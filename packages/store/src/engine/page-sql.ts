/** The SELECT of one page; both databases speak it, but for how parameters are marked. */

import type { IndexValue } from '../table.ts';
import type { PagePlan, PhysicalTable } from './backend.ts';

export interface PageSql {
  readonly text: string;
  readonly values: readonly IndexValue[];
}

/**
 * Pages are found by where the last one ended (row values compared with the index), never by OFFSET, so the tenth
 * thousandth page costs what the first did. `before` is how many parameters the statement around it has.
 */
export function pageSql(table: PhysicalTable, plan: PagePlan, marker: '?' | '$', before = 0): PageSql {
  const values: IndexValue[] = [];
  const mark = (value: IndexValue) => {
    values.push(value);
    // PostgreSQL cannot tell a number's type from a comparison of row values.
    return `${marker}${before + values.length}${marker === '$' && typeof value === 'number' ? '::float8' : ''}`;
  };
  const column = plan.index === undefined ? 'key' : plan.index.column;
  const conditions: string[] = [];
  if (plan.equals !== undefined) conditions.push(`${column} = ${mark(plan.equals)}`);
  if (plan.from !== undefined) conditions.push(`${column} >= ${mark(plan.from)}`);
  if (plan.below !== undefined) conditions.push(`${column} < ${mark(plan.below)}`);
  if (plan.index !== undefined && conditions.length === 0) conditions.push(`${column} IS NOT NULL`);
  if (plan.after !== undefined) {
    const direction = plan.reverse ? '<' : '>';
    conditions.push(
      plan.after.indexed === undefined
        ? `key ${direction} ${mark(plan.after.key)}`
        : `(${column}, key) ${direction} (${mark(plan.after.indexed)}, ${mark(plan.after.key)})`,
    );
  }
  const order = plan.reverse ? 'DESC' : 'ASC';
  const text = [
    `SELECT key, value, ${plan.index === undefined ? 'NULL' : column} AS indexed FROM ${table.name}`,
    conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`,
    plan.index === undefined ? `ORDER BY key ${order}` : `ORDER BY ${column} ${order}, key ${order}`,
    // One more than asked for tells whether there is a next page.
    `LIMIT ${plan.limit + 1}`,
  ];
  return { text: text.filter((part) => part !== '').join(' '), values };
}
