/** CycloneDX JSON, 1.2 to 1.7. */

import { isJsonObject, type JsonObject } from '@sallyport/core';
import { fail } from '../errors.ts';
import type { SbomLimits } from '../limits.ts';
import { ComponentList } from './components.ts';
import { readStatements } from './cyclonedx-vex.ts';
import { readIdentifiers } from './identifiers.ts';
import { objectAt, objectsOf, optionalText, textOf } from './members.ts';
import type { ComponentHash, Sbom } from './sbom.ts';

export const CYCLONEDX_VERSIONS = ['1.2', '1.3', '1.4', '1.5', '1.6', '1.7'];

/** Component types that advisories are not written of; every other one counts as software. */
const NOT_SOFTWARE = new Set(['device', 'file', 'data', 'machine-learning-model', 'cryptographic-asset']);

/** @throws E_POSTURE_SBOM, E_POSTURE_SBOM_VERSION, E_POSTURE_TOO_LARGE */
export function readCycloneDx(document: JsonObject, digest: string, limits: SbomLimits): Sbom {
  const specVersion = textOf(document, 'specVersion', '');
  if (!CYCLONEDX_VERSIONS.includes(specVersion)) {
    throw fail('E_POSTURE_SBOM_VERSION', 'CycloneDX of a version that is not read');
  }
  const components = new ComponentList(limits);
  const subject = isJsonObject(document['metadata']) ? document['metadata']['component'] : undefined;
  const subjects = new Set<string>();
  if (subject !== undefined && subject !== null) {
    const where = '/metadata/component';
    subjects.add(addComponent(objectAt(subject, where), where, components, limits));
  }
  for (const [component, where] of objectsOf(document, 'components', '', limits.maxComponents)) {
    addComponent(component, where, components, limits);
  }
  return {
    format: 'CycloneDX',
    specVersion,
    digest,
    name: optionalText(document, 'serialNumber', ''),
    subjects,
    components: components.all,
    statements: readStatements(document, limits),
  };
}

/** The nesting is no deeper than the JSON may be. */
function addComponent(component: JsonObject, where: string, components: ComponentList, limits: SbomLimits): string {
  const kind = textOf(component, 'type', where);
  const purl = optionalText(component, 'purl', where);
  const cpe = optionalText(component, 'cpe', where);
  const ref = optionalText(component, 'bom-ref', where) ?? where;
  components.add({
    ref,
    name: textOf(component, 'name', where),
    version: optionalText(component, 'version', where) || undefined,
    ...readIdentifiers(present(purl), present(cpe)),
    hashes: hashesOf(component, where),
    kind,
    isSoftware: !NOT_SOFTWARE.has(kind),
    where,
  });
  for (const [part, at] of objectsOf(component, 'components', where, limits.maxComponents)) {
    addComponent(part, at, components, limits);
  }
  return ref;
}

function hashesOf(component: JsonObject, where: string): readonly ComponentHash[] {
  return objectsOf(component, 'hashes', where).map(([hash, at]) => ({
    algorithm: textOf(hash, 'alg', at),
    value: textOf(hash, 'content', at).toLowerCase(),
  }));
}

function present(text: string | undefined): readonly string[] {
  return text === undefined || text === '' ? [] : [text];
}
