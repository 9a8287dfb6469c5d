import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isSallyportError } from '@sallyport/core';
import { loadConfig } from '../../src/nqminds/config.ts';
import { parseConfig } from '../../src/nqminds/index.ts';

/** CAHN's example for starting the registrar, abridged to the keys with values and some without. */
const DOCUMENTED = `
[pledge]
createdOn = "1973-11-29T21:33:09Z"
serialNumber = "idev-serial12345"
nonce = ""
idevidCertPath = "/absolute_path_to/idevid.crt"
idevidCACertPath = "/absolute_path_to/idevid-ca.crt"
cmsSignKeyPath = ""

[registrar]
bindAddress = "127.0.0.1"
port = 12345
tlsCertPath = "/absolute_path_to/registrar-tls.crt"
tlsCACertPath = "/absolute_path_to/registrar-tls-ca.crt"
cmsSignKeyPath = "/absolute_path_to/registrar-cms.key"
cmsAdditionalCertPath = ""

[masa]
bindAddress = "https://masa-address.com"
port = 12346
expiresOn = ""
ldevidCAKeyPath = "/absolute_path_to/ldevid-ca.key"
ldevidCACertPath = "/absolute_path_to/ldevid-ca.crt"
`;

function refusal(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    assert.ok(isSallyportError(error));
    return error.code;
  }
  assert.fail('nothing was thrown');
}

describe("the tool's config.ini", () => {
  const { pledge, registrar, masa } = parseConfig(DOCUMENTED);

  it('gives the pledge its values, and takes empty ones for absent', () => {
    assert.equal(pledge.createdOn?.toISOString(), '1973-11-29T21:33:09.000Z');
    assert.equal(pledge.serialNumber, 'idev-serial12345');
    assert.equal(pledge.nonce, undefined);
    assert.equal(pledge.idevidCaCertPath, '/absolute_path_to/idevid-ca.crt');
    assert.equal(pledge.cms.signKeyPath, undefined);
  });
  it('gives the servers their addresses, written with or without a scheme', () => {
    assert.deepEqual([registrar.host, registrar.port], ['127.0.0.1', 12345]);
    assert.deepEqual([masa.host, masa.port], ['masa-address.com', 12346]);
    assert.equal(masa.expiresOn, undefined);
    assert.equal(masa.ldevidCaKeyPath, '/absolute_path_to/ldevid-ca.key');
    assert.deepEqual(registrar.cms.additionalCertPaths, []);
  });
  it('may be empty: what is missing is told by the command that needs it', () => {
    const empty = parseConfig('');
    assert.deepEqual([empty.masa.host, empty.masa.port], ['0.0.0.0', 0]);
    assert.equal(empty.pledge.serialNumber, undefined);
  });
  it('takes every value of a repeated key', () => {
    const text = '[pledge]\ncmsVerifyStorePath = "a"\ncmsVerifyStorePath = ""\ncmsVerifyStorePath = "b"\n';
    assert.deepEqual(parseConfig(text).pledge.cms.verifyStorePaths, ['a', 'b']);
  });
  it('is refused with a port or a date that is none', () => {
    for (const port of ['65536', '-1', '80 81', 'https', '1.5']) {
      assert.equal(
        refusal(() => parseConfig(`[masa]\nport = "${port}"`)),
        'E_NQMINDS_CONFIG',
      );
    }
    assert.equal(
      refusal(() => parseConfig('[masa]\nexpiresOn = tomorrow')),
      'E_NQMINDS_CONFIG',
    );
  });
  it('must be there', () => {
    assert.equal(
      refusal(() => loadConfig('/nowhere/config.ini')),
      'E_NQMINDS_FILE',
    );
  });
});
