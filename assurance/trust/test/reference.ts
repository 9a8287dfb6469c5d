/**
 * The algorithm of the README, written a second time and as plainly as can be: from the whole set of claims, every time, with nothing
 * remembered. The engine is to say the same.
 */

import { type Claim, keyUriOf, RIGHTS, type Right, type VerifiedClaim } from '@sallyport/assurance-claims';
import {
  isRequirementName,
  readTrustBasis,
  type Speaker,
  type StandingReason,
  type TrustBasis,
} from '@sallyport/assurance-trust';

export interface Judged {
  readonly standings: ReadonlyMap<string, { by: string; weight: number; reason: StandingReason }>;
  /** By canonical name. */
  readonly weights: ReadonlyMap<string, number>;
  readonly rights: (identity: string) => readonly Right[];
  readonly speaks: (identity: string) => boolean;
  readonly distrustFactor: (identity: string) => number;
  readonly recordFactor: (identity: string) => number;
}

export const nameOf = (uri: string) => keyUriOf(uri) ?? uri;
const isMailbox = (uri: string) => uri.startsWith('mailto:');
const max = (numbers: Iterable<number>) => Math.max(0, ...numbers);

interface Edge {
  readonly from: string;
  readonly to: string;
  readonly weight: number;
  readonly rights: readonly Right[];
}

/** What a claim is about, so that a newer one of the same identity takes its place. */
function thingOf(claim: Claim): string | undefined {
  switch (claim.type) {
    case 'Trust':
    case 'Distrust':
      return ['trust', claim.subject.role, nameOf(claim.subject.id)].join(' ');
    case 'Purchase':
    case 'OwnerDeclaration':
    case 'DeviceType':
    case 'DeviceManufacturer':
      return [claim.type, nameOf(claim.subject.id)].join(' ');
    case 'Sbom':
    case 'Mud':
      return [claim.type, claim.subject.deviceType, nameOf(claim.subject.id ?? '')].join(' ');
    case 'Vulnerability':
      return [claim.type, claim.subject.deviceType, claim.subject.vulnerability, claim.subject.component].join(' ');
    case 'VulnerabilityScore':
    case 'DeviceTypeVulnerable':
      return [claim.type, claim.subject.deviceType].join(' ');
    case 'AttestationResult':
      return [claim.type, nameOf(claim.subject.id), claim.subject.profile].join(' ');
    case 'Rule':
      return [claim.type, claim.subject.rule].join(' ');
    default:
      return undefined;
  }
}

function answerOf(claim: Claim): readonly [question: string, answer: string] | undefined {
  switch (claim.type) {
    case 'Purchase':
    case 'OwnerDeclaration':
    case 'DeviceType': {
      const { id, deviceType } = claim.subject;
      return deviceType === undefined ? undefined : [`type of ${nameOf(id)}`, deviceType];
    }
    case 'DeviceManufacturer':
      return [`maker of ${nameOf(claim.subject.id)}`, nameOf(claim.subject.manufacturer)];
    case 'DeviceTypeVulnerable':
      return [`vulnerable ${claim.subject.deviceType}`, String(claim.subject.vulnerable)];
    default:
      return undefined;
  }
}

const RECORDED = new Set(
  ['Purchase', 'OwnerDeclaration', 'DeviceManufacturer', 'DeviceType', 'Sbom', 'Mud', 'Vulnerability'].concat([
    'VulnerabilityScore',
    'DeviceTypeVulnerable',
    'AttestationResult',
    'Fact',
  ]),
);
const SILENT = new Set(['TrustCommand', 'RevokeCommand', 'Answer', 'Reattestation']);

export function judgeAll(given: TrustBasis, all: Iterable<VerifiedClaim>, at: Date): Judged {
  const basis = readTrustBasis(given);
  const { threshold, record } = basis;
  const claims = [...new Map([...all].map((claim) => [claim.uri, claim])).values()];
  const byUri = new Map(claims.map((claim) => [claim.uri, claim]));
  const roots = new Set(basis.roots.map(nameOf));
  const servers = new Set(basis.authenticationServers.map(nameOf));
  const isValid = (claim: VerifiedClaim) => claim.validityAt(at) === 'valid';
  const issuerOf = (claim: VerifiedClaim) => nameOf(claim.issuer);

  // 1. Bindings.
  const isServer = (claim: VerifiedClaim) => servers.has(issuerOf(claim));
  const isBindingRetracted = (binding: VerifiedClaim) =>
    claims.some(
      (other) =>
        other.claim.type === 'Retraction' &&
        other.claim.subject.id === binding.uri &&
        isValid(other) &&
        (issuerOf(other) === issuerOf(binding) || (roots.has(issuerOf(other)) && !isMailbox(issuerOf(other)))),
    );
  const bound = new Map<string, Set<string>>();
  for (const binding of claims) {
    if (binding.claim.type !== 'IdentityBinding' || !isServer(binding)) continue;
    if (!isValid(binding) || isBindingRetracted(binding)) continue;
    const key = nameOf(binding.claim.subject.id);
    bound.set(key, (bound.get(key) ?? new Set()).add(binding.claim.subject.email));
  }
  const mailboxOf = (key: string) => (bound.get(key)?.size === 1 ? [...(bound.get(key) ?? [])][0] : undefined);
  const isInConflict = (key: string) => (bound.get(key)?.size ?? 0) > 1;
  const speakerOf = (issuer: string): string | undefined => {
    if (isMailbox(issuer)) return undefined;
    const mailbox = mailboxOf(issuer);
    if (roots.has(issuer)) return mailbox !== undefined && roots.has(mailbox) ? mailbox : issuer;
    if (isInConflict(issuer)) return undefined;
    return mailbox ?? issuer;
  };
  const meant = (uri: string) => (isMailbox(uri) ? uri : speakerOf(nameOf(uri)));
  const speaker = (claim: VerifiedClaim) => speakerOf(issuerOf(claim));
  const isRoot = (identity: string | undefined) => identity !== undefined && roots.has(identity);

  // 2. Retractions and replacements.
  const isSameIdentity = (a: VerifiedClaim, b: VerifiedClaim) =>
    issuerOf(a) === issuerOf(b) || (speaker(a) !== undefined && speaker(a) === speaker(b));
  const retractionsOf = (target: VerifiedClaim) =>
    claims.filter(
      (other) => other.claim.type === 'Retraction' && other.claim.subject.id === target.uri && isValid(other),
    );
  const retractedBy = (target: VerifiedClaim): 'own' | 'root' | undefined => {
    if (target.claim.type === 'Retraction') return undefined;
    if (target.claim.type === 'IdentityBinding') return isBindingRetracted(target) ? 'own' : undefined;
    const retractions = retractionsOf(target);
    if (retractions.some((other) => isSameIdentity(other, target))) return 'own';
    return retractions.some((other) => isRoot(speaker(other))) ? 'root' : undefined;
  };
  const isReplaced = (target: VerifiedClaim) =>
    target.claim.type === 'Rule' &&
    claims.some(
      (other) =>
        other.claim.type === 'Rule' &&
        other.claim.subject.replaces === target.uri &&
        isValid(other) &&
        retractedBy(other) === undefined &&
        (isSameIdentity(other, target) || isRoot(speaker(other))),
    );

  // 3. What is said now.
  const defectOf = (claim: VerifiedClaim): 'not-bound' | 'self' | undefined => {
    if (claim.claim.type !== 'Trust' && claim.claim.type !== 'Distrust') return undefined;
    const { truster, id } = claim.claim.subject;
    const isOwnName = nameOf(truster) === issuerOf(claim) || truster === mailboxOf(issuerOf(claim));
    if (!isOwnName) return 'not-bound';
    return meant(id) === speaker(claim) ? 'self' : undefined;
  };
  const said = claims.filter(
    (claim) =>
      isValid(claim) &&
      speaker(claim) !== undefined &&
      retractedBy(claim) === undefined &&
      defectOf(claim) === undefined,
  );
  const isNewer = (a: VerifiedClaim, b: VerifiedClaim) => {
    const [aFrom, bFrom] = [a, b].map((claim) => claim.verified.credential.validFrom?.getTime() ?? -Infinity);
    if (aFrom !== bFrom) return (aFrom ?? 0) > (bFrom ?? 0);
    if (a.claim.type !== b.claim.type) return a.claim.type === 'Distrust';
    return a.uri > b.uri;
  };
  const isSuperseded = (claim: VerifiedClaim) => {
    const thing = thingOf(claim.claim);
    if (thing === undefined) return false;
    return said.some(
      (other) => speaker(other) === speaker(claim) && thingOf(other.claim) === thing && isNewer(other, claim),
    );
  };
  const current = said.filter((claim) => !isSuperseded(claim) && !isReplaced(claim));

  // 4. People.
  const edgesOf = (type: 'Trust' | 'Distrust'): Edge[] =>
    current.flatMap((claim) => {
      if (claim.claim.type !== type || claim.claim.subject.role !== 'person') return [];
      const { id, weight = 1, ...more } = claim.claim.subject;
      const [from, to] = [speaker(claim), meant(id)];
      const rights = 'rights' in more ? (more.rights ?? []) : [];
      return from === undefined || to === undefined ? [] : [{ from, to, weight, rights }];
    });
  const trust = edgesOf('Trust');
  const distrust = edgesOf('Distrust').filter(({ to }) => !roots.has(to));
  const spread = (edges: readonly Edge[], factorOf: (identity: string) => number) => {
    const weights = new Map([...roots].map((root) => [root, 1]));
    for (let isStable = false; !isStable; ) {
      isStable = true;
      for (const { from, to, weight } of edges) {
        const before = weights.get(from) ?? 0;
        const offered = before * weight * factorOf(to);
        if (before < threshold || roots.has(to) || offered <= (weights.get(to) ?? 0)) continue;
        weights.set(to, offered);
        isStable = false;
      }
    }
    return weights;
  };
  const believe = (factorOf: (identity: string) => number) => {
    const weights = spread(trust, factorOf);
    const byRight = RIGHTS.map((right) => {
      const reached = spread(
        trust.filter(({ rights }) => rights.includes(right)),
        factorOf,
      );
      return { right, reached };
    });
    const rights = (identity: string) =>
      byRight.filter(({ reached }) => (reached.get(identity) ?? 0) >= threshold).map(({ right }) => right);
    return { weights, rights };
  };
  const byRoots = (identity: string) =>
    max(distrust.filter(({ from, to }) => to === identity && roots.has(from)).map(({ weight }) => weight));
  const objectors = believe((identity) => 1 - byRoots(identity));
  const heightOf = (identity: string) => objectors.weights.get(identity) ?? 0;
  const distrustFactor = (identity: string) =>
    1 -
    max(
      distrust
        .filter(({ from, to }) => to === identity && heightOf(from) >= threshold)
        .map(({ from, weight }) => heightOf(from) * weight),
    );

  // 5. Records.
  const rankOf = (identity: string) => (roots.has(identity) ? Number.POSITIVE_INFINITY : heightOf(identity));
  const mayContradict = (claim: VerifiedClaim) => {
    const { type } = claim.claim;
    const wanted: readonly Speaker[] = isRequirementName(type) ? basis.requirements[type] : [];
    const who = speaker(claim) ?? '';
    return wanted.some((word) =>
      word === 'person' ? heightOf(who) >= threshold : objectors.rights(who).some((right) => right === word),
    );
  };
  const answers = current.flatMap((claim) => {
    const answered = answerOf(claim.claim);
    const who = speaker(claim) ?? '';
    return answered === undefined || heightOf(who) === 0
      ? []
      : [{ claim, who, question: answered[0], answer: answered[1] }];
  });
  const isContradicted = (claim: VerifiedClaim) =>
    answers.some(
      (own) =>
        own.claim === claim &&
        answers.some(
          (other) =>
            other.question === own.question &&
            other.answer !== own.answer &&
            rankOf(other.who) > rankOf(own.who) &&
            mayContradict(other.claim),
        ),
    );
  const recordFactor = (identity: string) => {
    if (record === 'off' || roots.has(identity)) return 1;
    let [cost, retractions] = [0, 0];
    for (const claim of claims) {
      if (speaker(claim) !== identity || !RECORDED.has(claim.claim.type) || !isValid(claim)) continue;
      const retracted = retractedBy(claim);
      if (retracted === 'own') retractions += record.retraction;
      else if (retracted === 'root') cost += record.deletion;
      else if (isContradicted(claim)) cost += record.contradiction;
    }
    const all = Math.min(retractions, record.retractionsAtMost) + cost;
    return record.prior / (record.prior + Math.max(0, all - record.forgiven));
  };
  const factors = new Map<string, number>();
  const factorOf = (identity: string) => {
    const known = factors.get(identity) ?? distrustFactor(identity) * recordFactor(identity);
    factors.set(identity, known);
    return known;
  };
  const { weights, rights } = believe(factorOf);
  const weightOf = (identity: string) => weights.get(identity) ?? 0;

  // 6. Manufacturers.
  const mayAs = (identity: string, word: Speaker): number | undefined => {
    if (word === 'manufacturer') return speaks(identity) ? manufacturerWeight(identity) : undefined;
    if (word === 'person') return weightOf(identity) >= threshold ? weightOf(identity) : undefined;
    return rights(identity).includes(word) ? weightOf(identity) : undefined;
  };
  const opinionsOn = (manufacturer: string, type: 'Trust' | 'Distrust') =>
    current
      .filter(
        ({ claim }) =>
          claim.type === type && claim.subject.role === 'manufacturer' && meant(claim.subject.id) === manufacturer,
      )
      .flatMap((claim) =>
        basis.requirements[`${type}/manufacturer`].flatMap((word) => mayAs(speaker(claim) ?? '', word) ?? []),
      );
  const isMakerDistrusted = (identity: string) => opinionsOn(identity, 'Distrust').length > 0;
  const speaks = (identity: string) => opinionsOn(identity, 'Trust').length > 0 && !isMakerDistrusted(identity);
  const manufacturerWeight = (identity: string) => max(opinionsOn(identity, 'Trust'));

  // 7. Standings.
  const against = (identity: string, wanted: readonly Speaker[]): StandingReason => {
    if (weightOf(identity) >= threshold) return 'not-entitled';
    if (wanted.includes('manufacturer') && isMakerDistrusted(identity)) return 'distrusted';
    if (distrustFactor(identity) < 1) return 'distrusted';
    if (weightOf(identity) > 0) return 'below-threshold';
    return speaks(identity) ? 'not-entitled' : 'unknown-issuer';
  };
  const find = (claim: VerifiedClaim): readonly [StandingReason, number] => {
    const body = claim.claim;
    const who = speaker(claim);
    const weight = who === undefined ? 0 : weightOf(who);
    if (SILENT.has(body.type)) return ['not-a-statement', weight];
    const validity = claim.validityAt(at);
    if (validity !== 'valid') return [validity, weight];
    if (retractedBy(claim) !== undefined) return ['retracted', weight];
    if (body.type === 'IdentityBinding') {
      if (!isServer(claim)) return ['not-entitled', 0];
      return [isInConflict(nameOf(body.subject.id)) ? 'conflict' : 'counted', 1];
    }
    if (body.type === 'Retraction') {
      const target = byUri.get(body.subject.id);
      if (target === undefined) return ['nothing-to-retract', weight];
      const isOwnBinding = target.claim.type === 'IdentityBinding';
      const isEntitled = isOwnBinding
        ? issuerOf(claim) === issuerOf(target) || (roots.has(issuerOf(claim)) && !isMailbox(issuerOf(claim)))
        : target.claim.type !== 'Retraction' && (isSameIdentity(claim, target) || isRoot(who));
      if (isEntitled) return ['counted', weight];
      return [who === undefined ? 'not-bound' : 'not-entitled', weight];
    }
    if (who === undefined) return ['not-bound', weight];
    const defect = defectOf(claim);
    if (defect !== undefined) return [defect, weight];
    if (!current.includes(claim)) return ['superseded', weight];
    if ((body.type === 'Trust' || body.type === 'Distrust') && body.subject.role === 'person') {
      const height = body.type === 'Trust' ? weight : heightOf(who);
      return [height >= threshold ? 'counted' : against(who, ['person']), height];
    }
    const requirement =
      body.type === 'Trust' || body.type === 'Distrust' ? `${body.type}/${body.subject.role}` : body.type;
    const wanted: readonly Speaker[] = isRequirementName(requirement) ? basis.requirements[requirement] : [];
    const entitled = wanted.flatMap((word) => mayAs(who, word) ?? []);
    return entitled.length > 0 ? ['counted', max(entitled)] : [against(who, wanted), weight];
  };
  const standings = new Map(
    claims.map((claim) => {
      const who = speaker(claim);
      const [reason, weight] = find(claim);
      return [claim.uri, { by: who !== undefined && isMailbox(who) ? who : claim.issuer, weight, reason }];
    }),
  );
  return { standings, weights, rights, speaks, distrustFactor, recordFactor };
}
