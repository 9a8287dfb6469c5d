/** Onboardings a CPU-second with all four roles in one process, beside the public-key operations alone. */

import type { Device } from '@sallyport/app-device';
import { startBareTls } from './bare-tls.ts';
import { type Comparison, type Contender, compare, type Effort, inProcess, type Sample } from './harness.ts';
import { type OnboardingRig, startRig } from './onboarding-rig.ts';
import { onboardingPrimitives, operationsBesideTls } from './primitives.ts';

/** Devices that come aboard at the same time. */
const CONCURRENCY = 8;
const BATCH = 40;

export async function onboardingBenchmark(
  effort: Effort,
  note: (text: string) => void,
): Promise<readonly Comparison[]> {
  const rig = await startRig({ directory: undefined });
  const tls = await startBareTls();
  try {
    const longer = { ...effort, secondsPerRound: effort.secondsPerRound * 3 };
    const ours = onboardings(rig, 'sallyport');
    const results: Comparison[] = [];
    const against = async (claim: string, theirs: Contender) => {
      note(`${claim} …\n`);
      results.push(await compare(claim, ours, theirs, longer));
    };
    await against(
      'onboardings, all four roles, vs their public-key operations alone',
      inProcess('node:crypto', onboardingPrimitives()),
    );
    const rest = operationsBesideTls();
    await against(
      'onboardings, all four roles, vs two bare TLS handshakes and the operations beside them',
      inProcess('node:tls and node:crypto', async () => {
        await tls.connection();
        await tls.connection();
        rest();
      }),
    );
    return results;
  } finally {
    tls.close();
    await rig.close();
  }
}

let made = 0;

/** Births happen between the measured stretches: a factory is not part of an onboarding. */
export function onboardings(rig: OnboardingRig, name: string): Contender {
  return {
    name,
    async round(seconds) {
      let operations = 0;
      let cpuSeconds = 0;
      while (cpuSeconds < seconds) {
        const sample = await batch(rig);
        operations += sample.operations;
        cpuSeconds += sample.cpuSeconds;
      }
      return { operations, cpuSeconds };
    },
  };
}

async function batch(rig: OnboardingRig): Promise<Sample> {
  const devices: Device[] = [];
  for (let i = 0; i < BATCH; i++) devices.push(await rig.bear(`BENCH-${process.pid}-${++made}`));
  const start = process.cpuUsage();
  const waiting = [...devices];
  const worker = async () => {
    for (let device = waiting.pop(); device !== undefined; device = waiting.pop()) await rig.bringAboard(device);
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, worker));
  const used = process.cpuUsage(start);
  for (const device of devices) await device.close();
  return { operations: BATCH, cpuSeconds: (used.user + used.system) / 1e6 };
}
