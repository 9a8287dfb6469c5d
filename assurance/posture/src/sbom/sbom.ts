/** One bill of materials, whichever format it came in. */

import type { CpeName } from '../cpe/name.ts';
import type { PackageUrl } from '../purl.ts';

export interface Sbom {
  readonly format: 'CycloneDX' | 'SPDX';
  /** For example `1.6` or `2.3`. */
  readonly specVersion: string;
  /** Of the document's bytes, as an `Sbom` claim names it: `ni:///sha-256;…` (RFC 6920). */
  readonly digest: string;
  /** The document's own name for itself: CycloneDX serialNumber, SPDX documentNamespace or spdxId. */
  readonly name: string | undefined;
  /** References of what the bill is of: the device's firmware as a whole, where the document says so. */
  readonly subjects: ReadonlySet<string>;
  /** All of them, nested ones and subjects included, in the order of the document. */
  readonly components: readonly SbomComponent[];
  /** What the document itself says of vulnerabilities. */
  readonly statements: readonly VexStatement[];
}

export interface SbomComponent {
  /** Unique in its document: bom-ref, SPDXID, or where it stands when it has neither. */
  readonly ref: string;
  readonly name: string;
  readonly version: string | undefined;
  readonly purls: readonly PackageUrl[];
  readonly cpes: readonly Cpe[];
  readonly hashes: readonly ComponentHash[];
  /** The format's own word for what it is: `library`, `OPERATING-SYSTEM`. */
  readonly kind: string | undefined;
  /** False for what no advisory is written of: files, data, hardware, keys. */
  readonly isSoftware: boolean;
  /** Where in the document it stands: a JSON pointer, or a line of tag-value. */
  readonly where: string;
  /** Identifiers that cannot be read. */
  readonly unreadable: readonly UnreadableIdentifier[];
}

export interface Cpe {
  readonly text: string;
  readonly name: CpeName;
}

export interface ComponentHash {
  /** As the format spells it. */
  readonly algorithm: string;
  /** Lower-case hexadecimal. */
  readonly value: string;
}

export interface UnreadableIdentifier {
  readonly kind: 'purl' | 'cpe';
  readonly code: string;
  readonly message: string;
}

/** What a document says of one vulnerability: CycloneDX `vulnerabilities`, SPDX 3.0 VEX relationships. */
export interface VexStatement {
  /** The vulnerability by all names that the document gives. */
  readonly ids: readonly string[];
  readonly state: VexState;
  /** The format's own word for the state, and why, for people. */
  readonly word: string | undefined;
  readonly justification: string | undefined;
  readonly affects: readonly VexTarget[];
  readonly ratings: readonly VexRating[];
  readonly where: string;
}

/** The four states that CISA's minimum requirements for VEX name, and `unstated`. */
export type VexState = 'affected' | 'not-affected' | 'fixed' | 'under-investigation' | 'unstated';

export interface VexTarget {
  /** A component of this document, or a BOM-Link into another. */
  readonly ref: string;
  /** The versions the statement is of, where it says so. A `vers` range is not read: it makes the target undecidable. */
  readonly versions: readonly VexVersion[];
}

export interface VexVersion {
  /** Undefined for a range. */
  readonly version: string | undefined;
  readonly isAffected: boolean;
}

export interface VexRating {
  readonly vector: string | undefined;
  readonly severity: string | undefined;
}
