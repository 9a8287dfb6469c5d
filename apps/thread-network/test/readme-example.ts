import { ThreadNetwork } from '@sallyport/app-thread-network';
import { systemClock, systemRandom, systemTimer } from '@sallyport/core';
import { createDataset } from '@sallyport/thread';

/** A network on loopback that any commissioner can talk to, and whose air devices of other processes can join. */
export function startHall() {
  return ThreadNetwork.start({
    dataset: createDataset({ networkName: 'Hall' }, systemRandom),
    borderAgent: { host: '127.0.0.1', port: 0 },
    air: { host: '127.0.0.1', port: 0 },
    clock: systemClock,
    timer: systemTimer,
    random: systemRandom,
  });
}
