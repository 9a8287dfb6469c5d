import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { openSessions, REASON, sessionOf } from './support/logged-sessions.ts';

const PROGRAM = join(import.meta.dirname, 'support', 'dying-sessions.ts');
const COUNT = 100;

let directory = '';
let path = '';
beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'sallyport-killed-'));
  path = join(directory, 'log.db');
  await using network = await openSessions(path, async () => undefined, { permits: true });
  const { sessions } = network;
  const all = Array.from({ length: COUNT }, (_, number) => sessionOf(number));
  await Promise.all(all.map((session) => sessions.admit(session, sessions.generation)));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

describe('a process that is killed while it puts out a hundred devices whose decisions turned', () => {
  for (const [when, acknowledged] of [
    ['before the first NAS heard of it', 0],
    ['in the middle', 40],
    ['before the last was acknowledged', COUNT - 1],
  ] as const) {
    it(`${when} has all of them put out by the next, each with its reason in the log`, {
      timeout: 120_000,
    }, async () => {
      const { signal, stderr } = spawnSync(process.execPath, [PROGRAM, path, String(acknowledged)], {
        encoding: 'utf8',
      });
      assert.equal(signal, 'SIGKILL', stderr);
      let told = 0;
      await using network = await openSessions(path, async () => {
        told++;
      });
      const { sessions, store } = network;
      await sessions.settled();
      assert.equal(sessions.size, 0);
      const reasons = new Map<string, string>();
      const ended = new Set<string>();
      for await (const { type, stream, data } of store.read(1)) {
        const text = JSON.stringify(data);
        if (type === 'network-session.changed' && text.includes('"state":"leaving"')) reasons.set(stream, text);
        if (type === 'network-session.ended') {
          assert.match(text, /"end":"put-out"/);
          assert.ok(
            reasons.get(stream)?.includes(`"reason":"${REASON}"`),
            `${stream} ended before its reason was there`,
          );
          assert.ok(!ended.has(stream), `${stream} ended twice`);
          ended.add(stream);
        }
      }
      assert.equal(ended.size, COUNT);
      assert.ok(told > 0, 'the next process told a NAS');
    });
  }
});
