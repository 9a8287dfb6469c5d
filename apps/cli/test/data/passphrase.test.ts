import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { isSallyportError, Secret, systemRandom } from '@sallyport/core';
import { openDataDirectory } from '../../src/data/data-directory.ts';
import { keepSecret } from '../../src/data/kept-secret.ts';
import { obtainPassphrase } from '../../src/data/passphrase.ts';

const root = mkdtempSync(join(tmpdir(), 'sallyport-passphrase-'));
after(() => rmSync(root, { recursive: true, force: true }));

let count = 0;
function place() {
  const directory = openDataDirectory(join(root, String(++count)), new Date());
  return {
    directory,
    obtain: (environment: NodeJS.ProcessEnv = {}) => obtainPassphrase(directory, environment, systemRandom),
  };
}

describe('the passphrase', () => {
  it('is made once and kept beside the keys where none is given', () => {
    const { directory, obtain } = place();
    const first = obtain();
    assert.equal(first.besideTheKeys, true);
    assert.equal(obtain().secret.equals(first.secret), true);
    assert.equal(statSync(directory.file('passphrase')).mode & 0o777, 0o600);
    assert.match(readFileSync(directory.file('passphrase'), 'utf8'), /^[A-Za-z0-9_-]{32}\n$/);
    assert.equal(place().obtain().secret.equals(first.secret), false);
  });

  it('is taken from the environment, and then not kept', () => {
    const { directory, obtain } = place();
    const { secret, besideTheKeys } = obtain({ SALLYPORT_PASSPHRASE: 'from the environment' });
    assert.equal(secret.equals(Secret.of('from the environment')), true);
    assert.equal(besideTheKeys, false);
    assert.throws(() => statSync(directory.file('passphrase')));
  });

  it('is the first line of the file that is named', () => {
    const file = join(root, 'given');
    writeFileSync(file, 'from a file\r\nand more\n');
    const { secret } = place().obtain({ SALLYPORT_PASSPHRASE_FILE: file });
    assert.equal(secret.equals(Secret.of('from a file')), true);
  });

  it('is asked for, and not made anew, where keys lie under another', () => {
    const { directory, obtain } = place();
    mkdirSync(directory.domain);
    assert.throws(
      () => obtain(),
      (thrown) => isSallyportError(thrown, 'E_CLI_USAGE') && thrown.message.includes('SALLYPORT_PASSPHRASE'),
    );
    assert.throws(() => statSync(directory.file('passphrase')));
  });

  it('is not guessed when it is too short, when its file is missing, or when the kept one is damaged', () => {
    const { directory, obtain } = place();
    assert.throws(
      () => obtain({ SALLYPORT_PASSPHRASE: '1234567' }),
      (thrown) => isSallyportError(thrown, 'E_CLI_USAGE') && !thrown.message.includes('1234567'),
    );
    assert.throws(
      () => obtain({ SALLYPORT_PASSPHRASE_FILE: join(root, 'nowhere') }),
      (thrown) => isSallyportError(thrown, 'E_CLI_FILE'),
    );
    writeFileSync(directory.file('passphrase'), '\n');
    assert.throws(
      () => obtain(),
      (thrown) => isSallyportError(thrown, 'E_CLI_DATA_DIRECTORY'),
    );
  });
});

describe('a kept secret', () => {
  it('is made once, for its owner alone', () => {
    const path = join(root, 'station-password');
    let made = 0;
    const make = () => `secret-${++made}`;
    assert.equal(keepSecret(path, make).equals(Secret.of('secret-1')), true);
    assert.equal(keepSecret(path, make).equals(Secret.of('secret-1')), true);
    assert.equal(made, 1);
    assert.equal(statSync(path).mode & 0o777, 0o600);
  });

  it('says where it cannot be kept', () => {
    assert.throws(
      () => keepSecret(join(root, 'no', 'such', 'place'), () => 'x'),
      (thrown) => isSallyportError(thrown, 'E_CLI_FILE'),
    );
  });
});
