/** Whatever the domain names by a stable word or by a schema has words in the catalogue. */

import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, it } from 'node:test';
import { ALL_TEXTS } from '../../src/i18n/all-texts.ts';
import { TYPES } from '../../src/views/claims/query.ts';
import { fieldLabel } from '../../src/views/claims/wish.ts';

const ROOT = new URL('../../../../', import.meta.url).pathname;
const ASSURANCE = `${ROOT}assurance/`;
/** Where the types of events are that a domain writes. */
const EVENTS = ['apps/domain/src/**/*.ts', 'assurance/*/src/**/*.ts', 'packages/ca/src/*.ts'];
/** Claims that no person makes by hand: a form is made of none of them. */
const NOT_BY_HAND = /^(?:Query|Answer|Reattestation|IdentityBinding|TrustCommand|RevokeCommand|Retraction)$/;
/** Names of formats are the same in each language. */
const NAMES = /^sbom\.format$/;

function read(file: string): string {
  return readFileSync(ASSURANCE + file, 'utf8');
}

/** The words of a list in a source. */
function listIn(file: string, name: string): readonly string[] {
  const [, list = ''] = new RegExp(`${name} = \\[([^\\]]*)\\]`).exec(readFileSync(ROOT + file, 'utf8')) ?? [];
  return [...list.matchAll(/'([A-Za-z-]+)'/g)].map(([, word = '']) => word);
}

function missing(keys: readonly string[]): readonly string[] {
  assert.ok(keys.length > 0);
  return keys.filter((key) => !Object.hasOwn(ALL_TEXTS, key));
}

interface JsonSchema {
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly items?: JsonSchema;
  readonly oneOf?: readonly JsonSchema[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
}

interface Place {
  readonly path: string;
  readonly choices: readonly unknown[];
}

/** Every place of a form that this schema makes. */
function placesIn({ properties = {}, items, oneOf = [], ...rest }: JsonSchema, path = ''): readonly Place[] {
  const choices = rest.enum ?? (rest.const === undefined ? [] : [rest.const]);
  const below = (name: string | number) => (path === '' ? `${name}` : `${path}.${name}`);
  return [
    { path, choices },
    ...oneOf.flatMap((variant) => placesIn(variant, path)),
    ...Object.entries(properties).flatMap(([name, member]) => placesIn(member, below(name))),
    ...(items === undefined ? [] : placesIn(items, below(0))),
  ];
}

function placesOf(type: string): readonly Place[] {
  const { properties }: JsonSchema = JSON.parse(read(`claims/schemas/${type}.json`));
  return placesIn(properties?.['credentialSubject'] ?? {}).filter(({ path }) => path !== 'truster');
}

describe('words of the domain', () => {
  it('are there for the types of claims', () => {
    assert.deepEqual(missing(TYPES.flatMap((type) => [`claims.type.${type}`, `claims.says.${type}`])), []);
  });

  it('are there for every field of a claim that people make, and for what may be chosen in it', () => {
    const hand = TYPES.filter((type) => !NOT_BY_HAND.test(type));
    const places = hand.flatMap(placesOf);
    const labels = places
      .filter(({ path }) => path !== '' && !/\.0$/.test(path))
      .flatMap(({ path }) => fieldLabel(path, {}, {}) ?? []);
    const choices = places
      .filter(({ path }) => !NAMES.test(path) && path !== 'language')
      .flatMap(({ path, choices: values }) => values.map((value) => `claims.choice.${path}.${value}`));
    assert.ok(labels.length > 30 && choices.length > 20);
    assert.deepEqual(missing([...new Set([...labels, ...choices])]), []);
  });

  it('are there for why a claim counts or does not', () => {
    const reasons = listIn('assurance/trust/src/standing.ts', 'STANDING_REASONS');
    assert.ok(reasons.length > 10);
    assert.deepEqual(missing([...reasons, 'waiting', 'own'].map((reason) => `claims.outcome.${reason}`)), []);
  });

  it('are there for the events of the log', () => {
    const types = globSync(EVENTS, { cwd: ROOT }).flatMap((file) =>
      [...readFileSync(ROOT + file, 'utf8').matchAll(/\beventType<[\s\S]*?>\(\s*'([a-z-]+(?:\.[a-z-]+)+)'/g)].map(
        ([, type = '']) => type,
      ),
    );
    assert.ok(types.length > 40, types.join());
    assert.deepEqual(missing(types.map((type) => `audit.event-type.${type}`)), []);
  });

  it('are there for what happens to a device', () => {
    const kinds = listIn('apps/domain/src/directory/moment.ts', 'MOMENT_KINDS');
    assert.ok(kinds.length > 25);
    assert.deepEqual(missing(kinds.map((kind) => `device.moment.${kind}`)), []);
    const reasons = listIn('packages/pki/src/revocation-reason.ts', 'REASONS');
    assert.deepEqual(missing(reasons.map((reason) => `device.revocation.${reason}`)), []);
    const lists = listIn('apps/domain/src/accept-register.ts', 'LIST_NAMES');
    assert.deepEqual(missing(lists.map((list) => `device.list.${list}`)), []);
  });

  it('are there for the shipped policies and for each of their rules', () => {
    const rules = globSync('policy/rules/*.pl', { cwd: ASSURANCE }).map((file) => basename(file, '.pl'));
    assert.deepEqual(missing(rules.map((rule) => `policy.does.${rule}`)), []);
    const policies = [...read('policy/src/shipped.ts').matchAll(/^ {2}policy\(\s*'([a-z0-9-]+)'/gm)];
    assert.ok(policies.length > 10);
    assert.deepEqual(missing(policies.map(([, policy]) => `policy.about.${policy}`)), []);
  });
});
