/** The phases of an onboarding session, the same for every protocol. */
export const PHASES = [
  'factory',
  'discovery',
  'authentication',
  'authorization',
  'provisioning',
  'admission',
  'application',
  'assurance',
  'offboarding',
] as const;

export type Phase = (typeof PHASES)[number];

/** Who acts in a step. */
export type Role = 'device' | 'relay' | 'onboarder' | 'authority';
