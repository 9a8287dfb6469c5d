import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { attempt, startNetwork } from './support/network.ts';
import { missing } from './support/programs.ts';

describe('eapol_test as a device', { skip: missing('eapol_test') }, () => {
  for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
    it(`is let in with ${version} and its LDevID, into the owner's VLAN`, async () => {
      await using network = await startNetwork();
      const { output, isAccepted } = await attempt(network, await network.issue(), { version });
      assert.ok(isAccepted, output);
      assert.match(output, /MPPE keys OK: 1 {2}mismatch: 0/);
    });
  }
});
