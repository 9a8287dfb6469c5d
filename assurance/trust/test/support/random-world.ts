/** Random sets of claims by few people about each other and few things, so that they meet often. */

import {
  type ClaimSigner,
  type ClaimTypeName,
  didJwkSigner,
  makeClaim,
  RIGHTS,
  type Right,
  type SubjectOf,
  type VerifiedClaim,
} from '@sallyport/assurance-claims';
import type { TrustBasis } from '@sallyport/assurance-trust';
import fc from 'fast-check';
import { claim, day, speaker } from './world.ts';

/** Speakers by number. The first is a root, or has the mailbox of one. */
export const PEOPLE = [0, 1, 2, 3, 4] as const;
const MAKER = 6;
const SERVERS = [7, 8] as const;
const DEVICES = [9, 9, 10] as const;
/** People whom nobody of the others ever speaks of. */
export const STRANGERS = [20, 21, 22] as const;
export const MAILBOXES = ['mailto:a@house.example', 'mailto:b@house.example', 'mailto:c@house.example'] as const;

export const LAST_DAY = 12;
const HASH = 'ni:///sha-256;f4OxZX_x_FO5LcGBSKHWXfwtSx-j1ncoSt3SABJtkGk';

type Said = { [Name in ClaimTypeName]: { readonly type: Name; readonly subject: SubjectOf<Name> } }[ClaimTypeName];

/** What is to be claimed. A claim that points at another is made when it is known what the other is called. */
export interface Draft {
  readonly by: number;
  readonly asJwk: boolean;
  readonly from: number;
  readonly until: number | undefined;
  readonly make: (before: readonly VerifiedClaim[]) => Said;
}

const number = (most: number) => fc.nat({ max: most });
const one = (numbers: readonly number[]) => fc.constantFrom(...numbers);
const weight = fc.constantFrom(undefined, 1, 0.9, 0.8, 0.7, 0.6, 0.5, 0.3, 0);
const everyRight: fc.Arbitrary<Right[]> = fc.constant(RIGHTS).map((all) => [...all]);
const rights = fc.oneof(fc.constant(undefined), fc.subarray([...RIGHTS]), everyRight, everyRight);
export const mailbox = fc.constantFrom(...MAILBOXES);
const device = one(DEVICES).map((known) => speaker(known).id);
const deviceType = fc.constantFrom('thermo-2', 'lamp-1');

const times = {
  asJwk: fc.boolean(),
  from: fc.oneof({ weight: 5, arbitrary: fc.constant(0) }, { weight: 2, arbitrary: number(LAST_DAY) }),
  until: fc.oneof({ weight: 5, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: number(LAST_DAY) }),
};

function draft<Fields>(
  by: fc.Arbitrary<number>,
  fields: fc.Arbitrary<Fields>,
  make: (fields: Fields, by: number, before: readonly VerifiedClaim[]) => Said,
): fc.Arbitrary<Draft> {
  return fc.record({ by, ...times, fields }).map(({ fields: given, ...drafted }) => ({
    ...drafted,
    make: (before) => make(given, drafted.by, before),
  }));
}

const nameOf = (numbers: readonly number[]) =>
  one(numbers).chain((known) => {
    const { id, uri } = speaker(known);
    return fc.constantFrom(id, id, uri, jwkOf(known).issuer);
  });
const anyName = (numbers: readonly number[]) =>
  fc.oneof({ weight: 3, arbitrary: nameOf(numbers) }, { weight: 1, arbitrary: mailbox });

/** Most trust in their own names; some in that of a mailbox or of another. */
const trusterAmong = (numbers: readonly number[]) =>
  fc.oneof(
    { weight: 5, arbitrary: fc.constant(undefined) },
    { weight: 2, arbitrary: mailbox },
    { weight: 1, arbitrary: nameOf(numbers) },
  );

interface Vouched {
  readonly isTrust: boolean;
  readonly id: string;
  readonly truster: string | undefined;
  readonly weight: number | undefined;
  readonly rights: Right[] | undefined;
}

const vouched = (numbers: readonly number[]): fc.Arbitrary<Vouched> =>
  fc.record({
    isTrust: fc.constantFrom(true, true, false),
    id: anyName(numbers),
    truster: trusterAmong(numbers),
    weight,
    rights,
  });

function vouch(by: fc.Arbitrary<number>, fields: fc.Arbitrary<Vouched>): fc.Arbitrary<Draft> {
  return draft(by, fields, ({ isTrust, id, truster, weight: far, rights: granted }, author) => {
    const weighed = far === undefined ? {} : { weight: far };
    const subject = { id, role: 'person', truster: truster ?? speaker(author).id, ...weighed } as const;
    if (!isTrust) return { type: 'Distrust', subject };
    return { type: 'Trust', subject: { ...subject, ...(granted === undefined ? {} : { rights: granted }) } };
  });
}

function aboutThings(by: fc.Arbitrary<number>, numbers: readonly number[]): fc.Arbitrary<Draft> {
  const fields = fc.record({
    isTrust: fc.boolean(),
    role: fc.constantFrom('manufacturer', 'manufacturer', 'device', 'registrar', 'router'),
    id: fc.oneof(fc.constantFrom(speaker(MAKER).id, speaker(MAKER).uri), nameOf(numbers)),
    truster: trusterAmong(numbers),
  });
  return draft(by, fields, ({ isTrust, role, id, truster }, author) => {
    const subject = { id, role, truster: truster ?? speaker(author).id };
    return isTrust ? { type: 'Trust', subject } : { type: 'Distrust', subject };
  });
}

const bindsAmong = (by: fc.Arbitrary<number>, numbers: readonly number[]) =>
  draft(by, fc.record({ id: nameOf(numbers), email: mailbox }), (bound) => ({
    type: 'IdentityBinding',
    subject: { ...bound, confirmed: '2026-01-01T00:00:00Z' },
  }));

const pointed = (before: readonly VerifiedClaim[], index: number) => before[index % (before.length + 1)]?.uri ?? HASH;

const retractsBy = (by: fc.Arbitrary<number>) =>
  draft(by, number(1000), (index, _, before) => ({ type: 'Retraction', subject: { id: pointed(before, index) } }));

const rulesBy = (by: fc.Arbitrary<number>) => {
  const fields = fc.tuple(fc.constantFrom('allow', 'deny'), fc.option(number(1000)), number(3));
  return draft(by, fields, ([rule, index, version], _, before) => {
    const rules = before.filter((known) => known.claim.type === 'Rule');
    const replaces = index === null ? {} : { replaces: pointed(rules, index) };
    return { type: 'Rule', subject: { rule, language: 'prolog', source: `${rule}(${version}).`, ...replaces } };
  });
};

const reportsBy = (by: fc.Arbitrary<number>) => {
  const fields = fc.record({ id: device, deviceType, other: fc.boolean(), score: number(10), kind: number(1000) });
  return draft(by, fields, ({ id, deviceType: type, other, score, kind }, author): Said => {
    const made = speaker(other ? MAKER : 0).id;
    const typed = { id, deviceType: type };
    const kinds: readonly Said[] = [
      { type: 'DeviceType', subject: typed },
      { type: 'OwnerDeclaration', subject: typed },
      { type: 'Purchase', subject: { id, buyer: speaker(author).id, ...(other ? { deviceType: type } : {}) } },
      { type: 'DeviceManufacturer', subject: { id, manufacturer: made } },
      { type: 'DeviceTypeVulnerable', subject: { deviceType: type, vulnerable: other } },
      { type: 'Sbom', subject: { deviceType: type, ...(other ? { id } : {}), sbom: { format: 'SPDX', digest: HASH } } },
      { type: 'Mud', subject: { deviceType: type, mud: { url: 'https://maker.example/mud.json' } } },
      { type: 'Vulnerability', subject: { deviceType: type, vulnerability: `CVE-${score}`, score } },
      { type: 'VulnerabilityScore', subject: { deviceType: type, score, computed: '2026-01-01T00:00:00Z' } },
      {
        type: 'AttestationResult',
        subject: {
          id,
          status: score < 5 ? 'affirming' : 'contraindicated',
          ...(other ? { profile: 'urn:policy' } : {}),
          appraised: '2026-01-01T00:00:00Z',
        },
      },
      { type: 'Fact', subject: { relation: 'floor', schema: HASH, values: { level: score } } },
      { type: 'Schema', subject: { relation: 'floor', fields: [{ name: 'level', kind: 'integer', maximum: score }] } },
      {
        type: 'Query',
        subject: { node: made, language: 'prolog', goal: 'allow(D)', nonce: `0123456789abcde${score}` },
      },
      { type: 'TrustCommand', subject: { id, registrar: made, sequence: score } },
    ];
    return kinds[kind % kinds.length] ?? { type: 'DeviceType', subject: typed };
  });
};

const insider = fc.oneof({ weight: 6, arbitrary: one(PEOPLE) }, { weight: 1, arbitrary: one([MAKER, ...SERVERS]) });
/** The root gives much, so that there is something to be lost. */
const given = vouched(PEOPLE).map((fields) => ({ ...fields, isTrust: true, truster: undefined }));

const wellGiven = fc.record({
  isTrust: fc.constant(true),
  id: nameOf(PEOPLE),
  truster: fc.constant(undefined),
  weight: fc.constantFrom(1, 0.9, 0.8),
  rights: everyRight,
});
/** So that there are people who differ in height and may say everything. */
const beginning = fc.array(vouch(fc.constant(0), wellGiven), { maxLength: 6, size: 'max' });

const more: fc.Arbitrary<readonly Draft[]> = fc.array(
  fc.oneof(
    { weight: 5, arbitrary: vouch(fc.constant(0), given) },
    { weight: 5, arbitrary: vouch(one(PEOPLE), vouched(PEOPLE)) },
    { weight: 3, arbitrary: aboutThings(one(PEOPLE), PEOPLE) },
    { weight: 3, arbitrary: bindsAmong(one([...SERVERS, ...SERVERS, 1]), PEOPLE) },
    { weight: 3, arbitrary: retractsBy(fc.oneof(insider, fc.constant(0))) },
    { weight: 2, arbitrary: rulesBy(insider) },
    { weight: 8, arbitrary: reportsBy(insider) },
  ),
  { minLength: 1, maxLength: 40, size: 'max' },
);

export const drafts = fc.tuple(beginning, more).map((both): readonly Draft[] => both.flat());

const everybody = [...PEOPLE, ...STRANGERS];
const stranger = one(STRANGERS);

/** What strangers say: of each other, of the others, of anything. */
export const strangersDrafts: fc.Arbitrary<readonly Draft[]> = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: vouch(stranger, vouched(everybody)) },
    aboutThings(stranger, everybody),
    bindsAmong(stranger, everybody),
    retractsBy(stranger),
    rulesBy(stranger),
    reportsBy(stranger),
  ),
  { minLength: 1, maxLength: 20, size: 'max' },
);

const ROOTS: readonly (readonly string[])[] = [
  [speaker(0).id],
  [speaker(0).uri, MAILBOXES[0]],
  [MAILBOXES[0], speaker(1).id],
];

export const bases: fc.Arbitrary<TrustBasis> = fc.record({
  roots: fc.constantFrom(...ROOTS),
  authenticationServers: fc.constant(SERVERS.map((known) => speaker(known).id)),
  threshold: fc.constantFrom(0.5, 0.5, 0.8),
  requirements: fc.constantFrom(
    {},
    { DeviceType: ['person'] as const, Sbom: [], 'Trust/manufacturer': ['connect-devices', 'person'] as const },
  ),
  record: fc.constantFrom('off' as const, {}, { prior: 2, forgiven: 0, retractionsAtMost: 3 }),
});

export const days = number(LAST_DAY + 1);

function jwkOf(known: number): ClaimSigner {
  return didJwkSigner(speaker(known).signer.signer);
}

const made = new Map<string, VerifiedClaim>();

/** Makes, signs and verifies what was drafted, after other claims that it may point at. */
export async function realize(
  drafted: readonly Draft[],
  before: readonly VerifiedClaim[] = [],
): Promise<readonly VerifiedClaim[]> {
  const claims: VerifiedClaim[] = [];
  for (const { by, asJwk, from, until, make } of drafted) {
    const said = make([...before, ...claims]);
    const signer = asJwk ? jwkOf(by) : speaker(by).signer;
    const valid = { validFrom: day(from), ...(until === undefined ? {} : { validUntil: day(Math.max(from, until)) }) };
    const text = JSON.stringify(makeClaim({ ...said, issuer: signer.issuer, ...valid }));
    const known = made.get(text) ?? (await claim(said.type, signer, said.subject, valid));
    made.set(text, known);
    claims.push(known);
  }
  return claims;
}
