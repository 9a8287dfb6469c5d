/** SPDX 2.2 and 2.3 as tag-value: read into the members of the JSON form, so that one reader judges both. */

import type { JsonObject } from '@sallyport/core';
import { fail } from '../errors.ts';
import { MAX_TEXT, type SbomLimits } from '../limits.ts';
import { malformed } from './members.ts';
import type { Sbom } from './sbom.ts';
import { readSpdx2 } from './spdx2.ts';

interface Pair {
  readonly tag: string;
  readonly value: string;
  /** Counted from 1. */
  readonly line: number;
}

type Package = {
  readonly line: number;
  readonly members: Record<string, string>;
  readonly externalRefs: JsonObject[];
  readonly checksums: JsonObject[];
};

/** Tags whose values are taken apart. */
const KEPT = new Set([
  'PackageName',
  'ExternalRef',
  'PackageChecksum',
  'Relationship',
  'SPDXVersion',
  'DocumentNamespace',
]);
/** Tags that begin another element than a package. */
const OTHER_ELEMENTS = new Set(['FileName', 'SnippetSPDXID', 'LicenseID', 'Reviewer', 'Annotator']);
const PACKAGE_MEMBERS: ReadonlyMap<string, string> = new Map([
  ['SPDXID', 'SPDXID'],
  ['PackageVersion', 'versionInfo'],
  ['PrimaryPackagePurpose', 'primaryPackagePurpose'],
]);

/** @throws E_POSTURE_SBOM, E_POSTURE_SBOM_VERSION, E_POSTURE_TOO_LARGE */
export function readTagValue(text: string, digest: string, limits: SbomLimits): Sbom {
  const head: Record<string, string> = {};
  const packages: Package[] = [];
  const relationships: JsonObject[] = [];
  let current: Package | undefined;
  for (const pair of pairsOf(text)) {
    if (pair.tag === 'PackageName') {
      if (packages.length >= limits.maxComponents) {
        throw fail('E_POSTURE_TOO_LARGE', `bill of materials has more than ${limits.maxComponents} components`);
      }
      current = { line: pair.line, members: { name: pair.value }, externalRefs: [], checksums: [] };
      packages.push(current);
    } else if (OTHER_ELEMENTS.has(pair.tag)) current = undefined;
    else if (pair.tag === 'Relationship') relationships.push(relationshipOf(pair));
    else if (pair.tag === 'SPDXVersion') head['spdxVersion'] ??= pair.value;
    else if (pair.tag === 'DocumentNamespace') head['documentNamespace'] ??= pair.value;
    else if (current !== undefined) addToPackage(current, pair);
  }
  const document = {
    ...head,
    packages: packages.map(({ members, externalRefs, checksums }) => ({ ...members, externalRefs, checksums })),
    relationships,
  };
  return readSpdx2(document, digest, limits, (pointer) => {
    const line = packages[Number(pointer.split('/')[2])]?.line;
    return line === undefined ? pointer : `line ${line}`;
  });
}

function addToPackage(current: Package, pair: Pair): void {
  const member = PACKAGE_MEMBERS.get(pair.tag);
  if (member !== undefined) current.members[member] ??= pair.value;
  else if (pair.tag === 'ExternalRef') {
    const [, referenceType = '', referenceLocator = ''] = pair.value.split(/\s+/);
    current.externalRefs.push({ referenceType, referenceLocator });
  } else if (pair.tag === 'PackageChecksum') {
    const [algorithm = '', checksumValue = ''] = pair.value.split(/\s*:\s*/);
    current.checksums.push({ algorithm, checksumValue });
  }
}

function relationshipOf({ value }: Pair): JsonObject {
  const [spdxElementId = '', relationshipType = '', relatedSpdxElement = ''] = value.split(/\s+/);
  return { spdxElementId, relationshipType, relatedSpdxElement };
}

/** One line at a time: a hostile text can have as many lines as bytes. */
function* linesOf(text: string): Generator<string> {
  let start = 0;
  for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
    yield text.slice(start, end);
    start = end + 1;
  }
  yield text.slice(start);
}

/** Lines of `Tag: value`, comments, and values of several lines between `<text>` and `</text>` (clause 4.5). */
function* pairsOf(text: string): Generator<Pair> {
  let open: Pair | undefined;
  let line = 0;
  for (const whole of linesOf(text)) {
    line++;
    if (open !== undefined) {
      if (whole.includes('</text>')) {
        yield open;
        open = undefined;
      }
      continue;
    }
    const trimmed = whole.trim();
    if (trimmed === '' || trimmed.startsWith('#')) continue;
    const [, tag, value = ''] = /^([A-Za-z][A-Za-z0-9]*):\s*(.*)$/s.exec(trimmed) ?? [];
    if (tag === undefined) throw malformed('has a line that is neither a tag nor a comment', `line ${line}`);
    if (value.length > MAX_TEXT && KEPT.has(tag)) throw malformed(`has a "${tag}" that is too long`, `line ${line}`);
    const begins = value.startsWith('<text>');
    const pair = { tag, value: begins ? value.slice('<text>'.length).replace(/<\/text>.*$/, '') : value, line };
    if (begins && !value.includes('</text>')) open = pair;
    else yield pair;
  }
  if (open !== undefined) throw malformed('has a text that does not end', `line ${open.line}`);
}
