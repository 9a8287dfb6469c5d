/** What the build makes of the domain's table of operations (build/operations-module.ts). */

declare module 'virtual:operations' {
  export const OPERATIONS: Readonly<Record<string, { readonly via: string; readonly roles: readonly string[] }>>;
}
