/** Devices that come aboard one after the other, each step repeated until it is acknowledged, whoever dies meanwhile. */

import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { bearDevice, Device, factoryStation } from '@sallyport/app-device';
import { enrollStatusRequest, type PledgeRequest, voucherStatusRequest } from '@sallyport/brski';
import { isSallyportError, systemClock } from '@sallyport/core';
import { EstClient, overConnection } from '@sallyport/est';
import type { PersistentConnection, TlsIdentity } from '@sallyport/http';
import { Certificate, generateKeyPair, softwareSigner } from '@sallyport/pki';
import {
  type Hand,
  handOf,
  openProvisional,
  pledgeRequest,
  REQUEST_VOUCHER,
  STATION,
  VOUCHER_TYPE,
} from '../../src/index.ts';
import type { Acknowledged } from './acknowledged.ts';
import type { KillableHouse } from './killable.ts';

export interface LaneOptions {
  readonly name: string;
  readonly house: KillableHouse;
  readonly acknowledged: Acknowledged;
  readonly signal: AbortSignal;
}

/** What a connection to a dying or dead process ends with. */
function isLost(thrown: unknown): boolean {
  return isSallyportError(thrown) && thrown.code.startsWith('E_HTTP_');
}

export async function runLane(options: LaneOptions): Promise<void> {
  for (let count = 0; !options.signal.aborted; count++) {
    await new Passage(options, `${options.name}-${count}`).run();
  }
}

class Passage {
  readonly #options: LaneOptions;
  readonly #serialNumber: string;

  constructor(options: LaneOptions, serialNumber: string) {
    this.#options = options;
    this.#serialNumber = serialNumber;
  }

  async run(): Promise<void> {
    const { acknowledged } = this.#options;
    const serialNumber = this.#serialNumber;
    const device = await this.#bear();
    if (device === undefined) return;
    const hand = await handOf(device);
    const { privateKey } = generateKeyPair('P-256');
    const domainKey = softwareSigner(privateKey);
    const enrolled = await this.#untilDone(async () => {
      const connection = await openProvisional(this.#options.house.ports.registrar, hand.tls);
      try {
        acknowledged.vouchers.push({ serialNumber, cms: await requestVoucher(connection, hand) });
        await sendStatus(connection, voucherStatusRequest({ ok: true }));
        acknowledged.statuses.push({ serialNumber, kind: 'voucher' });
        const client = new EstClient({ clock: systemClock, ...overConnection(connection) });
        const trust = await client.getCaCerts({ basis: 'connection' });
        const { certificate } = await client.enroll({ subject: hand.certificate.subject, signer: domainKey, trust });
        acknowledged.certificates.push({ serialNumber, number: certificate.serialNumber, der: certificate.der });
        return certificate;
      } finally {
        connection.close();
      }
    });
    if (enrolled === undefined) return;
    const identity = { key: privateKey, certificateChain: [enrolled.der] };
    await this.#untilDone(() => this.#report(identity));
    await this.#operate(enrolled);
  }

  /** The factory gives a device the same IDevID again when its answer was lost. */
  async #bear(): Promise<Device | undefined> {
    const { house, acknowledged } = this.#options;
    const serialNumber = this.#serialNumber;
    const device = await Device.open({ storage: 'memory' });
    return this.#untilDone(async () => {
      const anchors = [Certificate.fromPem(house.stationAnchor)];
      const line = factoryStation({ ...STATION, port: house.ports.station, anchors });
      const { idevid } = await bearDevice({ device, line, serialNumber, session: serialNumber });
      acknowledged.births.set(serialNumber, idevid.der);
      return device;
    });
  }

  async #report(identity: TlsIdentity): Promise<void> {
    const connection = await openProvisional(this.#options.house.ports.registrar, identity);
    try {
      await sendStatus(connection, enrollStatusRequest({ ok: true }));
      this.#options.acknowledged.statuses.push({ serialNumber: this.#serialNumber, kind: 'enrolment' });
    } finally {
      connection.close();
    }
  }

  /** What people do at the same time. */
  async #operate({ serialNumber: number }: Certificate): Promise<void> {
    const { house, acknowledged } = this.#options;
    const serialNumber = this.#serialNumber;
    const sale = { serialNumbers: [serialNumber], to: 'Somebody' };
    if (await house.operate('manufacturer', 'sell', sale)) acknowledged.sold.push(serialNumber);
    const match = `${house.maker}/${serialNumber}`;
    if (await house.operate('domain', 'lists.add', { list: 'refused', match })) acknowledged.refused.push(serialNumber);
    const revoked = await house.operate('domain', 'devices.revoke', { manufacturer: house.maker, serialNumber });
    if (revoked) acknowledged.revoked.push(number);
  }

  async #untilDone<T>(step: () => Promise<T>): Promise<T | undefined> {
    while (!this.#options.signal.aborted) {
      try {
        return await step();
      } catch (thrown) {
        if (!isLost(thrown)) throw thrown;
        await sleep(20);
      }
    }
    return undefined;
  }
}

async function requestVoucher(connection: PersistentConnection, hand: Hand): Promise<Uint8Array> {
  const response = await connection.request({
    method: 'POST',
    path: REQUEST_VOUCHER,
    headers: { 'content-type': VOUCHER_TYPE, accept: VOUCHER_TYPE },
    body: await pledgeRequest(hand, connection.serverChain[0]),
  });
  assert.equal(response.status, 200, Buffer.from(response.body).toString());
  return response.body;
}

async function sendStatus(connection: PersistentConnection, request: PledgeRequest): Promise<void> {
  const response = await connection.request(request);
  assert.equal(response.status, 200, Buffer.from(response.body).toString());
}
