/** What the lab's devices are made of, and what is known of it: a bill for each firmware, and advisories as OSV has them. */

import type { JsonObject, JsonValue } from '@sallyport/core';

/** The type of every device of the lab. */
export const LAB_TYPE = 'example-sensor';

function apk(name: string, version: string): JsonObject {
  const purl = `pkg:apk/alpine/${name}@${version}?distro=alpine-3.15`;
  return { type: 'library', 'bom-ref': name, name, version, purl };
}

/** A bill in CycloneDX of the firmware that has this version of zlib. */
export function labBill(zlib: string): JsonObject {
  return {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    components: [apk('busybox', '1.34.1-r5'), apk('zlib', zlib)],
  };
}

export const OLD_ZLIB = '1.2.11-r3';
export const NEW_ZLIB = '1.2.12-r0';

interface Known {
  readonly cve: string;
  readonly name: string;
  readonly fixed: string;
  readonly vector: string;
  readonly summary: string;
}

function advisory({ cve, name, fixed, vector, summary }: Known): JsonValue {
  return {
    schema_version: '1.6.0',
    id: `ALPINE-${cve}`,
    upstream: [cve],
    modified: '2026-01-01T00:00:00Z',
    summary,
    severity: [{ type: 'CVSS_V3', score: vector }],
    affected: [
      {
        package: { ecosystem: 'Alpine:v3.15', name },
        ranges: [{ type: 'ECOSYSTEM', events: [{ introduced: '0' }, { fixed }] }],
      },
    ],
  };
}

/** Of a component of the devices, in a version that they do not have. */
export const HARMLESS_ADVISORY = advisory({
  cve: 'CVE-2021-42378',
  name: 'busybox',
  fixed: '1.34.0-r0',
  vector: 'CVSS:3.1/AV:N/AC:L/PR:H/UI:N/S:U/C:H/I:H/A:H',
  summary: 'A use-after-free in awk',
});

/** Of the older zlib: 7.5. */
export const ZLIB_ADVISORY = advisory({
  cve: 'CVE-2018-25032',
  name: 'zlib',
  fixed: NEW_ZLIB,
  vector: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H',
  summary: 'Memory corruption when deflating',
});
