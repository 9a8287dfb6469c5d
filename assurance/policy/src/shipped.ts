/** The policies that come with Sallyport: rule texts that an owner can read, take, replace and add to. */

import { readdirSync, readFileSync } from 'node:fs';

/** A rule text of `rules/`. */
export interface ShippedRule {
  /** The name of its file; a rule claim takes it as its name. */
  readonly name: string;
  /** One sentence for people. */
  readonly about: string;
  readonly source: string;
}

export interface ShippedPolicy {
  readonly name: string;
  readonly about: string;
  readonly rules: readonly ShippedRule[];
}

const RULES = new URL('../rules/', import.meta.url);
const known = new Map<string, ShippedRule>();

function rule(name: string): ShippedRule {
  const before = known.get(name);
  if (before !== undefined) return before;
  const source = readFileSync(new URL(`${name}.pl`, RULES), 'utf8');
  // The first line of each file says what the rule does.
  const about = source.slice(0, source.indexOf('\n')).replace(/^% /, '');
  const shipped: ShippedRule = { name, about, source };
  known.set(name, shipped);
  return shipped;
}

function policy(name: string, about: string, names: readonly string[]): ShippedPolicy {
  return { name, about, rules: names.map(rule) };
}

/** In every policy: the maker first, distrust of each, the refused list, and devices that only have a printed code. */
const BASE = ['permit', 'people', 'manufacturer_trust', 'device_distrust', 'refused', 'printed_code'];
const TYPES = ['device_type', 'type_required'];
const SBOM = ['sbom_score', 'sbom_threshold'];
const CONTACTS = ['denylisted_contact', 'contact_window'];
const BUILD_5 = [...BASE, 'device_trust', ...TYPES, ...SBOM, 'vulnerable_type', ...CONTACTS];

export const SHIPPED_POLICIES: readonly ShippedPolicy[] = [
  policy(
    'build-5',
    'NIST SP 1800-36 Build 5: maker and device trusted, type known, SBOM score low, no denylisted contact.',
    BUILD_5,
  ),
  policy('build-5-mud', 'Build 5, and nothing that the MUD file of the type does not allow.', [
    ...BUILD_5,
    'mud_violation',
  ]),
  policy('build-5-attested', 'Build 5, and a verifier affirmed the device within a day and none contraindicates it.', [
    ...BUILD_5,
    'attestation_required',
    'attestation_window',
  ]),
  policy('cahn-manufacturer', 'CAHN, Network Owner Trusts Manufacturer: every device of a trusted maker.', [
    ...BASE,
    'any_device_of_trusted_maker',
  ]),
  policy('cahn-device', 'CAHN, Network Owner Trusts Device: maker and device trusted.', [...BASE, 'device_trust']),
  policy('cahn-purchase', 'CAHN, Device Has Been Purchased: by somebody who trusts the maker.', [...BASE, 'purchase']),
  policy('cahn-vulnerabilities', 'CAHN, Device No Major Vulnerabilities: a trusted maker, and a low SBOM score.', [
    ...BASE,
    'any_device_of_trusted_maker',
    ...TYPES,
    'purchase_type',
    ...SBOM,
  ]),
  policy('cahn', 'All four use cases of CAHN: maker trusted, device trusted or bought, no major vulnerabilities.', [
    ...BASE,
    'device_trust',
    'purchase',
    ...TYPES,
    'purchase_type',
    ...SBOM,
  ]),
  policy('complete', 'Build 5 with MUD, and purchases as CAHN has them.', [
    ...BUILD_5,
    'mud_violation',
    'purchase',
    'purchase_type',
  ]),
  policy('list-manufacturers', 'The owner’s list of manufacturers in the place of claims about makers and devices.', [
    ...BASE,
    'listed_manufacturers',
    'listed_makers_devices',
  ]),
  policy('list-models', 'The owner’s lists of manufacturers and models.', [
    ...BASE,
    'listed_manufacturers',
    'listed_models',
  ]),
  policy('list-devices', 'The owner’s lists of manufacturers and devices.', [
    ...BASE,
    'listed_manufacturers',
    'listed_devices',
  ]),
];

/** Every rule text that some shipped policy holds, by name. */
export const SHIPPED_RULES: ReadonlyMap<string, ShippedRule> = known;

/** Tests of a shipped policy, in the format that `runPolicyTests` reads. */
export interface ShippedPolicyTest {
  /** The name of the file without its ending; that of the policy, for most. */
  readonly name: string;
  readonly file: Uint8Array;
}

const TESTS = new URL('tests/', RULES);

export const SHIPPED_POLICY_TESTS: readonly ShippedPolicyTest[] = readdirSync(TESTS)
  .filter((name) => name.endsWith('.json'))
  .sort()
  .map((name) => ({ name: name.slice(0, -'.json'.length), file: readFileSync(new URL(name, TESTS)) }));
