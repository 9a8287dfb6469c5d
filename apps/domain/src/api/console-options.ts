/** How the console is set up. */

import type { AssetSource } from '@sallyport/api';

export interface ConsoleOptions {
  /** 0 lets the system choose the port. */
  readonly listen: { readonly host: string; readonly port: number };
  /** The files of the page. Without them the API is served alone. */
  readonly assets?: AssetSource;
  /** Where it is reached when something stands before it, for example `https://home.example`. */
  readonly origin?: string;
}
