import assert from 'node:assert/strict';
import { Console } from 'node:console';
import { Writable } from 'node:stream';
import { describe, it } from 'node:test';
import { format, formatWithOptions, inspect } from 'node:util';
import { Secret } from '@sallyport/core';

const PASSPHRASE = 'correct-horse-battery';
const secret = Secret.of(PASSPHRASE);

/** What the bytes would look like in any of the usual spellings. */
const SPELLINGS = [
  PASSPHRASE,
  Buffer.from(PASSPHRASE).toString('hex'),
  Buffer.from(PASSPHRASE).toString('hex').toUpperCase(),
  Buffer.from(PASSPHRASE).toString('base64'),
  [...Buffer.from(PASSPHRASE)].slice(0, 4).join(','),
  [...Buffer.from(PASSPHRASE)].slice(0, 4).join(', '),
  inspect(Buffer.from(PASSPHRASE)).slice(8, 19),
];

function assertSilent(text: string): void {
  for (const spelling of SPELLINGS) assert.ok(!text.includes(spelling), `${text} gives the secret away`);
}

function consoleOutput(use: (console: Console) => void): string {
  let written = '';
  const stream = new Writable({
    write(chunk, _encoding, done) {
      written += String(chunk);
      done();
    },
  });
  use(new Console({ stdout: stream, stderr: stream }));
  return written;
}

describe('Secret in text', () => {
  it('would be found by this test if it were printed', () => {
    assert.throws(() => assertSilent(inspect(Buffer.from(PASSPHRASE))));
    assert.throws(() => assertSilent(String(new Uint8Array(Buffer.from(PASSPHRASE)))));
  });

  const ways: Record<string, () => string> = {
    'a template': () => `${secret}`,
    'String()': () => String(secret),
    'toString()': () => secret.toString(),
    'toLocaleString()': () => secret.toLocaleString(),
    concatenation: () => `${'x'.concat(String(secret))}`,
    'an array join': () => [secret, secret].join(),
    'JSON alone': () => JSON.stringify(secret),
    'JSON inside an object': () => JSON.stringify({ a: [secret] }),
    inspect: () => inspect(secret),
    'inspect inside an object, hidden members shown': () =>
      inspect({ a: { b: [secret] } }, { showHidden: true, depth: 9 }),
    'inspect as a key and a member': () => inspect([new Map([[secret, 1]]), new Set([secret])]),
    'inspect without its custom function': () =>
      inspect(secret, { customInspect: false, showHidden: true, getters: true }),
    'inspect through a proxy': () => inspect(new Proxy(secret, {}), { showProxy: true }),
    'format with every placeholder': () => format('%s %d %i %f %j %o %O', ...new Array(7).fill(secret)),
    'format with options': () => formatWithOptions({ customInspect: false }, '%o', secret),
    'an error cause': () => inspect(new Error('no', { cause: { secret } })),
    'own and inherited members': () => JSON.stringify([Object.entries(secret), Reflect.ownKeys(secret).map(String)]),
    'a structured clone': () => inspect(structuredClone({ secret })),
    'a console': () =>
      consoleOutput((out) => {
        out.log(secret, '%s', secret);
        out.error({ secret });
        out.dir(secret, { showHidden: true });
        out.table([{ secret }]);
      }),
  };
  for (const [name, way] of Object.entries(ways)) {
    it(`shows nothing through ${name}`, () => {
      assertSilent(way());
    });
  }

  it('says that something was left out', () => {
    assert.equal(`${secret}`, '[secret]');
    assert.equal(JSON.stringify({ secret }), '{"secret":"[secret]"}');
    assert.equal(inspect(secret), 'Secret [secret]');
  });
});

describe('Secret bytes', () => {
  it('are a copy of what was given', () => {
    const given = Uint8Array.of(1, 2, 3);
    const copy = Secret.of(given);
    given.fill(0);
    assert.deepEqual(copy.expose(), Uint8Array.of(1, 2, 3));
    assert.equal(copy.length, 3);
  });

  it('are UTF-8 for text', () => {
    assert.deepEqual(Secret.of('é').expose(), Uint8Array.of(0xc3, 0xa9));
  });

  it('compare by value', () => {
    assert.equal(secret.equals(Secret.of(PASSPHRASE)), true);
    assert.equal(secret.equals(Secret.of(`${PASSPHRASE}!`)), false);
    assert.equal(secret.equals(Secret.of(PASSPHRASE.replace('c', 'k'))), false);
  });

  it('are zero after wiping', () => {
    const wiped = Secret.of('abc');
    const kept = wiped.expose();
    wiped.wipe();
    assert.deepEqual(kept, new Uint8Array(3));
  });
});
