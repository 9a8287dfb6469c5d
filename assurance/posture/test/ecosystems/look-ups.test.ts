import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { lookUpsOf, packageKey, parsePurl } from '@sallyport/assurance-posture';
import { refuses } from '@sallyport/testing';
import { repositoryName } from '../../src/ecosystems/ecosystem.ts';
import { isOfRelease } from '../../src/ecosystems/release.ts';

const look = (purl: string) => lookUpsOf(parsePurl(purl)).map(({ key, version }) => `${key} ${version ?? '?'}`);

describe('a package URL', () => {
  it('is looked up under the name that its ecosystem’s advisories use', () => {
    const expected: Readonly<Record<string, readonly string[]>> = {
      'pkg:npm/%40angular/core@12.0.0': ['npm/@angular/core 12.0.0'],
      'pkg:npm/lodash@4.17.20': ['npm/lodash 4.17.20'],
      'pkg:pypi/Zope.Interface@5.0': ['PyPI/zope-interface 5.0'],
      'pkg:golang/github.com/BurntSushi/toml@v0.3.1': ['Go/github.com/burntsushi/toml v0.3.1'],
      'pkg:cargo/smallvec@1.6.0': ['crates.io/smallvec 1.6.0'],
      'pkg:gem/rails@6.0.0': ['RubyGems/rails 6.0.0'],
      'pkg:nuget/Newtonsoft.Json@12.0.1': ['NuGet/newtonsoft.json 12.0.1'],
      'pkg:maven/org.apache.logging.log4j/log4j-core@2.14.1': ['Maven/org.apache.logging.log4j:log4j-core 2.14.1'],
      'pkg:composer/Symfony/HTTP-kernel@4.4.0': ['Packagist/symfony/http-kernel 4.4.0'],
      'pkg:hex/phoenix@1.4.0': ['Hex/phoenix 1.4.0'],
      'pkg:pub/http@0.13.0': ['Pub/http 0.13.0'],
      'pkg:github/madler/zlib@v1.2.11': ['GIT/github.com/madler/zlib v1.2.11'],
      'pkg:deb/debian/zlib1g@1%3A1.2.11.dfsg-2?distro=debian-11&upstream=zlib': [
        'Debian/zlib1g 1:1.2.11.dfsg-2',
        'Debian/zlib 1:1.2.11.dfsg-2',
      ],
      'pkg:deb/ubuntu/libssl3@3.0.2-0ubuntu1?upstream=openssl%403.0.2': [
        'Ubuntu/libssl3 3.0.2-0ubuntu1',
        'Ubuntu/openssl 3.0.2',
      ],
      'pkg:apk/alpine/libcrypto3@3.1.4-r5?upstream=openssl': ['Alpine/libcrypto3 3.1.4-r5', 'Alpine/openssl 3.1.4-r5'],
      'pkg:rpm/rocky/openssl-libs@1.1.1k-7.el8?epoch=1&upstream=openssl-1.1.1k-7.el8.src.rpm': [
        'Rocky Linux/openssl-libs 1:1.1.1k-7.el8',
        'Rocky Linux/openssl 1.1.1k-7.el8',
      ],
      'pkg:generic/zlib@1.2.11?vcs_url=git%2Bhttps://github.com/madler/zlib.git%40v1.2.11': [
        'GIT/github.com/madler/zlib 1.2.11',
      ],
      'pkg:npm/lodash': ['npm/lodash ?'],
    };
    for (const [purl, keys] of Object.entries(expected)) assert.deepEqual(look(purl), keys, purl);
  });

  it('of a kind without advisories is looked up nowhere', () => {
    for (const purl of [
      'pkg:generic/zlib@1.2.11',
      'pkg:deb/raspbian/zlib@1',
      'pkg:docker/nginx@1.2',
      'pkg:conan/z@1',
    ]) {
      assert.deepEqual(look(purl), [], purl);
    }
  });

  it('that is malformed or too long is refused', async () => {
    for (const text of ['', 'zlib', 'pkg:npm', 'pkg:npm/%zz', `pkg:npm/${'a'.repeat(2000)}`]) {
      await refuses(() => parsePurl(text), 'E_POSTURE_PURL');
    }
  });
});

describe('names', () => {
  it('of one package in different spellings are one key', () => {
    assert.equal(packageKey('PyPI', 'zope.interface'), packageKey('PyPI', 'Zope_Interface'));
    assert.notEqual(packageKey('npm', 'a.b'), packageKey('npm', 'a-b'));
  });

  it('of repositories come from URLs of any kind', () => {
    for (const url of [
      'https://github.com/madler/zlib',
      'git+ssh://git@github.com/madler/zlib.git@v1',
      'git://github.com/madler/zlib/',
    ]) {
      assert.equal(repositoryName(url), 'github.com/madler/zlib', url);
    }
    assert.equal(repositoryName('zlib'), undefined);
  });
});

describe('releases of distributions', () => {
  it('are told apart where both sides name one', () => {
    assert.equal(isOfRelease('Debian', '11', 'debian-11'), true);
    assert.equal(isOfRelease('Debian', '11', 'bookworm'), false);
    assert.equal(isOfRelease('Debian', '12', 'debian-12.4'), true);
    assert.equal(isOfRelease('Ubuntu', '22.04:LTS', 'ubuntu-22.04'), true);
    assert.equal(isOfRelease('Ubuntu', 'Pro:18.04:LTS', 'jammy'), false);
    assert.equal(isOfRelease('Alpine', 'v3.18', 'alpine-3.18.4'), true);
    assert.equal(isOfRelease('Alpine', 'v3.17', 'alpine-3.18.4'), false);
    assert.equal(isOfRelease('Rocky Linux', '9', 'rocky-9.2'), true);
    assert.equal(isOfRelease('Red Hat', 'enterprise_linux:8::baseos', 'rhel-9.1'), false);
  });

  it('that one side leaves open could be any', () => {
    assert.equal(isOfRelease('Debian', '11', undefined), true);
    assert.equal(isOfRelease('Debian', '', 'debian-12'), true);
    assert.equal(isOfRelease('Red Hat', 'openshift:4.12', 'rhel-9.1'), true);
    assert.equal(isOfRelease('npm', '', 'debian-12'), true);
  });
});
