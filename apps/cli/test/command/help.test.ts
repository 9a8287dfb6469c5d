import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import type { Command } from 'commander';
import { buildProgram, runProgram } from '../../src/program.ts';
import { testContext } from '../support/context.ts';
import { sallyport } from '../support/sallyport.ts';

function* everyCommand(command: Command, path: readonly string[] = []): Generator<[readonly string[], Command]> {
  yield [path, command];
  for (const child of command.commands) yield* everyCommand(child, [...path, child.name()]);
}

const COMMANDS = [...everyCommand(buildProgram(testContext()))];
/** What prints no data of its own: the nqminds tool's commands write what that tool writes. */
const WITHOUT_JSON = new Set([
  'console',
  ...['', 'device', 'voucher', 'brski', 'ca', 'thread', 'thread dataset', 'router'],
  ...['radius', 'radius clients', 'network', 'network config'],
  ...[
    'claim',
    'policy',
    'identity',
    'feeds',
    'denylist',
    'flows',
    'mud',
    'router',
    'registrar log',
    'policy preview',
    'claim preview',
  ],
]);

afterEach(() => {
  process.exitCode = 0;
});

async function run(...argv: string[]) {
  const context = testContext({}, 100);
  await runProgram(argv, context);
  const status = process.exitCode;
  process.exitCode = 0;
  return { status, ...context.written };
}

describe('every command', () => {
  for (const [path, command] of COMMANDS) {
    const name = path.join(' ');
    it(`has help: ${name || 'sallyport'}`, async () => {
      const { status, out, note } = await run(...path, '--help');
      assert.deepEqual([status, note], [0, '']);
      assert.match(out, /^Usage: sallyport/);
      assert.ok(command.description().length > 5);
      for (const { flags, description } of command.options) assert.ok(description.length > 0, flags);
    });
    if (!WITHOUT_JSON.has(name)) {
      it(`speaks to programs too: ${name}`, () => {
        assert.ok(command.options.some(({ long }) => long === '--json'));
      });
    }
  }

  it('is there: those of the README, and no fewer', () => {
    const names = new Set(COMMANDS.map(([path]) => path.join(' ')));
    const expected = [
      ...['up', 'demo', 'device brski', 'manufacturer', 'registrar', 'masa', 'proxy', 'brski'],
      ...['radius clients add', 'sessions', 'sessions end', 'network config hostapd', 'port-agent', 'revoke'],
      ...['init', 'run', 'status', 'list', 'add', 'remove'].map((name) => `router ${name}`),
      ...[
        'registrar log head',
        'registrar log verify',
        'registrar log export',
        ...['timeline', 'onboard', 'offboard', 'waiting', 'refusals', 'makers', 'types'].map(
          (name) => `registrar ${name}`,
        ),
        ...['replace', 'remove', 'adopt', 'drop'].map((name) => `policy preview ${name}`),
        ...['trust', 'distrust', 'make', 'retract'].map((name) => `claim preview ${name}`),
        'ca status',
        'ca crl',
        'why',
        'people',
        'manufacturer purchase',
        'feeds import',
        'feeds show',
        'mud show',
      ],
      ...['trust', 'distrust', 'purchase', 'type', 'sbom', 'mud', 'vulnerable', 'make', 'submit', 'list', 'show'].map(
        (name) => `claim ${name}`,
      ),
      ...['claim retract', 'claim templates', 'claim query', 'claim devices'],
      ...['show', 'adopt', 'drop', 'replace', 'remove', 'rules', 'test'].map((name) => `policy ${name}`),
      ...['open', 'link', 'people', 'invite', 'role', 'remove', 'tokens', 'sign-ins', 'changes'].map(
        (name) => `console ${name}`,
      ),
      ...['console tokens make', 'console tokens revoke', 'console sign-ins end'],
      ...['request', 'confirm', 'show', 'claim'].map((name) => `identity ${name}`),
      ...['denylist import', 'denylist list', 'denylist remove', 'flows submit', 'flows address', 'flows addresses'],
      ...[
        'border-agents',
        'create',
        'pskc',
        'connect',
        'commission',
        'networks',
        'joiners',
        'disable',
        'resign',
        'simulate',
        'topology',
        'read-code',
      ].map((name) => `thread ${name}`),
      ...['thread dataset get', 'thread dataset set', 'device thread'],
      ...['voucher request', 'voucher inspect', 'voucher verify', 'ca inspect', 'ca show', 'ca issue', 'ca revoke'],
    ];
    for (const name of expected) assert.ok(names.has(name), name);
  });
});

describe('a mistake in the command line', () => {
  for (const [what, argv] of [
    ['an unknown command', ['dance']],
    ['an unknown subcommand', ['registrar', 'dance']],
    ['an unknown option', ['demo', '--fast']],
    ['a port that is none', ['up', '--masa-port', '70000']],
    ['a port that is no number', ['registrar', '--port', 'x']],
    ['an address without a port', ['device', 'brski', '--registrar', 'localhost']],
    ['an option without its value', ['up', '--data-dir']],
    ['a missing argument', ['manufacturer', 'show']],
    ['a missing mandatory option', ['voucher', 'verify', 'x.cms']],
    ['a value that is none of the choices', ['ca', 'issue', 'x.csr', '--profile', 'king']],
    ['one argument too many', ['demo', 'twice']],
  ] satisfies [string, string[]][]) {
    it(`is told in one sentence and ends with 2: ${what}`, async () => {
      const { status, out, note } = await run(...argv);
      assert.equal(status, 2);
      assert.equal(out, '');
      const [sentence, ...rest] = note.trimEnd().split('\n');
      assert.match(sentence ?? '', /^sallyport: .+/);
      assert.ok(rest.length <= 2, note);
    });
  }

  it('is seen in the exit status of the process', async () => {
    const { status, out, note } = await sallyport(['demo', '--fast']);
    assert.deepEqual([status, out], [2, '']);
    assert.match(note, /^sallyport: unknown option '--fast'\n/);
  });
});
