/**
 * Operational Datasets as OpenThread prints them.
 *
 * Origin: OpenThread (openthread/openthread), src/cli/README_DATASET.md and tests/unit/test_dataset.cpp; BSD-3-Clause. Example networks,
 * not secrets. For the first three the documents also show what the bytes mean.
 */

export interface PrintedDataset {
  readonly hex: string;
  readonly channel: number;
  readonly extendedPanId: string;
  readonly meshLocalPrefix: string;
  readonly networkKey: string;
  readonly networkName: string;
  readonly panId: string;
  readonly pskc: string;
}

/** `dataset set active`, with what `dataset` shows for the same network. */
export const OPENTHREAD_5938: PrintedDataset = {
  hex: '0e080000000000010000000300000f35060004001fffe0020839758ec8144b07fb0708fdf1f1add0797dc00510f366cec7a446bab978d90d27abe38f23030f4f70656e5468726561642d353933380102593804103ca67c969efb0d0c74a4d8ee923b576c0c0402a0f7f8',
  channel: 15,
  extendedPanId: '39758ec8144b07fb',
  meshLocalPrefix: 'fdf1:f1ad:d079:7dc0::/64',
  networkKey: 'f366cec7a446bab978d90d27abe38f23',
  networkName: 'OpenThread-5938',
  panId: '0x5938',
  pskc: '3ca67c969efb0d0c74a4d8ee923b576c',
};

/** With a wake-up channel. */
export const OPENTHREAD_6C99 =
  '0e08000000000001000000030000164a0300001735060004001fffe00208b182e6a17996cecc0708fd3f363fa8f1b0bc0510ebb6f6a447c96e1542176df3a834ac0e030f4f70656e5468726561642d3663393901026c99041096e9cdfe1eb1363a3676e2b94df0271b0c0402a0f7f8';

/** `dataset pending -x`. */
export const OPENTHREAD_PENDING =
  '0e0800000000000100003308000000000002000034040000b512000300001a35060004001fffe00208a74182f4d3f4de410708fd46c1b9e15955740510ed916e454d96fd00184f10a6f5c9e1d3030f4f70656e5468726561642d626666380102bff80410264f78414adc683191863d968f72d1b70c0402a0f7f8';

/** Of the unit test, which reads PAN ID 0xface and key eaf9149f… from it. */
export const OPENTHREAD_UNIT_TEST =
  '0e080000000000010000000300000f35060004001fffe002081de5bfecd5165b8f0708fde21f0c8a13e8e70510eaf9149fdc7378770698d59180221958030f4f70656e5468726561642d616163330102face04102eaae29484388e3119581a7b5a948c070c0402a0f7f8';

export const ALL_DATASETS = [OPENTHREAD_5938.hex, OPENTHREAD_6C99, OPENTHREAD_PENDING, OPENTHREAD_UNIT_TEST] as const;
