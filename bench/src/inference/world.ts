/** A house of devices under NIST Build 5's policy: five facts a device, a hundred types. */

import type { Fact, RuleText, Value } from '@sallyport/assurance-inference';
import { SHIPPED_POLICIES } from '@sallyport/assurance-policy';

const OWNER = 'mailto:owner@example.org';
const MAKER = 'ni:///sha-256;bench-maker';
const SCORER = 'did:key:zBenchScorer';
const TYPES = 100;

export const AT = new Date('2026-11-30T12:00:00Z');

export const deviceUri = (number: number): string =>
  `ni:///sha-256;bench-device-${String(number).padStart(12, '0')}-AAAAAAAAAAAAAAAAAA`;

export const RULES: readonly RuleText[] = (SHIPPED_POLICIES.find(({ name }) => name === 'build-5')?.rules ?? []).map(
  ({ name, source }) => ({ id: name, name, source }),
);

/** Another threshold, so that every device has to be judged anew and none is judged otherwise. */
export const threshold = (value: number): RuleText => ({
  id: `threshold-${value}`,
  name: 'sbom_threshold',
  source: `sbom_threshold(${value}).`,
  replaces: ['sbom_threshold'],
});

export const trustIn = (device: number): Fact => fact('trusts', OWNER, deviceUri(device), 'device');

export function houseFacts(): readonly Fact[] {
  return [
    fact('person', OWNER),
    ...['trust_manufacturers', 'connect_devices', 'declare_types'].map((right) => fact('right', OWNER, right)),
    fact('trusts', OWNER, MAKER, 'manufacturer'),
    ...Array.from({ length: TYPES }, (_, type) =>
      fact('vulnerability_score', `type-${type}`, 3.1, 1_790_000_000, SCORER),
    ),
  ];
}

export function deviceFacts(number: number): readonly Fact[] {
  const device = deviceUri(number);
  return [
    fact('made_by', device, MAKER),
    fact('proved', device, 'certificate'),
    fact('device_key', device, `maker/${number}`),
    fact('device_type', device, `type-${number % TYPES}`, OWNER),
    trustIn(number),
  ];
}

function fact(relation: string, ...values: readonly Value[]): Fact {
  return { id: `claim:${relation}/${values.join('/')}`, relation, arguments: values, by: OWNER, statement: relation };
}
