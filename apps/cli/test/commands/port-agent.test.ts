import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { RunningCommand } from '../support/sallyport.ts';

const run = (...options: string[]) => new RunningCommand(['port-agent', ...options]).ended;

describe('sallyport port-agent', () => {
  it('must be told which port', async () => {
    const { status, note } = await run();
    assert.equal(status, 2);
    assert.match(note, /--interface/);
  });

  for (const [what, ...options] of [
    ['a name that is none', '--interface', 'eth0; flush ruleset'],
    ['more devices than there is room for', '--interface', 'lo', '--most-devices', '65'],
    ['a lease that is too short', '--interface', 'lo', '--lease', '2'],
  ] as const) {
    it(`refuses ${what}`, async () => {
      const { status, out } = await run(...options, '--json');
      assert.equal(status, 2);
      assert.match(out, /"E_PORT_AGENT_ARGUMENT"/);
    });
  }

  it('guards no interface that is not there', async () => {
    const { status, out } = await run('--interface', 'no-such-port0', '--json');
    assert.equal(status, 1);
    // Where nft, ip or hostapd_cli are missing it says that first.
    assert.match(out, /"E_PORT_AGENT_(?:INTERFACE|PROGRAM)"/);
  });
});
