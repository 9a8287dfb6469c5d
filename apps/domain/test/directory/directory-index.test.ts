import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isSallyportError } from '@sallyport/core';
import fc from 'fast-check';
import { DirectoryIndex, type DirectoryQuery } from '../../src/directory/directory-index.ts';
import { LISTED_STATES, type ListedDevice, SORT_NAMES } from '../../src/directory/listed-device.ts';
import { assertCounts, keysInOrder } from './looked-at.ts';
import { listed } from './support.ts';

const anyOf = <Value>(...values: readonly Value[]) => fc.constantFrom(...values);
const hostile = anyOf(
  'LAMP-1',
  'lamp-10',
  'Lämpchen',
  "' OR 1=1 --",
  '<script>alert(1)</script>',
  '.*',
  '\\',
  '%',
  '\n',
  'a b\tc',
  '\u202egnp',
  'İ',
  '00:11:22:aa',
  'ZZ',
);
const serial = fc.oneof(
  hostile,
  fc.string({ minLength: 1, maxLength: 6 }),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 4 }),
);

const device: fc.Arbitrary<ListedDevice> = fc
  .record({
    serialNumber: serial,
    manufacturer: anyOf('aa', 'bb', 'oui:001122'),
    makerName: anyOf('Acme', 'acme & Söhne', null),
    model: fc.option(hostile),
    types: fc.uniqueArray(anyOf('lamp-2', 'thermo', '<b>'), { maxLength: 2 }),
    stations: fc.uniqueArray(anyOf('001122aabbcc', 'aabbccddeeff'), { maxLength: 2 }),
    state: anyOf(...LISTED_STATES),
    protocol: anyOf('brski' as const, 'thread' as const),
    networks: fc.uniqueArray(anyOf('home', 'guests', 'mesh'), { maxLength: 2 }),
    isOnNetwork: fc.boolean(),
    isRefused: fc.boolean(),
    flag: fc.option(fc.constant('seen elsewhere')),
    decision: fc.option(
      fc.record({
        outcome: anyOf('permit' as const, 'deny' as const),
        reason: fc.string(),
        point: fc.constant('E.2'),
        at: fc.nat(),
      }),
    ),
    notAfter: fc.option(fc.nat(5)),
    changedAt: fc.nat(5),
  })
  .map(({ serialNumber, ...rest }) => listed(serialNumber, rest));

const filters = fc.record(
  {
    state: anyOf<string>(...LISTED_STATES),
    protocol: anyOf('brski', 'thread'),
    network: anyOf('home', 'guests', 'nowhere'),
    maker: anyOf('aa', 'bb'),
    type: anyOf('lamp-2', '', '<b>'),
    presence: anyOf('on', 'off'),
    standing: anyOf('refused', 'wanting', 'permit', 'deny', 'unknown'),
  },
  { requiredKeys: [] },
);
const search = fc.oneof(
  fc.constant(''),
  hostile,
  anyOf('lamp', 'LAMP acme', '00-11-22', 'AA:BB', 'a', '  '),
  fc.string({ maxLength: 3 }),
);

/** Page by page, counted or not. */
async function all(index: DirectoryIndex, query: DirectoryQuery, how: 'page' | 'rows' = 'page') {
  const keys: string[] = [];
  for (let cursor: string | undefined; ; ) {
    const page = await index[how]({ ...query, ...(cursor === undefined ? {} : { cursor }) });
    keys.push(...page.devices.map(({ key }) => key));
    if (page.next === undefined) return keys;
    cursor = page.next;
  }
}

describe('the directory in memory', () => {
  it('lists, counts and orders what looking at every device would, whatever came before', async () => {
    const questions = fc.array(
      fc.record({
        search,
        filters,
        sort: anyOf(...SORT_NAMES),
        isReverse: fc.boolean(),
        limit: fc.integer({ min: 1, max: 4 }),
      }),
      { minLength: 1, maxLength: 3 },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(device, { maxLength: 40 }), questions, async (history, queries) => {
        const index = new DirectoryIndex();
        const known = new Map<string, ListedDevice>();
        for (const one of history) {
          index.put(one);
          known.set(one.key, one);
          for (const query of queries) {
            const ordered = keysInOrder(known.values(), query);
            assert.deepEqual(await all(index, query, 'rows'), ordered);
            assert.deepEqual(await all(index, query), ordered);
            const { total, facets: counts } = await index.pageWithFacets(query);
            assert.equal(total, ordered.length);
            assert.deepEqual(await index.facets(query), counts);
            assertCounts(counts, known.values(), query);
          }
        }
      }),
      { numRuns: 200 },
    );
  });

  it('pages without a gap and without showing anybody twice while devices come and change', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(device, { selector: ({ key }) => key, minLength: 1, maxLength: 60 }),
        fc.array(device, { maxLength: 60 }),
        fc.integer({ min: 1, max: 7 }),
        fc.boolean(),
        fc.constantFrom('page', 'rows'),
        async (first, later, limit, isReverse, how) => {
          const index = new DirectoryIndex();
          for (const one of first) index.put(one);
          const seen: string[] = [];
          const changes = [...later];
          for (let cursor: string | undefined; ; ) {
            const page = await index[how]({ limit, isReverse, ...(cursor === undefined ? {} : { cursor }) });
            seen.push(...page.devices.map(({ key }) => key));
            for (const change of changes.splice(0, 3)) index.put(change);
            if (page.next === undefined) break;
            cursor = page.next;
          }
          assert.equal(new Set(seen).size, seen.length, 'nobody twice');
          const keys = new Set(seen);
          for (const { key } of first) assert.ok(keys.has(key), `${key} was there all the time`);
        },
      ),
    );
  });

  it('keeps its order through thousands of rows that move', async () => {
    const index = new DirectoryIndex();
    for (let i = 0; i < 5000; i++) index.put(listed(`D-${i}`, { changedAt: i }));
    const { devices } = await index.page({ sort: 'changed', isReverse: true, limit: 1 });
    assert.equal(devices[0]?.serialNumber, 'D-4999');
    for (let i = 0; i < 5000; i += 2) index.put(listed(`D-${i}`, { changedAt: 10_000 + i }));
    const keys = await all(index, { sort: 'changed', limit: 999 });
    const order = keys.map((key) => Number(key.slice(5)));
    assert.deepEqual(order, [
      ...Array.from({ length: 2500 }, (_, i) => 2 * i + 1),
      ...Array.from({ length: 2500 }, (_, i) => 2 * i),
    ]);
  });

  it('finds an address however its digits are written, and a word in each field', async () => {
    const index = new DirectoryIndex();
    index.put(listed('LAMP-1', { makerName: 'Acme', model: 'Glow', types: ['lamp-2'], stations: ['001122aabbcc'] }));
    index.put(listed('0011223344556677', { manufacturer: 'oui:001122', protocol: 'thread' }));
    const found = async (text: string) => {
      const { devices } = await index.page({ search: text });
      return devices.map(({ serialNumber }) => serialNumber);
    };
    for (const text of ['amp-', 'ACM', 'glow', 'lamp-2', '00:11:22:AA:BB:CC', '22-aa', '1122.aabb', 'glow acme 1']) {
      assert.deepEqual(await found(text), ['LAMP-1'], text);
    }
    assert.deepEqual(await found('00-11-22-33-44-55-66-77'), ['0011223344556677']);
    assert.deepEqual(await found('glow nobody'), []);
  });

  for (const [what, cursor] of [
    ['no cursor at all', '%%%'],
    ['of no list', Buffer.from('[]').toString('base64url')],
    ['of another order', Buffer.from('["model","x","aa/D"]').toString('base64url')],
    ['with a value of another kind', Buffer.from('["changed","x","aa/D"]').toString('base64url')],
    ['with an object for a value', Buffer.from('["changed",{},"aa/D"]').toString('base64url')],
  ]) {
    it(`refuses a cursor that is ${what}`, async () => {
      const index = new DirectoryIndex();
      index.put(listed('D-1'));
      for (const ask of ['page', 'rows', 'pageWithFacets'] as const) {
        await assert.rejects(index[ask]({ sort: 'changed', cursor: cursor ?? '' }), (thrown) =>
          isSallyportError(thrown, 'E_DOMAIN_ARGUMENT'),
        );
      }
    });
  }
});
