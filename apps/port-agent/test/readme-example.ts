import { startPortAgent } from '@sallyport/app-port-agent';

/** Shuts a port, and opens it for whom hostapd authenticates, until told to stop. */
export async function guard(port: string, stop: AbortSignal) {
  const agent = await startPortAgent({
    interface: port,
    controlDirectory: '/run/hostapd',
    onEvent: (event) => process.stdout.write(`${JSON.stringify(event)}\n`),
  });
  stop.addEventListener('abort', () => agent.close());
}
