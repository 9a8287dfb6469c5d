import { openRouterIdentity, SimulatedPorts, startRouterAgent } from '@sallyport/app-router';

/** Follows the registrar at this address until told to stop. */
export async function follow(directory: string, claim: Uint8Array, port: number, stop: AbortSignal) {
  const agent = await startRouterAgent({
    identity: await openRouterIdentity(directory),
    membership: { by: 'owner', claim },
    registrars: [{ host: '127.0.0.1', port }],
    enforcer: new SimulatedPorts((open) => process.stdout.write(`${open.length} devices are let through\n`)),
  });
  stop.addEventListener('abort', () => agent.close());
  return agent;
}
