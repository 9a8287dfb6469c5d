/** What the bill, and its maker's VEX documents, say of vulnerabilities. */

import type { Sbom, SbomComponent, VexStatement, VexVersion } from '../sbom/sbom.ts';
import type { Excuse } from './result.ts';

interface Aimed {
  readonly statement: VexStatement;
  /** Versions of the target that it is of; all where there are none. */
  readonly versions: readonly VexVersion[];
}

type ById = ReadonlyMap<string, readonly VexStatement[]>;

/** Statements by the component they are about, of one bill. */
export class Statements {
  readonly #sbom: Sbom;
  readonly #byRef = new Map<string, Aimed[]>();
  readonly #ofProduct: ById;

  constructor(sbom: Sbom, vex: readonly Sbom[]) {
    this.#sbom = sbom;
    for (const document of [sbom, ...vex]) {
      for (const statement of document.statements) this.#add(statement, document === sbom);
    }
    // What is said of the one product of the bill is said of all that it is made of.
    const product = sbom.subjects.size === 1 ? sbom.components.find(({ ref }) => sbom.subjects.has(ref)) : undefined;
    this.#ofProduct = byId(product === undefined ? [] : this.#of(product));
  }

  /** That this component is vulnerable, whoever says so; a statement without a state says it too. */
  against(component: SbomComponent): readonly VexStatement[] {
    return this.#of(component).filter(isBadNews);
  }

  /** What excuses this component from a vulnerability by its names, where the maker is believed. */
  excuses(component: SbomComponent): (ids: readonly string[]) => Excuse | undefined {
    const own = byId(this.#of(component));
    return (ids) => excuseOf(ids.flatMap((id) => [...(own.get(id) ?? []), ...(this.#ofProduct.get(id) ?? [])]));
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
  #of(component: SbomComponent): readonly VexStatement[] {
    const version = component.version ?? component.purls[0]?.version;
    return (this.#byRef.get(component.ref) ?? []).flatMap(({ statement, versions }) => {
      const isMeant = versions.length === 0 || versions.some((one) => one.version === version);
      // A range that cannot be read could hold this version: what is said against it counts.
      const couldBe = versions.some((one) => one.version === undefined) && isBadNews(statement);
      return isMeant || couldBe ? [statement] : [];
    });
  }
}

function isBadNews({ state }: VexStatement): boolean {
  return state !== 'not-affected' && state !== 'fixed';
}

function byId(statements: readonly VexStatement[]): ById {
  const found = new Map<string, VexStatement[]>();
  for (const statement of statements) {
    for (const id of statement.ids) {
      const list = found.get(id) ?? [];
      list.push(statement);
      found.set(id, list);
    }
  }
  return found;
}

/** What the statements about one vulnerability say against it, where they do. */
function excuseOf(about: readonly VexStatement[]): Excuse | undefined {
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
