/** What counting claims say of makers and of types of devices, gathered once for all that ask until the claims change. */

import { keyUriOf, type VerifiedClaim } from '@sallyport/assurance-claims';
import type { Assurance } from '@sallyport/assurance-continuous';

/** A claim that says something, and who said it. */
export interface Said {
  /** The claim's URI. */
  readonly claim: string;
  readonly by: string;
}

export interface SaidOfType {
  /** Devices that are of the type, by their URIs. */
  readonly devices: Set<string>;
  readonly sboms: (Said & {
    readonly format: 'CycloneDX' | 'SPDX';
    readonly digest: string;
    readonly url: string | null;
  })[];
  readonly muds: (Said & { readonly url: string })[];
  readonly scores: (Said & { readonly score: number; readonly computed: string; readonly sbom: string | null })[];
  readonly marks: (Said & { readonly vulnerable: boolean; readonly reason: string | null })[];
  readonly vulnerabilities: (Said & {
    readonly vulnerability: string;
    readonly score: number;
    readonly component: string | null;
  })[];
}

export interface SaidOfMaker {
  readonly trusted: Said[];
  readonly distrusted: (Said & { readonly reason: string | null })[];
}

type Claims = Pick<Assurance, 'claims' | 'standingOf'>;

/** Facts whose coming and going changes what is found here. */
const RELATIONS: ReadonlySet<string> = new Set([
  'trusts',
  'distrusts',
  'purchase',
  'declared_type',
  'device_type',
  'sbom',
  'mud',
  'vulnerability',
  'vulnerability_score',
  'device_type_vulnerable',
]);
/** Claims looked at before others have their turn. */
const AT_ONCE = 2048;

export class ClaimedIndex {
  #types = new Map<string, SaidOfType>();
  #makers = new Map<string, SaidOfMaker>();
  #reading: Promise<void> | undefined;
  #isCurrent = false;

  relationsChanged(relations: ReadonlySet<string>): void {
    if ([...relations].some((relation) => RELATIONS.has(relation))) this.#isCurrent = false;
  }

  /** Forgets everything: another assurance runs. */
  reset(): void {
    this.#isCurrent = false;
  }

  async types(claims: Claims): Promise<ReadonlyMap<string, SaidOfType>> {
    await this.#read(claims);
    return this.#types;
  }

  /** By the URIs of makers. */
  async makers(claims: Claims): Promise<ReadonlyMap<string, SaidOfMaker>> {
    await this.#read(claims);
    return this.#makers;
  }

  async #read(claims: Claims): Promise<void> {
    while (this.#reading !== undefined) await this.#reading;
    if (this.#isCurrent) return;
    this.#reading = this.#readAll(claims).finally(() => {
      this.#reading = undefined;
    });
    await this.#reading;
  }

  async #readAll(claims: Claims): Promise<void> {
    // What changes from here on is read again.
    this.#isCurrent = true;
    const types = new Map<string, SaidOfType>();
    const makers = new Map<string, SaidOfMaker>();
    let looked = 0;
    for (const claim of claims.claims()) {
      if (++looked % AT_ONCE === 0) await new Promise((resolve) => setImmediate(resolve));
      const standing = claims.standingOf(claim.uri);
      if (standing?.counts === true) note(claim, { claim: claim.uri, by: standing.by }, types, makers);
    }
    this.#types = types;
    this.#makers = makers;
  }
}

function note(
  { claim }: VerifiedClaim,
  said: Said,
  types: Map<string, SaidOfType>,
  makers: Map<string, SaidOfMaker>,
): void {
  const { type, subject } = claim;
  switch (type) {
    case 'Trust':
      if (subject.role === 'manufacturer') makerIn(makers, subject.id).trusted.push(said);
      break;
    case 'Distrust':
      if (subject.role === 'manufacturer')
        makerIn(makers, subject.id).distrusted.push({ ...said, reason: subject.reason ?? null });
      break;
    case 'Purchase':
      if (subject.deviceType !== undefined) typeIn(types, subject.deviceType).devices.add(canonical(subject.id));
      break;
    case 'OwnerDeclaration':
    case 'DeviceType':
      typeIn(types, subject.deviceType).devices.add(canonical(subject.id));
      break;
    case 'Sbom': {
      const { format, digest, url } = subject.sbom;
      typeIn(types, subject.deviceType).sboms.push({ ...said, format, digest, url: url ?? null });
      break;
    }
    case 'Mud':
      typeIn(types, subject.deviceType).muds.push({ ...said, url: subject.mud.url });
      break;
    case 'VulnerabilityScore': {
      const { score, computed, sbom } = subject;
      typeIn(types, subject.deviceType).scores.push({ ...said, score, computed, sbom: sbom ?? null });
      break;
    }
    case 'DeviceTypeVulnerable':
      typeIn(types, subject.deviceType).marks.push({
        ...said,
        vulnerable: subject.vulnerable,
        reason: subject.reason ?? null,
      });
      break;
    case 'Vulnerability': {
      const { vulnerability, score, component } = subject;
      typeIn(types, subject.deviceType).vulnerabilities.push({
        ...said,
        vulnerability,
        score,
        component: component ?? null,
      });
      break;
    }
  }
}

function typeIn(types: Map<string, SaidOfType>, name: string): SaidOfType {
  const known = types.get(name) ?? {
    devices: new Set(),
    sboms: [],
    muds: [],
    scores: [],
    marks: [],
    vulnerabilities: [],
  };
  types.set(name, known);
  return known;
}

function makerIn(makers: Map<string, SaidOfMaker>, id: string): SaidOfMaker {
  const uri = canonical(id);
  const known = makers.get(uri) ?? { trusted: [], distrusted: [] };
  makers.set(uri, known);
  return known;
}

/** A key has several names; the node itself uses its hash. */
function canonical(uri: string): string {
  return keyUriOf(uri) ?? uri;
}
