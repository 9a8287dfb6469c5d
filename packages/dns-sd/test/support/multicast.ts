import { createSocket } from 'node:dgram';
import { networkInterfaces } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';

export const GROUP = '224.0.0.251';

/** An interface on which a datagram to the group comes back, or the reason why there is none. */
async function multicastInterface(): Promise<{ readonly name: string; readonly address: string } | string> {
  const candidates = Object.entries(networkInterfaces()).flatMap(([name, addresses = []]) =>
    addresses.filter(({ family }) => family === 'IPv4').map(({ address, internal }) => ({ name, address, internal })),
  );
  candidates.sort((a, b) => Number(b.internal) - Number(a.internal));
  for (const candidate of candidates) if (await echoes(candidate.address)) return candidate;
  return `no multicast on this machine: tried ${candidates.map(({ name }) => name).join(', ')}`;
}

async function echoes(address: string): Promise<boolean> {
  const socket = createSocket({ type: 'udp4', reuseAddr: true });
  try {
    await new Promise<void>((resolve, reject) => socket.once('error', reject).bind(0, '0.0.0.0', () => resolve()));
    socket.addMembership(GROUP, address);
    socket.setMulticastInterface(address);
    const heard = new Promise<boolean>((resolve) => socket.once('message', () => resolve(true)));
    socket.send('?', socket.address().port, GROUP);
    return await Promise.race([heard, sleep(300, false)]);
  } catch {
    return false;
  } finally {
    socket.close();
  }
}

/** The reason, as text, makes tests skip loudly. */
export const found = await multicastInterface();
