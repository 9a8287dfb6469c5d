/**
 * Runs the benchmarks and reports ratios with their spread.
 *
 *   npm run bench                  everything, a few minutes
 *   npm run bench -- pki           one group: pki, onboarding, ecjpake, growth
 *   npm run bench -- pki --quick   shorter rounds, for a first look
 *   npm run bench -- --json        one JSON object on standard output
 */

import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { ecjpakeBenchmarks } from './ecjpake.bench.ts';
import { growthBenchmark } from './growth.bench.ts';
import { describe, type Effort } from './harness.ts';
import { onboardingBenchmark } from './onboarding.bench.ts';
import { pkiBenchmarks } from './pki.bench.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean', default: false }, quick: { type: 'boolean', default: false } },
});
const note = (text: string) => {
  process.stderr.write(text);
};
const effort: Effort = values.quick ? { rounds: 3, secondsPerRound: 0.3 } : { rounds: 7, secondsPerRound: 1 };
const wanted = (group: string) => positionals.length === 0 || positionals.includes(group);
const machine = {
  node: process.version,
  openssl: process.versions.openssl,
  cpu: cpus()[0]?.model ?? 'unknown',
  cores: cpus().length,
};

const comparisons = [
  ...(wanted('pki') ? await pkiBenchmarks(effort, note) : []),
  ...(wanted('onboarding') ? await onboardingBenchmark(effort, note) : []),
  ...(wanted('ecjpake') ? await ecjpakeBenchmarks(effort, note) : []),
];
const growth = wanted('growth') ? growthBenchmark(values.quick, note) : [];

if (values.json) process.stdout.write(`${JSON.stringify({ machine, comparisons, growth })}\n`);
else {
  process.stdout.write(`Node ${machine.node}, OpenSSL ${machine.openssl}, ${machine.cores} cores, ${machine.cpu}\n`);
  for (const comparison of comparisons) process.stdout.write(describe(comparison));
  for (const { devices, cpuMilliseconds, residentMebibytes, startMilliseconds } of growth) {
    const [low, mid, high] = cpuMilliseconds.map((value) => value.toFixed(2));
    process.stdout.write(
      `${devices} devices known: ${mid} CPU ms an onboarding (${low} to ${high}), ` +
        `${residentMebibytes.toFixed(0)} MiB resident, start in ${startMilliseconds.toFixed(0)} ms\n`,
    );
  }
}
