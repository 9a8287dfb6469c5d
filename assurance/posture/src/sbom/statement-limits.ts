/** How much a document may say of vulnerabilities. */

import { fail } from '../errors.ts';
import type { SbomLimits } from '../limits.ts';
import type { VexStatement } from './sbom.ts';

/** The statements, when they are not too many and not about too much. @throws E_POSTURE_TOO_LARGE */
export function bounded(statements: readonly VexStatement[], limits: SbomLimits): readonly VexStatement[] {
  const targets = statements.reduce((sum, { affects }) => sum + affects.length, 0);
  if (statements.length <= limits.maxStatements && targets <= limits.maxTargets) return statements;
  throw fail('E_POSTURE_TOO_LARGE', `${statements.length} statements about ${targets} components are too many`);
}
