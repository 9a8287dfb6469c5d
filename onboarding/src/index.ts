/** The words and ports that every onboarding protocol shares (ARCHITECTURE.md, "The words"). */

export * from './authorizer.ts';
export * from './credential-issuer.ts';
export * from './decision.ts';
export * from './device.ts';
export * from './events.ts';
export * from './phase.ts';
export * from './steps.ts';
export * from './trust.ts';
