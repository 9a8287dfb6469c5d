import assert from 'node:assert/strict';
import { it } from 'node:test';
import { type IndexValue, type LogStore, type PageQuery, type Projection, type Query, table } from '@sallyport/store';
import fc from 'fast-check';
import { collect, onEveryDatabase, withStore } from '../grounds.ts';

type Thing = { readonly label?: string; readonly weight?: number };

const things = table<Thing>('things')
  .textIndex('label', (thing) => thing.label)
  .numberIndex('weight', (thing) => thing.weight);

type Command = { readonly put?: Readonly<Record<string, Thing>>; readonly delete?: readonly string[] };

/** Does to the table what each event says. */
const scribe: Projection = {
  name: 'scribe',
  version: 1,
  tables: [things],
  apply(event, tables) {
    const command: Command = JSON.parse(JSON.stringify(event.data));
    for (const [key, thing] of Object.entries(command.put ?? {})) tables.table(things).put(key, thing);
    for (const key of command.delete ?? []) tables.table(things).delete(key);
  },
};
const options = { projections: [scribe] };
const run = (store: LogStore, command: Command) =>
  store.append([{ stream: 'commands', type: 'command', data: command }]);

type ThingQuery = Query<'label' | 'weight'>;

/** What a query should give, by the plainest code: text by UTF-8 bytes. */
function expected(rows: ReadonlyMap<string, Thing>, query: ThingQuery): string[] {
  const sortedBy = (key: string): IndexValue | undefined =>
    query.index === undefined ? key : rows.get(key)?.[query.index];
  const compare = (a: IndexValue, b: IndexValue) =>
    typeof a === 'number' && typeof b === 'number'
      ? a - b
      : Buffer.compare(Buffer.from(String(a)), Buffer.from(String(b)));
  const keys = [...rows.keys()].filter((key) => {
    const value = sortedBy(key);
    return (
      value !== undefined &&
      (query.equals === undefined || value === query.equals) &&
      (query.from === undefined || compare(value, query.from) >= 0) &&
      (query.below === undefined || compare(value, query.below) < 0) &&
      (query.prefix === undefined || String(value).startsWith(query.prefix))
    );
  });
  keys.sort((a, b) => compare(sortedBy(a) ?? '', sortedBy(b) ?? '') || compare(a, b));
  return query.reverse === true ? keys.reverse() : keys;
}

const LETTERS = [
  'a',
  'b',
  'A',
  'é',
  'z',
  '\u007f',
  '\ud7ff',
  '\ue000',
  '\uffff',
  '😀',
  '\u{10ffff}',
  ' ',
  '%',
  '_',
  "'",
];
const word = (min: number) =>
  fc.array(fc.constantFrom(...LETTERS), { minLength: min, maxLength: 3 }).map((l) => l.join(''));
const weight = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.constantFrom(0.5, -0.25, 1e300, -1e300, 5e-324, 2 ** 53));
const thing = fc.record({ label: word(0), weight }, { requiredKeys: [] });
const rowsOf = fc.dictionary(word(1), thing, { maxKeys: 30, noNullPrototype: true });
const textQuery = fc.record(
  {
    index: fc.constant('label' as const),
    equals: word(0),
    from: word(0),
    below: word(0),
    prefix: word(0),
    reverse: fc.boolean(),
  },
  { requiredKeys: [] },
);
const numberQuery = fc.record(
  { index: fc.constant('weight' as const), equals: weight, from: weight, below: weight, reverse: fc.boolean() },
  { requiredKeys: ['index'] },
);
const query: fc.Arbitrary<ThingQuery> = fc.oneof(textQuery, numberQuery);

onEveryDatabase('a table', (ground) => {
  it(
    'answers every query as the plainest code would, in any page size',
    withStore(ground, options, async (store) => {
      const reader = store.table(things);
      let kept = new Map<string, Thing>();
      await fc.assert(
        fc.asyncProperty(
          rowsOf,
          fc.array(query, { minLength: 8, maxLength: 8 }),
          fc.integer({ min: 1, max: 7 }),
          async (rows, queries, limit) => {
            await run(store, { delete: [...kept.keys()], put: {} });
            await run(store, { put: rows });
            kept = new Map(Object.entries(rows));
            for (const asked of queries) {
              const wanted = expected(kept, asked);
              assert.deepEqual(
                (await collect(reader.scan(asked))).map(({ key }) => key),
                wanted,
              );
              const paged: string[] = [];
              let next: PageQuery<'label' | 'weight'> | undefined = { ...asked, limit };
              while (next !== undefined) {
                const page: Awaited<ReturnType<typeof reader.page>> = await reader.page(next);
                paged.push(...page.entries.map(({ key }) => key));
                assert.ok(page.entries.length === limit || page.next === undefined);
                next = page.next === undefined ? undefined : { ...asked, limit, cursor: page.next };
              }
              assert.deepEqual(paged, wanted);
            }
          },
        ),
        { numRuns: 40 },
      );
    }),
  );

  it(
    'finds what begins with the last character before the surrogates, and with the last of all',
    withStore(ground, options, async (store) => {
      const keys = ['\ud7fe', '\ud7ff', '\ud7ffz', '\ue000', '\ufffd', '😀', '\u{10ffff}', '\u{10ffff}z'];
      await run(store, { put: Object.fromEntries(keys.map((key) => [key, {}])) });
      const found = async (prefix: string) =>
        (await collect(store.table(things).scan({ prefix }))).map(({ key }) => key);
      assert.deepEqual(await found('\ud7ff'), ['\ud7ff', '\ud7ffz']);
      assert.deepEqual(await found('\u{10ffff}'), ['\u{10ffff}', '\u{10ffff}z']);
    }),
  );

  it(
    'moves a row in its indexes when it changes, and takes it out when it has no value or is deleted',
    withStore(ground, options, async (store) => {
      const labelled = async (label: string) =>
        (await collect(store.table(things).scan({ index: 'label', equals: label }))).map(({ key }) => key);
      await run(store, { put: { a: { label: 'x' }, b: { label: 'x' } } });
      assert.deepEqual(await labelled('x'), ['a', 'b']);
      await run(store, { put: { a: { label: 'y' } } });
      assert.deepEqual([await labelled('x'), await labelled('y')], [['b'], ['a']]);
      await run(store, { put: { a: {} }, delete: ['b', 'never there'] });
      assert.deepEqual([await labelled('x'), await labelled('y')], [[], []]);
      assert.deepEqual(await store.table(things).get('a'), {});
    }),
  );

  it(
    'keeps the last of several writes of one event',
    withStore(ground, options, async (store) => {
      await run(store, { put: { a: { label: 'first' } }, delete: ['a'] });
      assert.equal(await store.table(things).get('a'), undefined);
      await store.append([
        { stream: 'c', type: 'command', data: { delete: ['a'] } },
        { stream: 'c', type: 'command', data: { put: { a: { label: 'second' } } } },
      ]);
      assert.deepEqual(await store.table(things).get('a'), { label: 'second' });
    }),
  );

  it(
    'pages on correctly while rows come and go',
    withStore(ground, options, async (store) => {
      await run(store, { put: { a: {}, c: {}, e: {} } });
      const first = await store.table(things).page({ limit: 2 });
      await run(store, { put: { b: {}, d: {} }, delete: ['c'] });
      const second = await store
        .table(things)
        .page({ limit: 2, ...(first.next === undefined ? {} : { cursor: first.next }) });
      assert.deepEqual(
        [first, second].map(({ entries }) => entries.map(({ key }) => key)),
        [
          ['a', 'c'],
          ['d', 'e'],
        ],
      );
      assert.equal(second.next, undefined);
    }),
  );

  it(
    'refuses queries it cannot answer',
    withStore(ground, options, async (store) => {
      await run(store, { put: { a: { label: 'x', weight: 1 }, b: { label: 'x', weight: 1 } } });
      const reader = store.table(things);
      const byKey = (await reader.page({ limit: 1 })).next ?? '';
      const byLabel = (await reader.page({ index: 'label', limit: 1 })).next ?? '';
      const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
      const bad: Record<string, PageQuery<'label' | 'weight'>> = {
        'text for a number': { index: 'weight', equals: '1' },
        'a number for text': { index: 'label', equals: 1 },
        'a number for a key': { from: 1 },
        infinity: { index: 'weight', from: Number.POSITIVE_INFINITY },
        NaN: { index: 'weight', from: Number.NaN },
        'a prefix of a number': { index: 'weight', prefix: '1' },
        'limit 0': { limit: 0 },
        'limit 1001': { limit: 1001 },
        'limit 1.5': { limit: 1.5 },
        'a NUL': { from: '\0' },
        'an empty cursor': { cursor: '' },
        'a cursor that is no base64': { cursor: '!!!' },
        'a cursor of another kind of query': { index: 'label', cursor: byKey },
        'a cursor of an index for keys': { cursor: byLabel },
        'a cursor with a number for a key': { cursor: encode([1]) },
        'a cursor with an object': { index: 'weight', cursor: encode(['a', {}]) },
        'a cursor with text for a number': { index: 'weight', cursor: encode(['a', 'b']) },
        'a cursor with a NUL': { cursor: encode(['\0']) },
      };
      for (const [what, asked] of Object.entries(bad)) {
        await assert.rejects(reader.page(asked), { code: 'E_STORE_ARGUMENT' }, what);
      }
      await assert.rejects(reader.get(''), { code: 'E_STORE_ARGUMENT' });
      await assert.rejects(reader.get('x'.repeat(1025)), { code: 'E_STORE_ARGUMENT' });
    }),
  );

  it(
    'refuses rows it cannot keep, and the append with them',
    withStore(ground, options, async (store) => {
      const bad: Record<string, Command> = {
        'an empty key': { put: { '': {} } },
        'a NUL in a key': { put: { 'a\0': {} } },
        'an index value too long': { put: { a: { label: 'x'.repeat(1025) } } },
        'a key to delete too long': { delete: ['x'.repeat(1025)] },
      };
      for (const [what, command] of Object.entries(bad)) {
        await assert.rejects(run(store, command), { code: 'E_STORE_PROJECTION' }, what);
      }
      assert.equal(await store.head(), 0);
      await run(store, { put: { ['é'.repeat(512)]: { label: '😀'.repeat(256) } } });
      assert.equal((await collect(store.table(things).scan({ index: 'label' }))).length, 1);
    }),
  );

  it(
    'stays quick to search with many rows',
    withStore(ground, options, async (store) => {
      for (let batch = 0; batch < 20; batch++) {
        const ids = Array.from({ length: 1000 }, (_, i) => batch * 1000 + i);
        await run(store, {
          put: Object.fromEntries(ids.map((id) => [`device/${id}`, { label: `owner ${id % 1000}`, weight: id }])),
        });
      }
      const reader = store.table(things);
      assert.deepEqual(await reader.get('device/19999'), { label: 'owner 999', weight: 19999 });
      assert.equal((await collect(reader.scan({ index: 'label', equals: 'owner 7' }))).length, 20);
      const last = await reader.page({ index: 'weight', reverse: true, limit: 2 });
      assert.deepEqual(
        last.entries.map(({ key }) => key),
        ['device/19999', 'device/19998'],
      );
    }),
  );
});
