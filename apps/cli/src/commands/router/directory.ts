import { Option } from 'commander';

export interface DirectoryOptions {
  readonly directory: string;
  readonly json: boolean;
}

/** Where a router's key is, and what it has heard. One agent works on it at a time. */
export function directoryOption(): Option {
  return new Option('--directory <directory>', 'where the key of the router is kept, and what it has heard')
    .env('SALLYPORT_ROUTER_DIR')
    .default('.sallyport-router');
}
