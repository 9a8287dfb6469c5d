/** A data network: its DN-AAA, and an SMF with devices behind it, which serves whom Access-Accept let in. */

import { CellularNetwork, type CellularNetworkOptions, SESSION_S_NSSAI } from '@sallyport/cellular';
import { Secret, seededRandom, systemRandom, VirtualTime } from '@sallyport/core';
import { EapPeer, tlsPeer, trustServers } from '@sallyport/eap';
import {
  type Authorizer,
  type DeviceIdentity,
  type NetworkSession,
  type NetworkSessionRecord,
  permit,
} from '@sallyport/onboarding';
import {
  type AccessDecision,
  AccessRequest,
  AccountingRequest,
  ATTRIBUTES,
  type Attribute,
  type ChangeAnswer,
  type ChangeRequest,
  CODES,
  completeClient,
  decodePacket,
  NAS_PORT_TYPES,
  octets,
  sealRequest,
  VENDOR_ATTRIBUTES,
  vendorAttribute,
  verifyRequest,
} from '@sallyport/radius';
import { camera, meter, NOW, type Party, root, SERVER_NAME, server } from './certificates.ts';

export const DNN = 'iot.owner';
export const ALLOWING: Authorizer = { decide: async () => permit('fine') };
export const DONE: ChangeAnswer = { isDone: true, errorCause: undefined, reason: undefined, attributes: [] };
const SECRET = Secret.of('a secret of the SMF and the DN-AAA');
const NSAPI = vendorAttribute(10415, 10, octets());

export class MemoryRecord implements NetworkSessionRecord {
  readonly sessions = new Map<string, NetworkSession>();
  isBroken = false;

  async *load(): AsyncIterable<NetworkSession> {
    yield* this.sessions.values();
  }

  async admitted(session: NetworkSession): Promise<void> {
    if (this.isBroken) throw new RangeError('the disk is full');
    this.sessions.set(session.id, session);
  }

  async changed(session: NetworkSession): Promise<void> {
    this.sessions.set(session.id, session);
  }

  async ended({ id }: NetworkSession): Promise<void> {
    this.sessions.delete(id);
  }
}

export function identity(serialNumber: string): DeviceIdentity {
  return { serialNumber, manufacturer: 'm', model: undefined, credential: undefined, assurance: 'authenticated' };
}

export const METER = identity('meter');
export const CAMERA = identity('camera');

/** A device with a SIM. */
export interface Terminal {
  readonly party: Party;
  readonly imsi: string;
  /** Number of the PDU session. */
  readonly pduSession?: string;
  readonly dnn?: string;
  readonly accountingSession?: string;
  readonly smf?: string;
}

export const METER_TERMINAL: Terminal = { party: meter, imsi: '001010000000001', pduSession: '5' };
export const CAMERA_TERMINAL: Terminal = { party: camera, imsi: '001010000000002', pduSession: '5' };

export function attributesOf({ imsi, pduSession, dnn = DNN, accountingSession, smf = 'smf-1' }: Terminal): Attribute[] {
  return [
    ...ATTRIBUTES['User-Name'].of('anonymous@owner.example'),
    ...ATTRIBUTES['NAS-Identifier'].of(smf),
    ...ATTRIBUTES['NAS-Port-Type'].of(NAS_PORT_TYPES.WIRELESS_OTHER),
    ...ATTRIBUTES['Called-Station-Id'].of(dnn),
    ...ATTRIBUTES['Calling-Station-Id'].of(`44${imsi.slice(5)}`),
    ...VENDOR_ATTRIBUTES['3GPP-IMSI'].of(imsi),
    ...SESSION_S_NSSAI.of(Uint8Array.of(1, 0xab, 0xcd, 0xef)),
    ...(pduSession === undefined ? [] : NSAPI.of(Buffer.from(pduSession))),
    ...(accountingSession === undefined ? [] : ATTRIBUTES['Acct-Session-Id'].of(accountingSession)),
  ];
}

function verified(code: number, attributes: readonly Attribute[]) {
  const sealed = sealRequest({ code, identifier: 1, attributes, secret: SECRET }, systemRandom);
  const client = completeClient({ name: 'smf', addresses: ['192.0.2.7'], secret: SECRET });
  return verifyRequest(decodePacket(sealed.bytes, 200), client);
}

const ORIGIN = { client: 'smf', from: { address: '192.0.2.7', port: 1024 } };

export function accessRequest(terminal: Terminal, eap: Uint8Array | undefined, state?: Uint8Array): AccessRequest {
  const attributes = [
    ...attributesOf(terminal),
    ...(eap === undefined ? ATTRIBUTES['CHAP-Password'].of(new Uint8Array(17)) : ATTRIBUTES['EAP-Message'].of(eap)),
    ...(state === undefined ? [] : ATTRIBUTES.State.of(state)),
  ];
  return new AccessRequest(verified(CODES.ACCESS_REQUEST, attributes), {
    ...ORIGIN,
    signal: AbortSignal.timeout(60_000),
  });
}

export function accountingRequest(terminal: Terminal, status: number, more: readonly Attribute[] = []) {
  const attributes = [...attributesOf(terminal), ...ATTRIBUTES['Acct-Status-Type'].of(status), ...more];
  const origin = { ...ORIGIN, signal: AbortSignal.timeout(60_000) };
  return new AccountingRequest(verified(CODES.ACCOUNTING_REQUEST, attributes), origin);
}

/** Names a PDU session by whatever a request says of it. */
function keyIn(attributes: readonly Attribute[]): string {
  const accounting = ATTRIBUTES['Acct-Session-Id'].first(attributes);
  if (accounting !== undefined) return accounting;
  return `${VENDOR_ATTRIBUTES['3GPP-IMSI'].first(attributes)} ${Buffer.from(NSAPI.first(attributes) ?? []).toString()}`;
}

export function world(authorizer: Authorizer = ALLOWING, options: Partial<CellularNetworkOptions> = {}) {
  const time = new VirtualTime(NOW);
  const record = new MemoryRecord();
  const served = new Map<string, readonly Attribute[]>();
  const orders: { readonly kind: string; readonly nas: string; readonly request: ChangeRequest }[] = [];
  const refusals: string[] = [];
  const failures: unknown[] = [];
  const state = { answer: undefined as ChangeAnswer | undefined, objection: undefined as string | undefined };
  const order = (kind: 'disconnect' | 'change') => async (nas: { readonly name: string }, request: ChangeRequest) => {
    orders.push({ kind, nas: nas.name, request });
    if (state.answer !== undefined) return state.answer;
    if (kind === 'disconnect') served.delete(keyIn(request.session));
    return DONE;
  };
  const holders = new Map([
    [meter.certificate.serialNumber, METER],
    [camera.certificate.serialNumber, CAMERA],
  ]);
  const network = new CellularNetwork(
    {
      dataNetworks: [DNN],
      authorizer,
      record,
      examiner: {
        anchors: () => [root.certificate],
        holderOf: async (certificate) =>
          holders.get(certificate.serialNumber) ??
          (certificate.subject.toString().includes('meter') ? METER : undefined),
        objectionTo: async () => state.objection,
      },
      credentials: { key: server.key, chain: server.chain },
      requests: { disconnect: order('disconnect'), change: order('change') },
      findSmf: () => ({ name: 'smf-1', endpoint: { address: '192.0.2.7', port: 3799 }, secret: SECRET }),
      refused: ({ code }) => refusals.push(code),
      failed: (thrown) => failures.push(thrown),
      ...options,
    },
    { clock: time, timer: time, random: seededRandom('cellular') },
  );

  /** Establishes a PDU session; gives the SMF’s last answer. */
  const establish = async (terminal: Terminal): Promise<AccessDecision | undefined> => {
    const judge = trustServers({ anchors: [root.certificate], clock: time, serverNames: [SERVER_NAME] });
    const { key, chain } = terminal.party;
    const method = tlsPeer({ credentials: { key, chain }, judge });
    const peer = new EapPeer({ identity: 'anonymous@owner.example', methods: [method] }, { timer: time });
    let eap: Uint8Array = new Uint8Array(0);
    let given: Uint8Array | undefined;
    for (let round = 0; round < 50; round++) {
      const decision = await network.authenticate(accessRequest(terminal, eap, given));
      if (decision?.eapMessage === undefined) return decision;
      const { response } = await peer.receive(decision.eapMessage);
      if (decision.decision === 'accept') served.set(keyIn(attributesOf(terminal)), attributesIn(decision));
      if (decision.decision !== 'challenge' || response === undefined) return decision;
      eap = response;
      given = decision.state;
    }
    throw new TypeError('no end of it');
  };
  const isServed = (terminal: Terminal) => served.has(keyIn(attributesOf(terminal)));
  return { network, time, record, served, isServed, orders, refusals, failures, state, establish };
}

export function attributesIn({ attributes = [] }: AccessDecision): Attribute[] {
  return attributes.flatMap((each) =>
    'value' in each && each.value instanceof Uint8Array && 'type' in each ? [each] : [],
  );
}
