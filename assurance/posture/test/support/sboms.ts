import { readSbom, type Sbom } from '@sallyport/assurance-posture';
import { type JsonValue, utf8 } from '@sallyport/core';

export const SERIAL = 'urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79';

export function bytesOf(document: JsonValue): Uint8Array {
  return utf8(JSON.stringify(document));
}

/** A CycloneDX bill of the firmware of a thermostat. */
export function cycloneDx(
  components: readonly JsonValue[],
  more: Readonly<Record<string, JsonValue>> = {},
): Readonly<Record<string, JsonValue>> {
  return {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    serialNumber: SERIAL,
    version: 1,
    metadata: { component: { 'bom-ref': 'thermo', type: 'firmware', name: 'thermo-2', version: '1.4.0' } },
    components,
    ...more,
  };
}

/** A component known by package URLs such as `pkg:npm/lodash@4.17.20`; its reference is its name. */
export function library(purl: string, more: Readonly<Record<string, JsonValue>> = {}): JsonValue {
  const [, name = purl, version] = /\/([^/@?]+)(?:@([^?]+))?(?:\?.*)?$/.exec(purl) ?? [];
  return {
    'bom-ref': name,
    type: 'library',
    name,
    ...(version === undefined ? {} : { version: decodeURIComponent(version) }),
    purl,
    ...more,
  };
}

export function sbomOf(components: readonly JsonValue[], more: Readonly<Record<string, JsonValue>> = {}): Sbom {
  return readSbom(bytesOf(cycloneDx(components, more)));
}
