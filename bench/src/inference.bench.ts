/**
 * What it costs to judge a whole house under Build 5's policy, and what one change costs, with 1 000, 10 000 and 100 000
 * devices: beside native SWI-Prolog, which has the same rules and facts and judges the whole house. Each size runs in a
 * process of its own, so that memory is that of this size alone.
 */

import { execFileSync } from 'node:child_process';
import { InferenceEngine } from '@sallyport/assurance-inference';
import { type Comparison, type Contender, compare, cpuSecondsSince, median } from './harness.ts';
import { NativeProlog } from './inference/native.ts';
import { AT, deviceFacts, deviceUri, houseFacts, RULES, threshold, trustIn } from './inference/world.ts';

export interface InferenceGrowth {
  readonly devices: number;
  /** Taking in all facts and rules, in seconds of CPU time. */
  readonly fillSeconds: number;
  /** Judging devices: ours judges the whole house anew after a change that concerns all of it. Absent without a peer. */
  readonly judging: Comparison | undefined;
  /** One change that concerns one device, until its new answer is there, in milliseconds of CPU time: lowest, median, highest. */
  readonly changeCpuMilliseconds: readonly [number, number, number];
  /** The same by the clock, median. */
  readonly changeMilliseconds: number;
  /** Our whole process, and the peer's. */
  readonly residentMebibytes: number;
  readonly peerMebibytes: number | undefined;
}

const SIZES = [1000, 10_000, 100_000] as const;
const CHANGES = 400;

export function inferenceBenchmark(isQuick: boolean, note: (text: string) => void): readonly InferenceGrowth[] {
  return (isQuick ? SIZES.slice(0, 2) : SIZES).map((size) => {
    note(`judging a house of ${size} devices …\n`);
    const output = execFileSync(process.execPath, [import.meta.filename, String(size)], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const growth: InferenceGrowth = JSON.parse(output);
    return growth;
  });
}

export function describeInference(growth: readonly InferenceGrowth[]): string {
  return growth
    .map(
      ({
        devices,
        fillSeconds,
        judging,
        changeCpuMilliseconds,
        changeMilliseconds,
        residentMebibytes,
        peerMebibytes,
      }) => {
        const [low, mid, high] = changeCpuMilliseconds.map((value) => value.toFixed(2));
        const beside =
          judging === undefined
            ? 'native SWI-Prolog is not installed and was left out'
            : `${Math.round(judging.oursPerSecond)} devices a CPU-second with proofs and dependencies, native SWI-Prolog ` +
              `${Math.round(judging.theirsPerSecond)} without, ratio ${judging.ratio.map((ratio) => ratio.toFixed(2)).join(' / ')}; ` +
              `native memory ${peerMebibytes?.toFixed(0)} MiB`;
        return (
          `${devices} devices: one change ${mid} CPU ms (${low} to ${high}), ${changeMilliseconds.toFixed(2)} ms by the clock; ` +
          `filled in ${fillSeconds.toFixed(1)} CPU s; ${residentMebibytes.toFixed(0)} MiB resident\n  ${beside}\n`
        );
      },
    )
    .join('');
}

async function measure(devices: number): Promise<InferenceGrowth> {
  const engine = await InferenceEngine.start({ at: AT });
  const start = process.cpuUsage();
  await engine.apply([...RULES.map((rule) => ({ addRule: rule })), ...houseFacts().map((fact) => ({ add: fact }))], AT);
  for (let number = 0; number < devices; number += 1000) {
    const facts = Array.from({ length: Math.min(1000, devices - number) }, (_, index) => deviceFacts(number + index));
    await engine.apply(
      facts.flat().map((fact) => ({ add: fact })),
      AT,
    );
  }
  const fillSeconds = cpuSecondsSince(start);
  await watchAll(engine, devices);
  const changes = await changeOneByOne(engine);
  const native = await NativeProlog.start(devices);
  const effort = { rounds: devices > 10_000 ? 3 : 7, secondsPerRound: 1 };
  const judging =
    native === undefined ? undefined : await compare(`${devices} devices`, judgingAll(engine, devices), native, effort);
  const residentMebibytes = process.memoryUsage().rss / (1 << 20);
  const peerMebibytes = native?.residentMebibytes;
  native?.end();
  await engine.close();
  return { devices, fillSeconds, judging, ...changes, residentMebibytes, peerMebibytes };
}

async function watchAll(engine: InferenceEngine, devices: number): Promise<void> {
  for (let number = 0; number < devices; number += 1000) {
    const some = Array.from({ length: Math.min(1000, devices - number) }, (_, index) => deviceUri(number + index));
    const goals = some.map((device) => ({ relation: 'permit', arguments: ['E.2', device] }));
    const answers = await engine.follow(goals.map((pattern) => ({ pattern, given: [] })));
    if (!answers.every(({ holds }) => holds)) throw new RangeError('a device is not permitted that is to be');
  }
}

/** The owner takes back the trust in one device, and gives it again. */
async function changeOneByOne(engine: InferenceEngine) {
  const cpu: number[] = [];
  const clock: number[] = [];
  for (let change = 0; change < CHANGES; change++) {
    const fact = trustIn(Math.floor(change / 2));
    const started = performance.now();
    const start = process.cpuUsage();
    const { flipped, reevaluated } = await engine.apply([change % 2 === 0 ? { remove: fact } : { add: fact }], AT);
    cpu.push(cpuSecondsSince(start) * 1000);
    clock.push(performance.now() - started);
    if (flipped.length !== 1 || reevaluated !== 1) throw new RangeError('one change is to concern one device');
  }
  const middle = cpu.sort((a, b) => a - b);
  return {
    changeCpuMilliseconds: [middle[0] ?? Number.NaN, median(cpu), middle.at(-1) ?? Number.NaN] as const,
    changeMilliseconds: median(clock),
  };
}

function judgingAll(engine: InferenceEngine, devices: number): Contender {
  let current: string | undefined;
  let next = 7;
  return {
    name: 'Sallyport',
    round: async (seconds) => {
      const start = process.cpuUsage();
      let operations = 0;
      do {
        const rule = threshold(next);
        const { reevaluated } = await engine.apply(
          [...(current === undefined ? [] : [{ removeRule: current }]), { addRule: rule }],
          AT,
        );
        if (reevaluated !== devices) throw new RangeError('a threshold is to concern every device');
        current = rule.id;
        next = next === 7 ? 8 : 7;
        operations += reevaluated;
      } while (cpuSecondsSince(start) < seconds);
      return { operations, cpuSeconds: cpuSecondsSince(start) };
    },
  };
}

if (process.argv[1] === import.meta.filename) {
  process.stdout.write(JSON.stringify(await measure(Number(process.argv[2]))));
}
