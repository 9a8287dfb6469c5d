/**
 * Runs the benchmarks and reports ratios with their spread.
 *
 *   npm run bench                  everything, most of an hour
 *   npm run bench -- pki           one group: pki, onboarding, ecjpake, claims, eap-tls, growth, thread,
 *                                  admission, trust-flip, claim-flip, sbom-match, assurance, trust-engine, inference,
 *                                  console, console-api
 *   npm run bench -- pki --quick   shorter rounds, for a first look
 *   npm run bench -- --json        one JSON object on standard output
 *   npm run bench -- console-api --houses DIR
 *                                  keep the houses of console and console-api in DIR, and take those that are there
 */

import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { puttingOutBenchmark } from './admission.bench.ts';
import { assuranceBenchmark, describeAssurance } from './assurance.bench.ts';
import { claimFlipBenchmark, describeClaimFlips } from './claim-flip.bench.ts';
import { claimsBenchmarks } from './claims.bench.ts';
import { consoleBenchmark, describeConsole } from './console.bench.ts';
import { CONSOLE_API_ROUNDS, CONSOLE_API_SIZES, consoleApiBenchmark, describeConsoleApi } from './console-api.bench.ts';
import { eapTlsBenchmarks } from './eap-tls.bench.ts';
import { ecjpakeBenchmarks } from './ecjpake.bench.ts';
import { growthBenchmark } from './growth.bench.ts';
import { describe, type Effort } from './harness.ts';
import { describeInference, inferenceBenchmark } from './inference.bench.ts';
import { onboardingBenchmark } from './onboarding.bench.ts';
import { pkiBenchmarks } from './pki.bench.ts';
import { describeSbomMatch, sbomMatchBenchmark } from './sbom-match.bench.ts';
import { threadJoinBenchmark } from './thread-joins.bench.ts';
import { describeTrustEngine, trustEngineBenchmark } from './trust-engine.bench.ts';
import { describeTrustFlips, trustFlipBenchmark } from './trust-flip.bench.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
    houses: { type: 'string' },
  },
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
  ...(wanted('claims') ? await claimsBenchmarks(effort, note) : []),
  ...(wanted('eap-tls') ? await eapTlsBenchmarks(effort, note) : []),
];
const growth = wanted('growth') ? growthBenchmark(values.quick, note) : [];
if (wanted('thread')) note('devices join a simulated Thread network …\n');
const threadJoins = wanted('thread') ? await threadJoinBenchmark(values.quick ? 50 : 1000) : undefined;
if (wanted('admission')) note('devices come onto a network, and are put out …\n');
const puttingOut = wanted('admission')
  ? await puttingOutBenchmark(values.quick ? 500 : 10_000, values.quick ? 50 : 300)
  : undefined;
const trustEngine = wanted('trust-engine') ? await trustEngineBenchmark(values.quick, note) : [];
const trustFlips = wanted('trust-flip') ? await trustFlipBenchmark(values.quick ? 100 : 300, note) : undefined;
const claimFlips = wanted('claim-flip') ? claimFlipBenchmark(values.quick, note) : [];
const assurance = wanted('assurance') ? assuranceBenchmark(values.quick, note) : [];
const inference = wanted('inference') ? inferenceBenchmark(values.quick, note) : [];
const sbomMatch = wanted('sbom-match') ? await sbomMatchBenchmark(values.quick, effort, note) : undefined;
const apiSizes = values.quick ? CONSOLE_API_SIZES.slice(0, 1) : CONSOLE_API_SIZES;
const lists = wanted('console-api')
  ? await consoleApiBenchmark(
      apiSizes,
      values.quick ? CONSOLE_API_ROUNDS.quick : CONSOLE_API_ROUNDS.whole,
      note,
      values.houses,
    )
  : [];
const consoles = wanted('console') ? await consoleBenchmark(values.quick, note, values.houses) : undefined;

if (values.json)
  process.stdout.write(
    `${JSON.stringify({ machine, comparisons, growth, assurance, claimFlips, inference, trustEngine, lists, ...(threadJoins === undefined ? {} : { threadJoins }), ...(puttingOut === undefined ? {} : { puttingOut }), ...(trustFlips === undefined ? {} : { trustFlips }), ...(sbomMatch === undefined ? {} : { sbomMatch }), ...(consoles === undefined ? {} : { consoles }) })}\n`,
  );
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
  if (puttingOut !== undefined) {
    const { sessions, flips, untilNas, floor, ratio, cpuMillisecondsEach } = puttingOut;
    const [, median, p99, high] = untilNas.map((span) => span.toFixed(1));
    const [, least, leastP99] = floor.map((span) => span.toFixed(1));
    process.stdout.write(
      `with ${sessions} devices on the network, ${flips} put out one by one: Disconnect-Request at the NAS after ` +
        `${median} ms (median), ${p99} ms (99 of 100), ${high} ms at most; a durable append and a datagram alone take ` +
        `${least} ms and ${leastP99} ms, so ${ratio.toFixed(2)} times that; ${cpuMillisecondsEach.toFixed(1)} CPU ms for ` +
        'each device that came onto the network, both sides\n',
    );
  }
  for (const each of claimFlips) process.stdout.write(describeClaimFlips(each));
  for (const cost of assurance) process.stdout.write(describeAssurance(cost));
  process.stdout.write(describeInference(inference));
  if (sbomMatch !== undefined) process.stdout.write(describeSbomMatch(sbomMatch));
  process.stdout.write(describeTrustEngine(trustEngine));
  for (const list of lists) process.stdout.write(describeConsoleApi(list));
  if (consoles !== undefined) process.stdout.write(describeConsole(consoles));
  if (trustFlips !== undefined) process.stdout.write(describeTrustFlips(trustFlips));
  if (threadJoins !== undefined) {
    const { joined, joiners, lost, lossPercent, cpuMillisecondsEach, ratio, exchangeCpuMilliseconds } = threadJoins;
    process.stdout.write(
      `${joined} of ${joiners} devices joined through one Commissioner at ${lossPercent} % frame loss, ${lost} lost: ` +
        `${cpuMillisecondsEach.toFixed(1)} CPU ms a join for the whole network, ${ratio.toFixed(1)} times the EC-JPAKE ` +
        `exchange alone (${exchangeCpuMilliseconds.toFixed(1)} ms); ${threadJoins.residentMebibytes.toFixed(0)} MiB ` +
        `resident, ${threadJoins.spanSeconds.toFixed(0)} s of virtual time, ${threadJoins.frames} frames, ` +
        `${threadJoins.repeated} attempts repeated\n`,
    );
  }
}
