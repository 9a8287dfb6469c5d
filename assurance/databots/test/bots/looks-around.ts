/** Says how much it finds of the process around it. */
import type { BotRun } from '@sallyport/assurance-databots';

export const run: BotRun = async () => [
  {
    type: 'VulnerabilityScore',
    subject: { deviceType: 'environment', score: Object.keys(process.env).length, computed: '2026-01-01T00:00:00Z' },
  },
];
