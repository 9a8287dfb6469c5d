/** A simulated Thread network in real time, with its border agent on a UDP port. */

export type { AnnouncementOptions } from './announcement.ts';
export { type DatasetKeeper, fileKeeper, memoryKeeper } from './dataset-keeper.ts';
export { THREAD_NETWORK_ERRORS } from './errors.ts';
export { ThreadNetwork, type ThreadNetworkOptions } from './thread-network.ts';
