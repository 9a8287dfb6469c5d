/**
 * A process that puts devices out and dies by SIGKILL in the middle of it: sessions over a log on disk, a policy that turned against
 * all of them, and a NAS. Arguments: the log, and how many Disconnect-Requests it lives to see acknowledged.
 */

import { openSessions, sessionsOf } from './logged-sessions.ts';

const [path = '', acknowledged = ''] = process.argv.slice(2);
const most = Number(acknowledged);
let asked = 0;

const { sessions } = await openSessions(path, async () => {
  if (asked++ < most) return;
  process.kill(process.pid, 'SIGKILL');
  // Nothing of it is to run after that.
  await new Promise(() => undefined);
});
for (const deviceKey of sessionsOf(sessions))
  sessions.trustChanged({ cause: 'policy-changed', deviceKey, certificateSerial: undefined, at: new Date() });
await sessions.settled();
