/** SPDX 2.2 and 2.3, from JSON. What is told here holds for tag-value too, which is read into the same members. */

import type { JsonObject } from '@sallyport/core';
import { fail } from '../errors.ts';
import type { SbomLimits } from '../limits.ts';
import { ComponentList } from './components.ts';
import { readIdentifiers } from './identifiers.ts';
import { listOf, objectsOf, optionalText, textOf } from './members.ts';
import type { ComponentHash, Sbom, SbomComponent } from './sbom.ts';

export const SPDX2_VERSIONS = ['SPDX-2.2', 'SPDX-2.3'];

const DOCUMENT = 'SPDXRef-DOCUMENT';
/** Clause 7.24: purposes of packages that advisories are not written of. */
const NOT_SOFTWARE = new Set(['DEVICE', 'FILE']);

/**
 * @param whereOf where a package stands, for people, from its pointer into the JSON
 * @throws E_POSTURE_SBOM, E_POSTURE_SBOM_VERSION, E_POSTURE_TOO_LARGE
 */
export function readSpdx2(
  document: JsonObject,
  digest: string,
  limits: SbomLimits,
  whereOf = (pointer: string) => pointer,
): Sbom {
  const version = textOf(document, 'spdxVersion', '');
  if (!SPDX2_VERSIONS.includes(version)) {
    throw fail('E_POSTURE_SBOM_VERSION', 'SPDX of a version that is not read');
  }
  const components = new ComponentList(limits);
  for (const [entry, at] of objectsOf(document, 'packages', '', limits.maxComponents)) {
    components.add(readPackage(entry, at, whereOf(at)));
  }
  return {
    format: 'SPDX',
    specVersion: version.slice('SPDX-'.length),
    digest,
    name: optionalText(document, 'documentNamespace', ''),
    subjects: subjectsOf(document, components, limits),
    components: components.all,
    // SPDX 2 points to advisories and VEX documents elsewhere, and says nothing of vulnerabilities itself.
    statements: [],
  };
}

function readPackage(entry: JsonObject, at: string, where: string): SbomComponent {
  const references = objectsOf(entry, 'externalRefs', at);
  const located = (...types: string[]) =>
    references.flatMap(([reference, place]) =>
      types.includes(textOf(reference, 'referenceType', place)) ? [textOf(reference, 'referenceLocator', place)] : [],
    );
  const kind = optionalText(entry, 'primaryPackagePurpose', at)?.replaceAll('_', '-');
  const version = optionalText(entry, 'versionInfo', at);
  return {
    ref: textOf(entry, 'SPDXID', at),
    name: textOf(entry, 'name', at),
    version: version === '' || version === 'NOASSERTION' ? undefined : version,
    ...readIdentifiers(located('purl'), located('cpe23Type', 'cpe22Type')),
    hashes: hashesOf(entry, at),
    kind,
    isSoftware: kind === undefined || !NOT_SOFTWARE.has(kind),
    where,
  };
}

function hashesOf(entry: JsonObject, at: string): readonly ComponentHash[] {
  return objectsOf(entry, 'checksums', at).map(([checksum, place]) => ({
    algorithm: textOf(checksum, 'algorithm', place),
    value: textOf(checksum, 'checksumValue', place).toLowerCase(),
  }));
}

/** `documentDescribes`, and the relationships DESCRIBES and DESCRIBED_BY (clause 11). */
function subjectsOf(document: JsonObject, components: ComponentList, limits: SbomLimits): ReadonlySet<string> {
  const described: string[] = listOf(document, 'documentDescribes', '').filter((ref) => typeof ref === 'string');
  for (const [relationship, at] of objectsOf(document, 'relationships', '', limits.maxComponents * 16)) {
    const type = optionalText(relationship, 'relationshipType', at);
    if (type !== 'DESCRIBES' && type !== 'DESCRIBED_BY') continue;
    const from = textOf(relationship, 'spdxElementId', at);
    const to = textOf(relationship, 'relatedSpdxElement', at);
    if (type === 'DESCRIBES' && from === DOCUMENT) described.push(to);
    if (type === 'DESCRIBED_BY' && to === DOCUMENT) described.push(from);
  }
  return new Set(described.filter((ref) => components.has(ref)));
}
