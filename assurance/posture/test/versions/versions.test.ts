import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, it } from 'node:test';
import { ECOSYSTEMS, type EcosystemName } from '@sallyport/assurance-posture';
import { fuzzRuns } from '@sallyport/testing';
import fc from 'fast-check';
import { genericScheme } from '../../src/versions/generic.ts';
import { MAX_VERSION_LENGTH, type VersionScheme } from '../../src/versions/scheme.ts';
import { NO_VERSIONS, ORDERS } from './vectors.ts';

const schemeOf = (ecosystem: EcosystemName): VersionScheme => ECOSYSTEMS[ecosystem].scheme;
const RUNS = fuzzRuns(500);

describe('versions', () => {
  for (const { ecosystem, source, ascending } of ORDERS) {
    it(`of ${ecosystem} are ordered as ${source} orders them`, () => {
      const places = ascending.map((line) => line.split(' = '));
      places.forEach((lower, place) => {
        for (const a of lower) {
          for (const b of lower) assert.equal(schemeOf(ecosystem).compare(a, b), 0, `${a} = ${b}`);
          for (const b of places.slice(place + 1).flat()) {
            assert.ok((schemeOf(ecosystem).compare(a, b) ?? 0) < 0, `${a} < ${b}`);
            assert.ok((schemeOf(ecosystem).compare(b, a) ?? 0) > 0, `${b} > ${a}`);
          }
        }
      });
    });
  }

  it('of nobody’s scheme are ordered as their makers count', () => {
    const ascending = [
      '1.0.2-dev',
      '1.0.2-beta1',
      '1.0.2-rc1',
      '1.0.2',
      '1.0.2a',
      '1.0.2k',
      '1.0.2zg',
      '1.0.10',
      '1.1',
    ];
    for (const [place, lower] of ascending.entries()) {
      for (const higher of ascending.slice(place + 1)) {
        assert.ok((genericScheme.compare(lower, higher) ?? 0) < 0, `${lower} < ${higher}`);
      }
    }
    assert.equal(genericScheme.compare('v9.8p1', '9.8P1'), 0);
    assert.equal(genericScheme.compare('1.2', '1.2.0'), 0);
    assert.equal(genericScheme.compare('latest', '1.2'), undefined);
  });

  it('that are none are not compared', () => {
    for (const [ecosystem, text] of NO_VERSIONS) {
      assert.equal(schemeOf(ecosystem).compare(text, '1.0'), undefined, `${ecosystem} ${text}`);
      assert.equal(schemeOf(ecosystem).compare('1.0', text), undefined, `${ecosystem} ${text}`);
    }
    for (const { scheme } of Object.values(ECOSYSTEMS)) {
      assert.equal(scheme.compare('1'.repeat(MAX_VERSION_LENGTH + 1), '1'), undefined);
    }
  });
});

describe('a text made to be slow to read', () => {
  it('is read as fast as any other', () => {
    const ends = ['!', '\u0000', ' ', '-', '.', '~'];
    const middles = ['a', '1', '.', '-', '1.', 'a.', '1a', '-r1', '_p', '_rc1', '.dev', '+a'];
    for (const middle of middles) {
      for (const end of ends) {
        const text = `1${middle.repeat(Math.floor(MAX_VERSION_LENGTH / middle.length) - 2)}${end}`;
        // Nothing is asserted of the result: a reader that tries every way to read it would not come back in time.
        for (const { scheme } of Object.values(ECOSYSTEMS)) scheme.compare(text, '1');
        genericScheme.compare(text, '1');
      }
    }
  });
});

describe('the order of versions', () => {
  const words =
    '0 1 2 10 01 00 . . . - ~ ^ _ + a b rc alpha beta p r1 sp dev final ga snapshot post pre x 1: -r2 _p _rc git * !'.split(
      ' ',
    );
  const piece = fc.constantFrom(...words);
  const wild = fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join(''));
  const begun = fc.array(piece, { maxLength: 5 }).map((pieces) => `1${pieces.join('')}`);
  const known = fc.constantFrom(...ORDERS.flatMap(({ ascending }) => ascending.flatMap((line) => line.split(' = '))));
  const version = fc.oneof(known, begun, wild);

  const schemes = [...new Set([genericScheme, ...Object.values(ECOSYSTEMS).map(({ scheme }) => scheme)])];
  for (const scheme of schemes) {
    it(`is total in ${scheme.name}: every version has its one place`, () => {
      fc.assert(
        fc.property(version, version, version, (a, b, c) => {
          const ab = scheme.compare(a, b);
          const bc = scheme.compare(b, c);
          if (ab === undefined || bc === undefined) return;
          const ac = scheme.compare(a, c);
          assert.ok(ac !== undefined);
          assert.equal(scheme.compare(a, a), 0);
          assert.equal(Math.sign(ab), -Math.sign(scheme.compare(b, a) ?? Number.NaN) + 0);
          if (ab <= 0 && bc <= 0) assert.ok(ac <= 0, `${a} ≤ ${b} ≤ ${c}`);
          if (ab === 0 && bc === 0) assert.equal(ac, 0);
        }),
        { numRuns: RUNS * 4 },
      );
    });
  }
});

const dpkg = spawnSync('dpkg', ['--version']).status === 0;

describe('dpkg', { skip: dpkg ? false : 'dpkg is not installed' }, () => {
  it('orders Debian versions the same', () => {
    const letters = fc.string({ unit: fc.constantFrom(...'0129.~+-a'), maxLength: 6 }).map((tail) => `1${tail}`);
    const scheme = schemeOf('Debian');
    fc.assert(
      fc.property(letters, letters, (a, b) => {
        if (a.endsWith('-') || b.endsWith('-')) return;
        const difference = scheme.compare(a, b) ?? Number.NaN;
        const relation = difference < 0 ? 'lt' : difference > 0 ? 'gt' : 'eq';
        assert.equal(spawnSync('dpkg', ['--compare-versions', a, relation, b]).status, 0, `${a} ${relation} ${b}`);
      }),
      { numRuns: Math.min(RUNS, 200) },
    );
  });
});

const rpm = spawnSync('rpm', ['--version']).status === 0;

describe('rpm', { skip: rpm ? false : 'rpm is not installed' }, () => {
  it('orders versions the same', () => {
    const letters = fc.string({ unit: fc.constantFrom(...'0012.~^+_ab'), minLength: 1, maxLength: 8 });
    const pairs = fc.sample(fc.tuple(letters, letters), Math.min(RUNS * 4, 2000));
    const list = pairs.map(([a, b]) => `{"${a}","${b}"}`).join(',');
    const script = `local o={} for _,p in ipairs({${list}}) do o[#o+1]=rpm.vercmp(p[1],p[2]) end print(table.concat(o," "))`;
    const answers = spawnSync('rpm', ['--eval', `%{lua:${script}}`], { encoding: 'utf8' })
      .stdout.trim()
      .split(' ');
    assert.equal(answers.length, pairs.length);
    pairs.forEach(([a, b], index) => {
      assert.equal(Math.sign(schemeOf('Rocky Linux').compare(a, b) ?? Number.NaN), Number(answers[index]), `${a} ${b}`);
    });
  });
});
