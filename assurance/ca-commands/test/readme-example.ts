import { type Enforcer, RegistrarSide, RouterSide, type RouterStore } from '@sallyport/assurance-ca-commands';
import { connectToRegistrar, RouterListener, type TlsIdentity } from '@sallyport/assurance-ca-commands/tls';
import { didKeySigner } from '@sallyport/assurance-claims';
import { systemClock, systemTimer } from '@sallyport/core';
import { Certificate, softwareSigner } from '@sallyport/pki';

const time = { clock: systemClock, timer: systemTimer };
const certificateOf = ({ certificateChain: [der = new Uint8Array()] }: TlsIdentity) => Certificate.parse(der);

/** @param claim the owner's `Trust(person, registrar+) : person-` */
export async function serveRouters(identity: TlsIdentity, claim: Uint8Array, log: Uint8Array[]) {
  const side = await RegistrarSide.open({
    certificate: certificateOf(identity),
    signer: didKeySigner(softwareSigner(identity.key)),
    claim,
    issued: log,
    record: async ({ text }) => void log.push(Buffer.from(text)), // a real one resolves when the disk has it
    ...time,
  });
  return { side, listener: await RouterListener.open({ side, identity, host: '127.0.0.1', port: 0 }) };
}

/** @param claim the owner's `Trust(person, router+) : person-` */
export async function followRegistrar(
  identity: TlsIdentity,
  claim: Uint8Array,
  { store, enforcer, port }: { store: RouterStore; enforcer: Enforcer; port: number },
) {
  const membership = { by: 'owner', claim } as const;
  const side = await RouterSide.open({ certificate: certificateOf(identity), membership, store, enforcer, ...time });
  return { side, connection: await connectToRegistrar({ side, identity, host: '127.0.0.1', port }) };
}
