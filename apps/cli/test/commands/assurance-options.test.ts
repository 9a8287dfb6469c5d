import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { Command } from 'commander';
import { type AssuranceOptions, assuranceOf, withAssurance } from '../../src/commands/assurance-options.ts';
import { testContext } from '../support/context.ts';

function optionsOf(...argv: string[]): AssuranceOptions {
  const command = withAssurance(new Command('x'))
    .exitOverride()
    .configureOutput({ writeErr: () => undefined });
  return command.parse(argv, { from: 'user' }).opts();
}

const read = (...argv: string[]) => assuranceOf(optionsOf(...argv), testContext());

describe('the options of assurance', () => {
  const root = mkdtempSync(join(tmpdir(), 'sallyport-options-'));
  after(() => rmSync(root, { recursive: true, force: true }));

  it('ask for nothing when none is given', async () => {
    assert.deepEqual(await read(), {});
  });

  it('name people as claims do', async () => {
    const { roots } = await read('--believe', 'Bob@Example.com', 'did:key:z6Mkbob');
    assert.deepEqual(roots, ['mailto:Bob@example.com'.toLowerCase(), 'did:key:z6Mkbob']);
  });

  it('say what becomes of devices, whose claims are taken, and where routers connect', async () => {
    const asked = await read(
      ...['--claims-from', 'nobody', '--lost-trust', 'revoke', '--threshold', '0.75'],
      ...['--router-port', '4711', '--router-measure', 'constrain'],
    );
    assert.deepEqual(asked, {
      threshold: 0.75,
      claimsFrom: 'nobody',
      lostTrust: 'revoke',
      routers: { listen: { host: '127.0.0.1', port: 4711 }, measure: 'constrain' },
    });
  });

  it('make a place for mails that nobody else can read', async () => {
    const directory = join(root, 'mails');
    const { identities } = await read(
      '--mail-directory',
      directory,
      '--identities-url',
      'https://id.example/identities',
    );
    assert.equal(identities?.url, 'https://id.example/identities');
    assert.equal(statSync(directory).mode & 0o777, 0o700);
  });

  for (const [what, argv, code] of [
    ['two ways to send mail', ['--mail-console', '--mail-directory', 'x'], 'E_CLI_USAGE'],
    ['a mail server without a sender', ['--mail-server', 'smtp://mail.example'], 'E_CLI_USAGE'],
    ['a sender without a mail server', ['--mail-from', 'a@example.com'], 'E_CLI_USAGE'],
    ['a URL for a server that there is not', ['--identities-url', 'https://id.example/identities'], 'E_CLI_USAGE'],
    ['a measure of routers that there are not', ['--router-measure', 'remove'], 'E_CLI_USAGE'],
    ['what MUD files mean without anchors', ['--local-network', '192.0.2.0/24'], 'E_CLI_USAGE'],
    ['anchors that are none', ['--mud-anchor', import.meta.filename], 'E_CLI_FILE'],
    [
      'a password in the URL',
      ['--mail-server', 'smtp://a:b@mail.example', '--mail-from', 'a@b.example'],
      'E_DOMAIN_ARGUMENT',
    ],
  ] satisfies [string, string[], string][]) {
    it(`are refused: ${what}`, async () => {
      await assert.rejects(read(...argv), { code });
    });
  }

  for (const argv of [
    ['--believe', 'nobody at all'],
    ['--threshold', '2'],
  ]) {
    it(`are refused as they are read: ${argv.join(' ')}`, () => {
      assert.throws(() => optionsOf(...argv), { code: 'commander.invalidArgument' });
    });
  }
});
