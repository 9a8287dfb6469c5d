/**
 * Network Diagnostics of OpenThread's own nodes, asked for by Sallyport's Commissioner through their border agent: what is read in the
 * answers is what the nodes' command lines say. Skipped where OpenThread is missing.
 *
 * A mesh goes on living while it is looked at. What counts up is compared with what was read before and after; the rest is asked for again
 * where it does not agree, in case it was another in between.
 */

import assert from 'node:assert/strict';
import { after, before, describe } from 'node:test';
import { DiagnosedMesh } from '../../src/thread/diagnosed-mesh.ts';
import { openThread, openThreadMissing } from '../../src/thread/programs.ts';
import { answerTests } from './diagnostics/answers.ts';
import { counterTests } from './diagnostics/counters.ts';
import { identityTests } from './diagnostics/identity.ts';
import { neighbourTests } from './diagnostics/neighbours.ts';

const missing = openThreadMissing();

describe(
  'OpenThread’s nodes, asked what they are and whom they know',
  missing === undefined ? {} : { skip: missing },
  () => {
    let mesh: DiagnosedMesh;

    before(async () => {
      const programs = openThread();
      assert.ok(programs);
      mesh = await DiagnosedMesh.start(programs);
    });
    after(() => mesh?.close());

    // One mesh for all of them: it takes long to form.
    for (const tests of [identityTests, neighbourTests, counterTests, answerTests]) tests(() => mesh);
  },
);
