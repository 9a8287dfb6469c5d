/** How the tables of a projection are named in the database. */

import type { Layout } from '../projection.ts';
import type { PhysicalTable } from './backend.ts';

/** Names carry the projection's id, so that versions never meet. */
export function physicalTables(id: number, layout: Layout): readonly PhysicalTable[] {
  return layout.map(({ name, indexes }) => ({
    projectionId: id,
    name: `view_${id}_${name}`,
    indexes: indexes.map((index) => ({ ...index, column: `i_${index.name}` })),
  }));
}
