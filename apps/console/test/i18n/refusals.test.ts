import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { API_ERRORS } from '@sallyport/api';
import { DOMAIN_ERRORS } from '@sallyport/app-domain';
import { CATALOGUE } from '../../src/i18n/catalogue.ts';
import { namesOf, refusalKeyOf } from '../../src/i18n/refusals/key-of.ts';

const ROOT = new URL('../../../../', import.meta.url).pathname;
/** Never told to a page: the service's own mistakes, what a client says of an answer, and headers that this page always sends. */
const NOT_TOLD = new Set(['E_API_ANSWER', 'E_API_TABLE', 'E_API_REFUSED', 'E_API_METHOD', 'E_API_MEDIA_TYPE']);
const OWN = /^E_CONSOLE_/;

/** Every code in the error tables of the domain's package and of all that it stands on. */
function codesOfDomain(): ReadonlySet<string> {
  const folders = foldersByName();
  const seen = new Set<string>();
  const waiting = ['@sallyport/app-domain'];
  const codes = new Set<string>();
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    const folder = folders.get(name);
    if (folder === undefined || seen.has(name)) continue;
    seen.add(name);
    const { dependencies = {} } = JSON.parse(readFileSync(`${ROOT}${folder}/package.json`, 'utf8'));
    waiting.push(...Object.keys(dependencies));
    for (const file of globSync(`${folder}/src/**/*.ts`, { cwd: ROOT })) {
      const text = readFileSync(ROOT + file, 'utf8');
      if (!/\bErrorTable\b|\berrorFactory\b/.test(text)) continue;
      for (const [, code = ''] of text.matchAll(/^ {2}(E_[A-Z0-9_]+): /gm)) codes.add(code);
    }
  }
  return codes;
}

function foldersByName(): ReadonlyMap<string, string> {
  const folders = ['onboarding', ...globSync('{packages,protocols,assurance,networks,apps}/*', { cwd: ROOT })];
  return new Map(
    folders
      .filter((folder) => existsSync(`${ROOT}${folder}/package.json`))
      .map((folder) => [JSON.parse(readFileSync(`${ROOT}${folder}/package.json`, 'utf8')).name, folder]),
  );
}

const codes = codesOfDomain();

describe('what is said of a refusal', () => {
  it('is there for every code that a domain or what it stands on may refuse with', () => {
    assert.ok(codes.size > 500, `only ${codes.size} codes were found`);
    assert.deepEqual(
      [...codes].filter((code) => refusalKeyOf(code) === undefined),
      [],
    );
  });

  it('is said for each code of the interface, the accounts and the domain by itself', () => {
    const exact = Object.keys({ ...API_ERRORS, ...DOMAIN_ERRORS }).filter((code) => !NOT_TOLD.has(code));
    assert.deepEqual(
      exact.filter((code) => !Object.hasOwn(CATALOGUE, `refusal.${code}`)),
      [],
    );
  });

  it('is said of no code that is none any more', () => {
    const said = Object.keys(CATALOGUE).flatMap((key) => (key.startsWith('refusal.') ? [key.slice(8)] : []));
    const names = new Set([...codes].flatMap(namesOf));
    assert.deepEqual(
      said.filter((name) => !names.has(name) && !OWN.test(name)),
      [],
    );
  });

  it('is that of the closest family', () => {
    assert.deepEqual(namesOf('E_DTLS_ECJPAKE_EXTENSION'), ['E_DTLS_ECJPAKE_EXTENSION', 'E_DTLS_ECJPAKE_', 'E_DTLS_']);
    assert.equal(refusalKeyOf('E_DTLS_ECJPAKE_EXTENSION'), refusalKeyOf('E_DTLS_'));
    assert.notEqual(refusalKeyOf('E_DTLS_TIMEOUT'), refusalKeyOf('E_DTLS_'));
  });

  it('is nothing for what this page does not know', () => {
    assert.equal(refusalKeyOf('E_LATER_RELEASE'), undefined);
    assert.equal(refusalKeyOf(''), undefined);
  });
});
