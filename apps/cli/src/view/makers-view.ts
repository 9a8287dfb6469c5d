/** What people are shown of makers and of types of devices. */

import type { JsonValue } from '@sallyport/core';
import type { DomainAnswer } from '../services/ask.ts';
import { named, shortenedKey } from './names.ts';
import { shortened } from './words.ts';

type Maker = DomainAnswer<'makers.list'>['makers'][number];
type WholeMaker = DomainAnswer<'makers.show'>;
type Type = DomainAnswer<'types.list'>['types'][number];
type WholeType = DomainAnswer<'types.show'>;

export function makersForPeople({ makers }: DomainAnswer<'makers.list'>): JsonValue {
  if (makers.length === 0) return 'no maker was introduced, and no claim speaks of one';
  return makers.map((maker) => ({
    name: nameOf(maker),
    standing: standingOf(maker),
    listed: maker.isListed,
    introduced: maker.isIntroduced,
    devices: maker.devices,
  }));
}

export function makerForPeople(maker: WholeMaker): JsonValue {
  const { id, uri, masaUrl, anchors, types } = maker;
  return {
    name: nameOf(maker),
    id,
    nameInClaims: uri,
    standing: standingOf(maker),
    listed: maker.isListed,
    introduced: maker.isIntroduced,
    masaUrl,
    devices: maker.devices,
    types: types.map(({ type, devices }) => ({ type: type === '' ? 'of no known type' : type, devices })),
    anchors: [...anchors],
  };
}

export function typesForPeople({ types }: DomainAnswer<'types.list'>): JsonValue {
  return types.length === 0 ? 'nothing that counts was claimed of any type' : types.map(typeRow);
}

export function typeForPeople(whole: WholeType): JsonValue {
  const { listed, scores, marks, claimed, threshold } = whole;
  return {
    ...typeRow(whole),
    tooHighFrom: threshold,
    scores: scores.map(({ score, computed, ...said }) => ({ score, computed, by: speakerOf(said) })),
    marks: marks.map(({ vulnerable, reason, ...said }) => ({ vulnerable, reason, by: speakerOf(said) })),
    claimed: claimed.map(({ vulnerability, score, ...said }) => ({ vulnerability, score, by: speakerOf(said) })),
    devicesOfIt: listed.map(({ serialNumber, uri }) => serialNumber ?? shortenedKey(uri)),
  };
}

function typeRow({ type, devices, score, isMarkedVulnerable, vulnerabilities, hasSbom, hasMud }: Type) {
  return {
    type,
    devices,
    score,
    vulnerabilities,
    markedVulnerable: isMarkedVulnerable,
    billOfMaterials: hasSbom,
    mudFile: hasMud,
  };
}

function nameOf({ name, id, uri }: Maker): string {
  return name ?? (id === null ? shortenedKey(uri) : shortened(id));
}

function standingOf({ standing, trustedBy, distrustedBy }: Maker): string {
  const speakers = { trusted: trustedBy, distrusted: distrustedBy, unknown: [] }[standing];
  const by = [...new Set(speakers.map(speakerOf))].join(', ');
  return by === '' ? standing : `${standing} by ${by}`;
}

function speakerOf({ by, byName }: { readonly by: string; readonly byName: string | null }): string {
  return byName ?? named(by, new Map());
}
