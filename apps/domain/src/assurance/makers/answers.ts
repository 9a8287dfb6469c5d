/** What operations tell of makers, of types of devices, of what those are made of, and of whom they may talk to. */

import { z } from 'zod';

const time = z.iso.datetime();
const uri = z.string();

/** Who said something, and by which claim. */
const said = {
  /** The claim. */
  claim: uri,
  by: z.string(),
  byName: z.string().nullable(),
};
const trusted = z.strictObject(said);
const distrusted = z.strictObject({ ...said, reason: z.string().nullable() });

export const makerAnswer = z.strictObject({
  /** How claims name it. */
  uri,
  /** How registers name it; null for one that was not introduced and whose key is no SHA-256. */
  id: z.string().nullable(),
  name: z.string().nullable(),
  /** Its certificates are known here. */
  isIntroduced: z.boolean(),
  /** It is on the owner's list of manufacturers. */
  isListed: z.boolean(),
  /** Some count says so, and none that it is distrusted. */
  standing: z.enum(['trusted', 'distrusted', 'unknown']),
  trustedBy: z.array(trusted),
  distrustedBy: z.array(distrusted),
  /** Devices of it that were met. */
  devices: z.int(),
});

export const wholeMakerAnswer = makerAnswer.extend({
  masaUrl: z.string().nullable(),
  /** SHA-256 of each anchor certificate. */
  anchors: z.array(z.string()),
  types: z.array(z.strictObject({ type: z.string(), devices: z.int() })),
});

const scored = z.strictObject({ ...said, score: z.number(), computed: z.string(), sbom: z.string().nullable() });
const marked = z.strictObject({ ...said, vulnerable: z.boolean(), reason: z.string().nullable() });

export const typeAnswer = z.strictObject({
  type: z.string(),
  devices: z.int(),
  /** The worst that counts, 0 to 10; null where nobody said. */
  score: z.number().nullable(),
  isMarkedVulnerable: z.boolean(),
  vulnerabilities: z.int(),
  hasSbom: z.boolean(),
  hasMud: z.boolean(),
});

const device = z.strictObject({
  uri,
  key: z.string().nullable(),
  manufacturer: z.string().nullable(),
  serialNumber: z.string().nullable(),
});

const component = z.strictObject({
  ref: z.string(),
  parent: z.string().nullable(),
  name: z.string(),
  version: z.string().nullable(),
  purl: z.string().nullable(),
  kind: z.string().nullable(),
  isSubject: z.boolean(),
  score: z.number().nullable(),
});

const finding = z.strictObject({
  vulnerability: z.string(),
  ids: z.array(z.string()),
  /** Advisories that say so, and `sbom` where the bill itself does. */
  sources: z.array(z.string()),
  component: z.string(),
  componentName: z.string(),
  componentVersion: z.string().nullable(),
  score: z.number(),
  basis: z.enum(['cvss', 'severity', 'assumed']),
  vector: z.string().nullable(),
  /** The day on which it was known to be exploited. */
  exploitedSince: z.string().nullable(),
  fixedIn: z.array(z.string()),
  isCertain: z.boolean(),
  /** What its maker says against it; it then counts for nothing. */
  excuse: z.string().nullable(),
  why: z.string(),
});

const gap = z.strictObject({
  kind: z.enum(['empty', 'unidentified', 'uncovered']),
  component: z.string().nullable(),
  componentName: z.string().nullable(),
  score: z.number(),
  why: z.string(),
});

export const sbomAnswer = z.strictObject({
  ...said,
  format: z.enum(['CycloneDX', 'SPDX']),
  digest: z.string(),
  url: z.string().nullable(),
  /** Why there is no more: its bytes are not here, or cannot be read. */
  problem: z.string().nullable(),
  specVersion: z.string().nullable(),
  /** All of them; fewer are listed where there are very many. */
  count: z.int(),
  components: z.array(component),
  /** Null while no feed was ever imported. */
  findings: z.array(finding).nullable(),
  gaps: z.array(gap).nullable(),
});

export const wholeTypeAnswer = typeAnswer.extend({
  /** The first of them. */
  listed: z.array(device),
  scores: z.array(scored),
  marks: z.array(marked),
  /** At and above which a score is too high, as rules in force say; null where none does. */
  threshold: z.number().nullable(),
  /** Vulnerabilities that were claimed of the type. */
  claimed: z.array(
    z.strictObject({ ...said, vulnerability: z.string(), score: z.number(), component: z.string().nullable() }),
  ),
});

const node = z.strictObject({
  id: z.string(),
  kind: z.enum([
    'device',
    'anybody',
    'name',
    'manufacturer',
    'model',
    'local-networks',
    'controller',
    'my-controller',
    'network',
  ]),
  name: z.string(),
});
const direction = z.enum(['from-device', 'to-device']);
const edge = z.strictObject({
  peer: z.string(),
  direction,
  action: z.enum(['accept', 'drop']),
  families: z.array(z.int()),
  protocol: z.string().nullable(),
  devicePorts: z.string().nullable(),
  peerPorts: z.string().nullable(),
  initiated: direction.nullable(),
});

const mudFile = z.strictObject({
  url: z.string(),
  ...said,
  fetchedAt: time.nullable(),
  /** Why the file cannot be had, or not anew. */
  problem: z.string().nullable(),
  code: z.string().optional(),
  signer: z.string().optional(),
  isSupported: z.boolean().optional(),
  lastUpdate: time.optional(),
  systemInfo: z.string().nullable().optional(),
  documentation: z.string().nullable().optional(),
  /** What becomes of it on a NAS. */
  filterRules: z.array(z.string()).optional(),
  graph: z.strictObject({ nodes: z.array(node), edges: z.array(edge) }).optional(),
  /** What of the file has no effect, or less. */
  omissions: z.array(z.strictObject({ path: z.string(), reason: z.string(), effect: z.string() })).optional(),
});

export const mudAnswer = z.strictObject({ type: z.string(), files: z.array(mudFile) });

export type MakerAnswer = z.infer<typeof makerAnswer>;
export type WholeMakerAnswer = z.infer<typeof wholeMakerAnswer>;
export type TypeAnswer = z.infer<typeof typeAnswer>;
export type WholeTypeAnswer = z.infer<typeof wholeTypeAnswer>;
export type SbomAnswer = z.infer<typeof sbomAnswer>;
