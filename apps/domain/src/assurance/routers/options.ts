/** How a domain commands its routers (CAHN, CA Command Protocol). */

export interface RouterCommandsOptions {
  /** Where routers connect. */
  readonly listen: { readonly host: string /** 0 lets the system choose. */; readonly port: number };
  /** What routers do with a device that lost trust. Default `remove`. */
  readonly measure?: 'remove' | 'constrain';
}
