/** What people may be in a domain, and what each role is for. */

/**
 * `owner` decides everything. `installer` brings devices aboard: sees devices, networks and Thread, gives joining codes, trusts
 * single devices and says of what type they are. `auditor` sees everything but secrets, and changes nothing.
 */
export const ROLES = ['owner', 'installer', 'auditor'] as const;
export type Role = (typeof ROLES)[number];

export const EVERYBODY: readonly Role[] = ROLES;
export const OWNER: readonly Role[] = ['owner'];
/** Who works with devices. */
export const AT_WORK: readonly Role[] = ['owner', 'installer'];
/** Who looks into what was decided and why. */
export const LOOKING: readonly Role[] = ['owner', 'auditor'];
