import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { parseIni } from '../../src/nqminds/ini.ts';

function readKey(line: string): string | undefined {
  return parseIni(`[s]\n${line}`).get('s')?.get('key')?.[0];
}

describe("the tool's INI dialect", () => {
  const values: readonly (readonly [string, string])[] = [
    ['key = value', 'value'],
    ['key=value', 'value'],
    ['  key\t=  value  ', 'value'],
    ['key: value', 'value'],
    ['key = a:b', 'a:b'],
    ['key = "a value"', 'a value'],
    ['key = ""', ''],
    ['key =', ''],
    ['key = 12345', '12345'],
    ['key = true', 'true'],
    ['key = value ; comment', 'value'],
    ['key = value # comment', 'value'],
    ['key = "a;b#c" ; comment', 'a;b#c'],
    ['key = "QlJTS0k=="', 'QlJTS0k=='],
    ['key = "say \\"hi\\""', 'say "hi"'],
    ['key = "say ""hi"""', 'say "hi"'],
    ['KEY = upper', 'upper'],
    ['key = "half', '"half'],
  ];
  for (const [line, expected] of values) {
    it(`reads ${JSON.stringify(expected)} in ${JSON.stringify(line)}`, () => {
      assert.equal(readKey(line), expected);
    });
  }
  const none = ['; key = value', '# key = value', 'key', '= value', '', '[key = value'];
  for (const line of none) {
    it(`reads nothing in ${JSON.stringify(line)}`, () => {
      assert.equal(readKey(line), undefined);
    });
  }
  it('keeps values of a repeated key in order, and joins sections of one name in any case', () => {
    const ini = parseIni('before = 1\r\n[A]\r\nkey = 1\r\n[b]\r\nkey = 2\r\n[a]\r\nkey = 3\r\n');
    assert.deepEqual(ini.get('a')?.get('key'), ['1', '3']);
    assert.deepEqual(ini.get('b')?.get('key'), ['2']);
    assert.deepEqual(ini.get('')?.get('before'), ['1']);
  });
  it('takes any text', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), (text) => {
        parseIni(text);
      }),
    );
  });
});
