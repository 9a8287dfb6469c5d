/** Each view in a file of its own, loaded when somebody first goes there. */

import { later } from './later.ts';

export const Now = later(async () => (await import('../views/now/index.tsx')).Now);
export const Devices = later(async () => (await import('../views/devices/index.tsx')).Devices);
export const Device = later(async () => (await import('../views/device/index.tsx')).Device);
export const Claims = later(async () => (await import('../views/claims/index.tsx')).Claims);
export const Makers = later(async () => (await import('../views/makers/index.tsx')).Makers);
export const Policy = later(async () => (await import('../views/policy/index.tsx')).Policy);
export const Thread = later(async () => (await import('../views/thread/index.tsx')).Thread);
export const Networks = later(async () => (await import('../views/networks/index.tsx')).Networks);
export const Audit = later(async () => (await import('../views/audit/index.tsx')).Audit);
export const People = later(async () => (await import('../views/people/index.tsx')).People);
export const SignIn = later(async () => (await import('../views/sign-in/index.tsx')).SignIn);
