/** SPDX 3.0 as its JSON-LD serialization writes it: compact, under SPDX's own context, which is never fetched. */

import { isJsonObject, type JsonObject } from '@sallyport/core';
import { fail } from '../errors.ts';
import type { SbomLimits } from '../limits.ts';
import { ComponentList } from './components.ts';
import { readIdentifiers } from './identifiers.ts';
import { listOf, objectsOf, optionalText, textOf } from './members.ts';
import type { ComponentHash, Sbom, SbomComponent } from './sbom.ts';
import { readVex3 } from './spdx3-vex.ts';

const CONTEXT = /^https:\/\/spdx\.org\/rdf\/(3\.0)\.\d+\/spdx-context\.jsonld$/;
const PACKAGES = new Set(['software_Package', 'ai_AIPackage', 'dataset_DatasetPackage']);
const NOT_SOFTWARE = new Set(['data', 'device', 'evidence', 'file', 'model', 'requirement', 'specification', 'test']);
const ROOTS = new Set(['SpdxDocument', 'software_Sbom', 'Bom']);
/** Elements of all kinds for each component: files, people, relationships. */
const ELEMENTS_EACH = 16;

/** @throws E_POSTURE_SBOM, E_POSTURE_SBOM_VERSION, E_POSTURE_TOO_LARGE */
export function readSpdx3(document: JsonObject, digest: string, limits: SbomLimits): Sbom {
  const [, specVersion] = CONTEXT.exec(optionalText(document, '@context', '') ?? '') ?? [];
  if (specVersion === undefined) throw fail('E_POSTURE_SBOM_VERSION', 'SPDX JSON-LD of a context that is not known');
  const elements = objectsOf(document, '@graph', '', limits.maxComponents * ELEMENTS_EACH);
  const components = new ComponentList(limits);
  const roots: string[] = [];
  let name: string | undefined;
  for (const [element, at] of elements) {
    const type = optionalText(element, 'type', at) ?? '';
    if (PACKAGES.has(type)) components.add(readPackage(element, at));
    if (!ROOTS.has(type)) continue;
    if (type === 'SpdxDocument') name = optionalText(element, 'spdxId', at);
    roots.push(...listOf(element, 'rootElement', at).filter((ref) => typeof ref === 'string'));
  }
  return {
    format: 'SPDX',
    specVersion,
    digest,
    name,
    subjects: new Set(roots.filter((ref) => components.has(ref))),
    components: components.all,
    statements: readVex3(elements, limits),
  };
}

function readPackage(element: JsonObject, at: string): SbomComponent {
  const identifiers = objectsOf(element, 'externalIdentifier', at);
  const named = (...types: string[]) =>
    identifiers.flatMap(([identifier, place]) =>
      types.includes(textOf(identifier, 'externalIdentifierType', place))
        ? [textOf(identifier, 'identifier', place)]
        : [],
    );
  const purl = optionalText(element, 'software_packageUrl', at);
  const kind = optionalText(element, 'software_primaryPurpose', at);
  const ref = textOf(element, 'spdxId', at);
  return {
    ref,
    name: optionalText(element, 'name', at) ?? ref,
    version: optionalText(element, 'software_packageVersion', at) || undefined,
    ...readIdentifiers([...(purl === undefined ? [] : [purl]), ...named('packageUrl')], named('cpe23', 'cpe22')),
    hashes: hashesOf(element, at),
    kind,
    isSoftware: element['type'] === 'software_Package' && (kind === undefined || !NOT_SOFTWARE.has(kind)),
    where: at,
  };
}

/** Hashes stand in the package itself, or in blank elements of the graph, which are not followed. */
function hashesOf(element: JsonObject, at: string): readonly ComponentHash[] {
  return listOf(element, 'verifiedUsing', at).flatMap((method) => {
    if (!isJsonObject(method) || method['type'] !== 'Hash') return [];
    const place = `${at}/verifiedUsing`;
    return [{ algorithm: textOf(method, 'algorithm', place), value: textOf(method, 'hashValue', place).toLowerCase() }];
  });
}
