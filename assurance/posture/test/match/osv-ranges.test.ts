import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type AffectedRange, ECOSYSTEMS, judgeVersion, type RangeEvent } from '@sallyport/assurance-posture';
import fc from 'fast-check';
import { fixesAfter } from '../../src/match/osv-ranges.ts';
import { semverScheme } from '../../src/versions/semver.ts';

const event = (text: string): RangeEvent => {
  const [kind, version = ''] = text.split(' ');
  if (kind !== 'introduced' && kind !== 'fixed' && kind !== 'last_affected' && kind !== 'limit')
    throw new TypeError(text);
  return { kind, version };
};

const range = (events: string, type: AffectedRange['type'] = 'SEMVER'): AffectedRange => ({
  type,
  events: events.split(', ').map(event),
});

const entry = (ranges: readonly AffectedRange[], versions: readonly string[] = []) => ({
  release: '',
  ranges,
  versions,
  ratings: [],
});

const judge = (events: string, version: string | undefined) =>
  judgeVersion(entry([range(events)]), version, semverScheme);

describe('a version', () => {
  it('is affected from where the flaw came in to before it was fixed', () => {
    assert.equal(judge('introduced 1.0.0, fixed 1.2.0', '0.9.9'), 'unaffected');
    assert.equal(judge('introduced 1.0.0, fixed 1.2.0', '1.0.0'), 'affected');
    assert.equal(judge('introduced 1.0.0, fixed 1.2.0', '1.1.9'), 'affected');
    assert.equal(judge('introduced 1.0.0, fixed 1.2.0', '1.2.0-rc.1'), 'affected');
    assert.equal(judge('introduced 1.0.0, fixed 1.2.0', '1.2.0'), 'unaffected');
    assert.equal(judge('introduced 0, fixed 1.2.0', '0.0.0-alpha'), 'affected');
    assert.equal(judge('introduced 0', '999.0.0'), 'affected');
  });

  it('is affected up to and with the last that is', () => {
    assert.equal(judge('introduced 0, last_affected 1.2.0', '1.2.0'), 'affected');
    assert.equal(judge('introduced 0, last_affected 1.2.0', '1.2.1'), 'unaffected');
  });

  it('is judged by events in any order, fixed and broken again', () => {
    const events = 'fixed 2.0.0, introduced 0, introduced 3.0.0, fixed 4.0.0';
    assert.deepEqual(
      ['1.0.0', '2.5.0', '3.0.0', '4.0.0'].map((version) => judge(events, version)),
      ['affected', 'unaffected', 'affected', 'unaffected'],
    );
    assert.equal(judge('introduced 1.0.0, fixed 2.0.0, introduced 2.0.0, fixed 3.0.0', '2.0.0'), 'affected');
  });

  it('beyond the limits is not affected', () => {
    assert.equal(judge('introduced 0, limit 2.0.0', '1.9.0'), 'affected');
    assert.equal(judge('introduced 0, limit 2.0.0', '2.0.0'), 'unaffected');
    assert.equal(judge('introduced 0, limit *', '2.0.0'), 'affected');
  });

  it('is affected when it is listed, in whatever spelling', () => {
    const { scheme } = ECOSYSTEMS.PyPI;
    const listed = entry([], ['1.0.0', '1.1', '2.0rc1']);
    assert.equal(judgeVersion(listed, '1.1', scheme), 'affected');
    assert.equal(judgeVersion(listed, '1.1.0', scheme), 'affected');
    assert.equal(judgeVersion(listed, 'v2.0.RC1', scheme), 'affected');
    assert.equal(judgeVersion(listed, '1.2', scheme), 'unaffected');
    const both = entry([range('introduced 3.0, fixed 4.0', 'ECOSYSTEM')], ['1.0']);
    assert.deepEqual(
      ['1.0', '2.0', '3.5'].map((version) => judgeVersion(both, version, scheme)),
      ['affected', 'unaffected', 'affected'],
    );
  });

  it('is unknown where nothing can be compared: missing, no version, a range of something else', () => {
    assert.equal(judge('introduced 0, fixed 1.0.0', undefined), 'unknown');
    assert.equal(judge('introduced 0, fixed 1.0.0', 'main'), 'unknown');
    assert.equal(judge('introduced 0, fixed today', '1.0.0'), 'unknown');
    assert.equal(judgeVersion(entry([]), '1.0.0', semverScheme), 'unknown');
  });

  it('among commits is decided only by what the events name', () => {
    const git = [range('introduced 0, introduced 1111111aaa, fixed 2222222bbb', 'GIT')];
    assert.equal(judgeVersion(entry(git), '1111111aaa', semverScheme), 'affected');
    assert.equal(judgeVersion(entry(git), '2222222bbb', semverScheme), 'unaffected');
    assert.equal(judgeVersion(entry(git), '3333333ccc', semverScheme), 'unknown');
    assert.equal(judgeVersion(entry(git), 'v1.2.11', semverScheme), 'unknown');
    assert.equal(judgeVersion(entry(git, ['v1.2.11']), '1.2.11', semverScheme), 'affected');
    assert.equal(judgeVersion(entry(git, ['v1.2.11']), 'v1.2.13', semverScheme), 'unaffected');
  });

  it('is told where it is fixed, as far as that is ahead', () => {
    const fixed = entry([range('introduced 0, fixed 1.2.0, introduced 2.0.0, fixed 2.1.0')]);
    assert.deepEqual(fixesAfter(fixed, '1.0.0', semverScheme), ['1.2.0', '2.1.0']);
    assert.deepEqual(fixesAfter(fixed, '2.0.0', semverScheme), ['2.1.0']);
    assert.deepEqual(fixesAfter(fixed, undefined, semverScheme), ['1.2.0', '2.1.0']);
  });

  it('is judged as by going through all versions one by one', () => {
    const number = fc.integer({ min: 1, max: 9 });
    const steps = fc.array(fc.tuple(fc.constantFrom('introduced', 'fixed', 'last_affected'), number), { minLength: 1 });
    fc.assert(
      fc.property(steps, number, (events, at) => {
        let isAffected = false;
        for (let version = 1; version <= at; version++) {
          const kinds = events.flatMap(([kind, place]) => (place === version ? [kind] : []));
          const ended = events.some(([kind, place]) => kind === 'last_affected' && place === version - 1);
          if (ended || kinds.includes('fixed')) isAffected = false;
          if (kinds.includes('introduced')) isAffected = true;
        }
        const text = events.map(([kind, place]) => `${kind} ${place}.0.0`).join(', ');
        assert.equal(judge(text, `${at}.0.0`), isAffected ? 'affected' : 'unaffected');
      }),
      { numRuns: 500 },
    );
  });
});
