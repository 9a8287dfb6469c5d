/** Types of devices: which devices are of them, what they are made of, and what is known against that. */

import { keyUriOf } from '@sallyport/assurance-claims';
import type { Assurance } from '@sallyport/assurance-continuous';
import { readSbom, type Sbom } from '@sallyport/assurance-posture';
import { type Clock, isSallyportError } from '@sallyport/core';
import { fail } from '../../errors.ts';
import type { AssuranceHost } from '../assurance-host.ts';
import type { DeviceBook } from '../device-book.ts';
import type { PartyNames } from '../party-names.ts';
import type { PostureDesk } from '../posture/posture-desk.ts';
import type { SbomAnswer, TypeAnswer, WholeTypeAnswer } from './answers.ts';
import type { ClaimedIndex, Said, SaidOfType } from './claimed-index.ts';
import { type Posture, postureOf, treeOf } from './component-tree.ts';

export interface TypesDeskOptions {
  readonly host: AssuranceHost;
  readonly index: ClaimedIndex;
  readonly devices: DeviceBook;
  readonly posture: PostureDesk;
  readonly partyNames: PartyNames;
  /** The bytes of a bill of materials by their digest. */
  readonly sbomOf: (digest: string, assurance: Assurance) => Promise<Uint8Array | undefined>;
  readonly clock: Pick<Clock, 'now'>;
}

/** Of one type. */
const MOST_DEVICES = 200;
/** Of one bill; all are counted and matched. */
const MOST_COMPONENTS = 5000;
const MOST_FINDINGS = 2000;
const THRESHOLD = 'sbom_threshold(Score)';

export class TypesDesk {
  readonly #options: TypesDeskOptions;

  constructor(options: TypesDeskOptions) {
    this.#options = options;
  }

  /** In the order of their names. @throws what starting assurance throws */
  async list(): Promise<readonly TypeAnswer[]> {
    const { host, index } = this.#options;
    const types = await index.types(await host.assurance());
    return [...types].map(([type, said]) => summaryOf(type, said)).sort((a, b) => (a.type < b.type ? -1 : 1));
  }

  /** @throws E_DOMAIN_NAME when nothing counts that is claimed of the type */
  async show(type: string): Promise<WholeTypeAnswer> {
    const { devices } = this.#options;
    const said = await this.#said(type);
    const listed: WholeTypeAnswer['listed'] = [];
    for (const uri of [...said.devices].slice(0, MOST_DEVICES)) {
      const known = await devices.byUri(uri);
      const { key = null, manufacturer = null, serialNumber = null } = known ?? {};
      listed.push({ uri, key, manufacturer, serialNumber });
    }
    const named = await this.#namer([...said.scores, ...said.marks, ...said.vulnerabilities]);
    return {
      ...summaryOf(type, said),
      listed,
      scores: said.scores.map(named),
      marks: said.marks.map(named),
      threshold: await this.#threshold(),
      claimed: said.vulnerabilities.map(named).sort((a, b) => b.score - a.score),
    };
  }

  /** The newest claimed first. @throws E_DOMAIN_NAME, E_POSTURE_FEED_STORE */
  async sboms(type: string): Promise<readonly SbomAnswer[]> {
    const { sboms } = await this.#said(type);
    const named = await this.#namer(sboms);
    const shown: SbomAnswer[] = [];
    for (const sbom of sboms.toReversed()) {
      const { claim, by, byName, format, digest, url } = named(sbom);
      shown.push({ claim, by, byName, format, digest, url, ...(await this.#contentOf(sbom)) });
    }
    return shown;
  }

  async #contentOf({ digest, by }: Said & { readonly digest: string }): Promise<Content> {
    const { host, sbomOf } = this.#options;
    const assurance = await host.assurance();
    const bytes = await sbomOf(digest, assurance);
    if (bytes === undefined) return { ...NO_CONTENT, problem: 'the document is not here: only its digest was claimed' };
    try {
      const sbom = readSbom(bytes);
      if (sbom.digest !== digest)
        return { ...NO_CONTENT, problem: 'the document is another than the one that was claimed' };
      return this.#read(sbom, speaksAsManufacturer(by, assurance));
    } catch (thrown) {
      if (!isSallyportError(thrown)) throw thrown;
      return { ...NO_CONTENT, problem: thrown.message };
    }
  }

  async #read(sbom: Sbom, fromManufacturer: boolean): Promise<Content> {
    const { posture, clock } = this.#options;
    const feeds = await posture.feedStore();
    const found = feeds === undefined ? undefined : await postureOf(sbom, feeds, { at: clock.now(), fromManufacturer });
    return {
      problem: null,
      specVersion: sbom.specVersion,
      count: sbom.components.length,
      components: treeOf(sbom, found ?? NOTHING_FOUND).slice(0, MOST_COMPONENTS),
      findings: found === undefined ? null : found.findings.slice(0, MOST_FINDINGS).map(findingJson),
      gaps: found === undefined ? null : found.gaps.slice(0, MOST_FINDINGS).map(gapJson),
    };
  }

  async #said(type: string): Promise<SaidOfType> {
    const { host, index } = this.#options;
    const said = (await index.types(await host.assurance())).get(type);
    if (said === undefined) throw fail('E_DOMAIN_NAME', 'nothing that counts is claimed of a type of this name');
    return said;
  }

  async #namer(said: readonly Said[]): Promise<<Each extends Said>(each: Each) => Each & { byName: string | null }> {
    const names = await this.#options.partyNames.namesOf(said.map(({ by }) => by));
    return (each) => ({ ...each, byName: names.get(each.by) ?? null });
  }

  /** What rules in force say. */
  async #threshold(): Promise<number | null> {
    const { host } = this.#options;
    return (
      (await (await host.assurance()).ask(THRESHOLD)).flatMap(({ Score }) =>
        typeof Score === 'number' ? [Score] : [],
      )[0] ?? null
    );
  }
}

type Content = Pick<SbomAnswer, 'problem' | 'specVersion' | 'count' | 'components' | 'findings' | 'gaps'>;

const NO_CONTENT: Omit<Content, 'problem'> = {
  specVersion: null,
  count: 0,
  components: [],
  findings: null,
  gaps: null,
};
const NOTHING_FOUND: Posture = { findings: [], gaps: [] };

function summaryOf(type: string, { devices, scores, marks, vulnerabilities, sboms, muds }: SaidOfType): TypeAnswer {
  return {
    type,
    devices: devices.size,
    score: scores.length === 0 ? null : Math.max(...scores.map(({ score }) => score)),
    isMarkedVulnerable: marks.some(({ vulnerable }) => vulnerable),
    vulnerabilities: new Set(vulnerabilities.map(({ vulnerability }) => vulnerability)).size,
    hasSbom: sboms.length > 0,
    hasMud: muds.length > 0,
  };
}

function findingJson(finding: Posture['findings'][number]): NonNullable<SbomAnswer['findings']>[number] {
  const { component, cvss, exploited, excuse, ids, sources, fixedIn, vulnerability, score, basis, isCertain, why } =
    finding;
  return {
    ...{ vulnerability, score, basis, isCertain, why },
    ids: [...ids],
    sources: [...sources],
    fixedIn: [...fixedIn],
    component: component.ref,
    componentName: component.name,
    componentVersion: component.version ?? null,
    vector: cvss?.vector ?? null,
    exploitedSince: exploited?.dateAdded ?? null,
    excuse: excuse === undefined ? null : (excuse.justification ?? excuse.state),
  };
}

function gapJson({ kind, component, score, why }: Posture['gaps'][number]): NonNullable<SbomAnswer['gaps']>[number] {
  return { kind, component: component?.ref ?? null, componentName: component?.name ?? null, score, why };
}

function speaksAsManufacturer(by: string, assurance: Assurance): boolean {
  for (const { id, speaksAsManufacturer: speaks } of assurance.identities())
    if (speaks && (id === by || keyUriOf(id) === by)) return true;
  return false;
}
