/**
 * Runs every test of the workspace with node:test, or those whose path contains one of the given words.
 *
 *   npm run test:unit             everything
 *   npm run test:unit -- voucher  only files with "voucher" in their path
 *
 * Test files are `*.test.ts` under a `test/` folder. Peers that are not installed make their tests skip, and say so.
 */

import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { availableParallelism } from 'node:os';

const words = process.argv.slice(2);
const files = globSync('{packages,protocols,assurance,networks,apps}/*/test/**/*.test.ts')
  .concat(globSync('{onboarding,conformance}/test/**/*.test.ts'))
  .filter((file) => words.length === 0 || words.some((word) => file.includes(word)))
  .sort();

if (files.length === 0) {
  process.stderr.write(`no test file matches ${words.join(' ')}\n`);
  process.exit(1);
}

const concurrency = Math.max(2, availableParallelism());
/** No test takes longer; one that hangs is a failure, not a wait. */
const TIMEOUT_MS = 240_000;
const options = ['--test', `--test-concurrency=${concurrency}`, `--test-timeout=${TIMEOUT_MS}`];
const run = spawnSync(process.execPath, [...options, ...files], { stdio: 'inherit' });
process.exit(run.status ?? 1);
