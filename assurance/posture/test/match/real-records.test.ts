import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { FeedStore, importFeed, matchComponent } from '@sallyport/assurance-posture';
import type { JsonValue } from '@sallyport/core';
import { library, sbomOf } from '../support/sboms.ts';

const vector = (name: string) => fileURLToPath(new URL(`../vectors/${name}`, import.meta.url));
const store = FeedStore.open(':memory:');

before(async () => {
  await importFeed(store, { kind: 'osv', path: vector('osv-records.json') });
  await importFeed(store, { kind: 'nvd', path: vector('nvd.json') });
  await importFeed(store, { kind: 'kev', path: vector('kev.json') });
});

function found(purl: string, more: Readonly<Record<string, JsonValue>> = {}): readonly string[] {
  const component = sbomOf([library(purl, more)]).components[1];
  assert.ok(component);
  return matchComponent(component, store).matches.map(
    ({ id, verdict, fixedIn }) => `${id} ${verdict} ${fixedIn.join(' ')}`,
  );
}

describe('real advisories', () => {
  it('meet the packages that they are of, in the versions that they are of', () => {
    assert.deepEqual(found('pkg:npm/lodash@4.17.20'), ['GHSA-35jh-r3h4-6jhm affected 4.17.21']);
    assert.deepEqual(found('pkg:npm/lodash@4.17.21'), []);
    assert.deepEqual(found('pkg:npm/lodash-es@4.0.0'), ['GHSA-35jh-r3h4-6jhm affected 4.17.21']);
    assert.deepEqual(found('pkg:npm/lodash.template@4.0.0'), []);
    assert.deepEqual(found('pkg:maven/org.apache.any23/apache-any23@2.4'), ['GHSA-838r-hvwh-24h8 affected 2.5']);
    assert.deepEqual(found('pkg:maven/org.apache.any23/apache-any23@2.5.0'), []);
    assert.deepEqual(found('pkg:pypi/aiohttp@3.9.0rc0'), ['PYSEC-2023-251 affected 3.9.0']);
    assert.deepEqual(found('pkg:pypi/AioHTTP@3.9.1'), []);
    assert.deepEqual(found('pkg:golang/golang.org/x/text@v0.3.6'), ['GO-2021-0113 affected 0.3.7']);
    assert.deepEqual(found('pkg:golang/golang.org/x/text@v0.3.7'), []);
    assert.deepEqual(found('pkg:cargo/smallvec@1.6.0'), ['RUSTSEC-2021-0003 affected 1.6.1']);
    assert.deepEqual(found('pkg:cargo/smallvec@0.6.14'), []);
    assert.deepEqual(found('pkg:cargo/smallvec@0.6.2'), []);
  });

  it('of distributions meet their packages of that release', () => {
    assert.deepEqual(found('pkg:deb/debian/nginx@1.2.1-2.2%2Bwheezy2?distro=debian-7'), [
      'DSA-3029-1 affected 1.2.1-2.2+wheezy3',
    ]);
    assert.deepEqual(found('pkg:deb/debian/nginx@1.2.1-2.2%2Bwheezy3?distro=debian-7'), []);
    assert.deepEqual(found('pkg:deb/debian/nginx@1.2.1-1?distro=debian-8'), []);
    assert.deepEqual(found('pkg:deb/debian/nginx-common@1.2.1-1?distro=debian-7&upstream=nginx'), [
      'DSA-3029-1 affected 1.2.1-2.2+wheezy3',
    ]);
    assert.deepEqual(found('pkg:apk/alpine/mariadb@10.6.7-r0?distro=alpine-3.15.4'), [
      'CVE-2022-27449 affected 10.6.8-r0',
    ]);
    assert.deepEqual(found('pkg:apk/alpine/mariadb@10.4.25-r0?distro=3.12'), []);
  });

  it('of repositories meet what names the repository, and leave commits open that they do not name', () => {
    assert.deepEqual(found('pkg:github/aio-libs/aiohttp@0.10.1'), [
      'PYSEC-2023-251 affected e4ae01c2077d2cfa116aa82e4ff6866857f7c466',
    ]);
    assert.deepEqual(found('pkg:github/aio-libs/aiohttp@e4ae01c2077d2cfa116aa82e4ff6866857f7c466'), []);
    assert.deepEqual(found('pkg:github/aio-libs/aiohttp@0123456789abcdef0123456789abcdef01234567'), [
      'PYSEC-2023-251 unknown e4ae01c2077d2cfa116aa82e4ff6866857f7c466',
    ]);
  });

  it('of NVD meet products by their CPE', () => {
    const cpe = (version: string) => ({ cpe: `cpe:2.3:a:zlib:zlib:${version}:*:*:*:*:*:*:*` });
    assert.deepEqual(found('pkg:generic/zlib@1.2.11', cpe('1.2.11')), ['CVE-2018-25032 affected 1.2.12']);
    assert.deepEqual(found('pkg:generic/zlib@1.2.13', cpe('1.2.13')), []);
    assert.deepEqual(found('pkg:generic/zlib@1.2.11', cpe('*')), ['CVE-2018-25032 affected 1.2.12']);
    assert.deepEqual(found('pkg:generic/zlib', cpe('*')), ['CVE-2018-25032 unknown 1.2.12']);
    assert.deepEqual(found('pkg:generic/log4j@2.0', { cpe: 'cpe:/a:apache:log4j:2.0:beta9' }), [
      'CVE-2021-44228 affected ',
    ]);
  });

  it('without a version leave open whether they are meant', () => {
    assert.deepEqual(found('pkg:npm/lodash'), ['GHSA-35jh-r3h4-6jhm unknown 4.17.21']);
    assert.deepEqual(found('pkg:npm/lodash', { version: '4.17.21' }), []);
  });
});
