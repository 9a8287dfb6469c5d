/** Each view in a file of its own, loaded when somebody first goes there. */

import { lazy } from 'preact-iso';

export const Now = lazy(async () => (await import('../views/now/index.tsx')).Now);
export const Devices = lazy(async () => (await import('../views/devices/index.tsx')).Devices);
export const Device = lazy(async () => (await import('../views/device/index.tsx')).Device);
export const Claims = lazy(async () => (await import('../views/claims/index.tsx')).Claims);
export const Makers = lazy(async () => (await import('../views/makers/index.tsx')).Makers);
export const Policy = lazy(async () => (await import('../views/policy/index.tsx')).Policy);
export const Thread = lazy(async () => (await import('../views/thread/index.tsx')).Thread);
export const Networks = lazy(async () => (await import('../views/networks/index.tsx')).Networks);
export const Audit = lazy(async () => (await import('../views/audit/index.tsx')).Audit);
export const People = lazy(async () => (await import('../views/people/index.tsx')).People);
export const SignIn = lazy(async () => (await import('../views/sign-in/index.tsx')).SignIn);
