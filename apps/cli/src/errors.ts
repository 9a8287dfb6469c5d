import { type ErrorTable, errorFactory } from '@sallyport/core';

export const CLI_ERRORS = {
  E_CLI_USAGE: { fault: 'caller', hint: 'Run the command with --help.' },
  E_CLI_FILE: { fault: 'environment', hint: 'Check the path, its permissions and what is in it.' },
  E_CLI_DATA_DIRECTORY: {
    fault: 'environment',
    hint: 'Point --data-dir at a directory that sallyport made, or at one that does not exist yet.',
  },
  E_CLI_NOT_RUNNING: {
    fault: 'environment',
    hint: 'Start it first, for example with `sallyport up`, or give --data-dir the directory it runs on.',
  },
  E_CLI_OPERATION: { fault: 'internal', hint: 'Look at what the running service wrote, or restart it.' },
  E_CLI_NO_BORDER_AGENT: {
    fault: 'environment',
    hint: 'Look with `sallyport thread border-agents`, or give --border-agent, --network and --extended-pan-id.',
  },
  E_CLI_IDENTITY: {
    fault: 'peer',
    hint: 'DomainAsk again with `sallyport identity request`, and open the link of the newest mail.',
  },
  E_CLI_REMOTE_TRUST: {
    fault: 'environment',
    hint: 'Give --ca FILE, or --ca-fingerprint as `sallyport console open` prints it on the machine of the domain.',
  },
  E_CLI_REMOTE_LOCAL: {
    fault: 'caller',
    hint: "Run the command without --api on the domain's own machine, on its data directory.",
  },
  E_CLI_ABORTED: { fault: 'caller', hint: 'Run the command again when you are ready.' },
  E_CLI_JOURNEY: { fault: 'environment', hint: 'The failed step above says why.' },
} as const satisfies ErrorTable;

export const fail = errorFactory(CLI_ERRORS);
