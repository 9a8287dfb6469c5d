import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Command } from 'commander';
import { dataCommand } from '../src/commands/common.ts';
import { HELP, inheritSharedOptions, mistakeText } from '../src/help.ts';

/** What `--data-dir` a subcommand is run with. */
function dataDirOf(...argv: string[]): string | undefined {
  let found: string | undefined;
  const child = dataCommand('devices', 'list').action(({ dataDir }: { dataDir: string }) => {
    found = dataDir;
  });
  const program = new Command('sallyport')
    .enablePositionalOptions()
    .hook('preAction', (_, action) => inheritSharedOptions(action))
    .addCommand(dataCommand('registrar', 'run').addCommand(child));
  program.parse(argv, { from: 'user' });
  return found;
}

describe('a shared option before the name of a subcommand', () => {
  it('counts for the subcommand', () => {
    assert.equal(dataDirOf('registrar', '-d', 'home', 'devices'), 'home');
  });

  it('gives way to one behind it', () => {
    assert.equal(dataDirOf('registrar', '-d', 'home', 'devices', '-d', 'other'), 'other');
  });

  it('leaves the default alone when it is not given', () => {
    assert.equal(dataDirOf('registrar', 'devices'), '.sallyport');
  });
});

describe('help', () => {
  const help = dataCommand('devices', 'list')
    .option('--state <state>', 'only these')
    .option('--loud', 'say more', false)
    .configureHelp({ ...HELP, helpWidth: 80 })
    .helpInformation();

  it('has the options of a command before those of every command', () => {
    assert.ok(help.indexOf('--state') < help.indexOf('--json'));
    assert.ok(help.indexOf('--json') < help.indexOf('--help'));
  });

  it('says of no switch that it is off', () => {
    assert.doesNotMatch(help, /default: false/);
    assert.match(help, /default:\s+"\.sallyport"/);
  });
});

describe('a mistake in the command line', () => {
  it('is told as every other error is', () => {
    assert.equal(mistakeText("error: unknown command 'frob'\n"), "sallyport: unknown command 'frob'\n");
    assert.equal(
      mistakeText("error: option '--port <port>' argument 'x' is invalid. It is a whole number."),
      "sallyport: option '--port <port>' argument 'x' is invalid: it is a whole number.",
    );
    assert.equal(
      mistakeText("error: command-argument value 'x' is invalid for argument 'list'. Allowed choices are a, b."),
      "sallyport: command-argument value 'x' is invalid for argument 'list': allowed choices are a, b.",
    );
  });
});
