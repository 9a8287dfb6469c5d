/**
 * The bills that CycloneDX and SPDX publish as examples and in the tests of their specifications, read from a folder
 * that `SALLYPORT_SBOM_EXAMPLES` names. Theirs are the repositories bom-examples and specification of CycloneDX, and
 * spdx-examples of SPDX; documents whose name begins with `invalid` are broken on purpose.
 */

import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, it } from 'node:test';
import { readSbom } from '@sallyport/assurance-posture';
import { isSallyportError } from '@sallyport/core';

const folder = process.env['SALLYPORT_SBOM_EXAMPLES'];
const skip = folder === undefined ? 'SALLYPORT_SBOM_EXAMPLES names no folder of published examples' : false;

describe('published examples', { skip }, () => {
  it('are read, every one that is meant to be', () => {
    const files = globSync('**/*.{json,spdx}', { cwd: folder ?? '' });
    let read = 0;
    for (const file of files) {
      const bytes = readFileSync(join(folder ?? '', file));
      if (!isBill(bytes)) continue;
      try {
        readSbom(bytes);
        read++;
      } catch (error) {
        assert.ok(isSallyportError(error), file);
        assert.match(basename(file), /^(skip_)?invalid/, `${file}: ${error.message}`);
      }
    }
    assert.ok(read > 0, 'no bill in the folder');
  });
});

/** Of a version that is read: the folders hold schemas, settings and older bills too. */
function isBill(bytes: Uint8Array): boolean {
  const text = Buffer.from(bytes.subarray(0, 4096)).toString();
  if (/"bomFormat"\s*:\s*"CycloneDX"/.test(text)) return !/"specVersion"\s*:\s*"(1\.[01]|2\.\d)"/.test(text);
  return /SPDX-2\.[23]/.test(text) || /spdx\.org\/rdf\/3\.0\.\d+\/spdx-context/.test(text);
}
