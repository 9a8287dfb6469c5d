/** What an association sends: data, alerts and flights, as records in datagrams. */

import { type ALERT_LEVEL, type AlertName, encodeAlert } from './alerts.ts';
import { type FlightPart, packFlight } from './handshake/flight.ts';
import type { RecordLayer } from './record/record-layer.ts';
import { CONTENT_TYPE } from './registries.ts';

export class Outbox {
  readonly #records: RecordLayer;
  readonly #mtu: number;
  readonly #transmit: (datagram: Uint8Array) => void;

  constructor(records: RecordLayer, mtu: number, transmit: (datagram: Uint8Array) => void) {
    this.#records = records;
    this.#mtu = mtu;
    this.#transmit = transmit;
  }

  /** Most application data that one datagram holds. */
  get maxPlaintext(): number {
    return this.#mtu - this.#records.overhead(this.#records.writeEpoch);
  }

  /** @throws E_DTLS_RECORD_LIMIT */
  data(plaintext: Uint8Array): void {
    this.#transmit(this.#records.write(this.#records.writeEpoch, CONTENT_TYPE.applicationData, plaintext));
  }

  alert(level: keyof typeof ALERT_LEVEL, name: AlertName): void {
    this.#transmit(this.#records.write(this.#records.writeEpoch, CONTENT_TYPE.alert, encodeAlert(level, name)));
  }

  flight(parts: readonly FlightPart[]): void {
    const datagrams = packFlight(parts, this.#mtu, this.#records);
    if (parts.some(({ kind }) => kind === 'change-cipher-spec')) this.#records.changeWriteEpoch();
    for (const datagram of datagrams) this.#transmit(datagram);
  }
}
