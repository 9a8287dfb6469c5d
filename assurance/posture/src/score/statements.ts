/** What the bill, and its maker's VEX documents, say of vulnerabilities. */

import type { Sbom, SbomComponent, VexStatement, VexVersion } from '../sbom/sbom.ts';
import type { Excuse } from './result.ts';

interface Aimed {
  readonly statement: VexStatement;
  /** Versions of the target that it is of; all where there are none. */
  readonly versions: readonly VexVersion[];
}

/** Statements by the component they are about, of one bill. */
export class Statements {
  readonly #sbom: Sbom;
  readonly #byRef = new Map<string, Aimed[]>();

  constructor(sbom: Sbom, vex: readonly Sbom[]) {
    this.#sbom = sbom;
    for (const document of [sbom, ...vex]) {
      for (const statement of document.statements) this.#add(statement, document === sbom);
    }
  }

  /** About this component, or about the product as a whole. */
  about(component: SbomComponent): readonly VexStatement[] {
    return [...new Set([component.ref, ...this.#sbom.subjects])].flatMap((ref) => this.#of(ref, component));
  }

  /** About this component itself. */
  ofItself(component: SbomComponent): readonly VexStatement[] {
    return this.#of(component.ref, component);
  }

  #add(statement: VexStatement, isOwn: boolean): void {
    for (const { ref, versions } of statement.affects) {
      const target = this.#refOf(ref, isOwn);
      if (target === undefined) continue;
      const list = this.#byRef.get(target) ?? [];
      list.push({ statement, versions });
      this.#byRef.set(target, list);
    }
  }

  /** A reference of this bill, or a BOM-Link into it: `urn:cdx:<serial>/<version>#<reference>`. */
  #refOf(ref: string, isOwn: boolean): string | undefined {
    const [, serial, target] = /^urn:cdx:([0-9a-f-]+)\/\d+(?:#(.+))?$/i.exec(ref) ?? [];
    if (serial === undefined) return isOwn ? ref : undefined;
    if (`urn:uuid:${serial}`.toLowerCase() !== this.#sbom.name?.toLowerCase()) return undefined;
    return target === undefined ? [...this.#sbom.subjects][0] : decoded(target);
  }

  /** Of the version that is there, where a statement is of certain versions. Ranges of versions are not read. */
  #of(ref: string, component: SbomComponent): readonly VexStatement[] {
    const version = component.version ?? component.purls[0]?.version;
    return (this.#byRef.get(ref) ?? []).flatMap(({ statement, versions }) => {
      const isMeant =
        versions.length === 0 || (ref === component.ref && versions.some((one) => one.version === version));
      return isMeant || isBadNews(statement) ? [statement] : [];
    });
  }
}

/** A statement that the device is vulnerable counts although its versions cannot be compared. */
function isBadNews({ state, affects }: VexStatement): boolean {
  const isOpen = affects.some(({ versions }) => versions.some(({ version }) => version === undefined));
  return isOpen && state !== 'not-affected' && state !== 'fixed';
}

/** What a statement of the maker says against a vulnerability, where it does. */
export function excuseOf(statements: readonly VexStatement[], ids: readonly string[]): Excuse | undefined {
  const about = statements.filter((statement) => statement.ids.some((id) => ids.includes(id)));
  // Who says both that it is and that it is not affected has excused nothing.
  if (about.some(({ state }) => state === 'affected' || state === 'under-investigation')) return undefined;
  for (const { state, justification, where } of about) {
    if (state === 'not-affected' || state === 'fixed') return { state, justification, where };
  }
  return undefined;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
