/** What a claim states, as far as trust is concerned: read once, when the claim comes. */

import type { Claim, Right, SubjectOf, VerifiedClaim } from '@sallyport/assurance-claims';
import type { Names } from '../names.ts';
import type { RequirementName } from '../requirements.ts';

type Role = SubjectOf<'Trust'>['role'];
type Thing = Exclude<Role, 'person'>;

/** Somebody trusts or distrusts somebody or something. Names are canonical. */
export interface Vouching {
  readonly kind: 'vouching';
  readonly isTrust: boolean;
  readonly truster: string;
  readonly subject: string;
  readonly thing: string;
}

export interface PersonVouching extends Vouching {
  readonly role: 'person';
  readonly weight: number;
  readonly rights: ReadonlySet<Right>;
}

export interface ThingVouching extends Vouching {
  readonly role: Thing;
  readonly requirement: RequirementName;
}

/** A statement that has one true answer, so that two who answer differently cannot both be right. */
export interface Answered {
  readonly question: string;
  readonly answer: string;
}

export interface Report {
  readonly kind: 'report';
  readonly requirement: RequirementName;
  /** What it is about: a newer report of the same identity about the same takes its place. Undefined: nothing does. */
  readonly thing: string | undefined;
  readonly answered: Answered | undefined;
  /** The claim that a rule says it replaces. */
  readonly replaces: string | undefined;
  /** True for statements about the world, which can turn out wrong; rules, schemas and questions cannot. */
  readonly isRecorded: boolean;
}

export type Statement =
  | { readonly kind: 'none' }
  | { readonly kind: 'binding'; readonly key: string; readonly mailbox: string }
  | { readonly kind: 'retraction'; readonly target: string }
  | PersonVouching
  | ThingVouching
  | Report;

export function readStatement({ claim }: VerifiedClaim, names: Names): Statement {
  switch (claim.type) {
    case 'IdentityBinding':
      return { kind: 'binding', key: names.canonical(claim.subject.id), mailbox: claim.subject.email };
    case 'Retraction':
      return { kind: 'retraction', target: claim.subject.id };
    case 'Trust':
    case 'Distrust':
      return vouching(claim, names);
    // Commands are for routers, answers for who asked; the claim within a re-attestation is judged by itself.
    case 'TrustCommand':
    case 'RevokeCommand':
    case 'Answer':
    case 'Reattestation':
      return { kind: 'none' };
    default:
      return report(claim, names);
  }
}

function vouching(claim: Extract<Claim, { type: 'Trust' | 'Distrust' }>, names: Names): Statement {
  const { subject } = claim;
  const base = {
    kind: 'vouching',
    isTrust: claim.type === 'Trust',
    truster: names.canonical(subject.truster),
    subject: names.canonical(subject.id),
    // Trust and distrust are two answers about the same.
    thing: key('trust', subject.role, names.canonical(subject.id)),
  } as const;
  if (subject.role !== 'person') {
    return { ...base, role: subject.role, requirement: `${claim.type}/${subject.role}` };
  }
  const rights = 'rights' in subject ? subject.rights : undefined;
  return { ...base, role: 'person', weight: subject.weight ?? 1, rights: new Set(rights) };
}

type Reported = Exclude<
  Claim,
  {
    type:
      | 'Trust'
      | 'Distrust'
      | 'IdentityBinding'
      | 'Retraction'
      | 'TrustCommand'
      | 'RevokeCommand'
      | 'Answer'
      | 'Reattestation';
  }
>;

const PLAIN = { answered: undefined, replaces: undefined } as const;

function report(claim: Reported, names: Names): Report {
  const base = { ...PLAIN, kind: 'report', requirement: claim.type, isRecorded: true } as const;
  const about = (...words: readonly (string | undefined)[]) => key(claim.type, ...words);
  switch (claim.type) {
    case 'Purchase': {
      const { id, deviceType } = claim.subject;
      const device = names.canonical(id);
      return {
        ...base,
        thing: about(device),
        answered: deviceType === undefined ? undefined : typeOf(device, deviceType),
      };
    }
    case 'OwnerDeclaration':
    case 'DeviceType': {
      const device = names.canonical(claim.subject.id);
      return { ...base, thing: about(device), answered: typeOf(device, claim.subject.deviceType) };
    }
    case 'DeviceManufacturer': {
      const device = names.canonical(claim.subject.id);
      const answer = names.canonical(claim.subject.manufacturer);
      return { ...base, thing: about(device), answered: { question: key('manufacturer of', device), answer } };
    }
    case 'Sbom':
    case 'Mud': {
      const { id, deviceType } = claim.subject;
      return { ...base, thing: about(deviceType, id === undefined ? undefined : names.canonical(id)) };
    }
    case 'Vulnerability': {
      const { deviceType, vulnerability, component } = claim.subject;
      return { ...base, thing: about(deviceType, vulnerability, component) };
    }
    case 'VulnerabilityScore':
      return { ...base, thing: about(claim.subject.deviceType) };
    case 'DeviceTypeVulnerable': {
      const { deviceType, vulnerable } = claim.subject;
      const answered = { question: key('vulnerable', deviceType), answer: String(vulnerable) };
      return { ...base, thing: about(deviceType), answered };
    }
    // Verifiers that differ do not contradict each other: each appraised evidence of its own, at a time of its own.
    case 'AttestationResult': {
      const { id, profile } = claim.subject;
      return { ...base, thing: about(names.canonical(id), profile) };
    }
    // Which fields of a fact say what it is about, and which the answer, nobody can tell; schemas are named by hash.
    case 'Fact':
      return { ...base, thing: undefined };
    case 'Rule': {
      const { rule, replaces } = claim.subject;
      return { ...base, thing: about(rule), replaces, isRecorded: false };
    }
    case 'Schema':
    case 'Query':
      return { ...base, thing: undefined, isRecorded: false };
  }
}

function typeOf(device: string, deviceType: string): Answered {
  return { question: key('type of', device), answer: deviceType };
}

/** One text for a list of words, and no other list's. */
function key(...words: readonly (string | undefined)[]): string {
  return JSON.stringify(words);
}
