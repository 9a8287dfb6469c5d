/** A registrar on a real port, and routers that connect to it over TLS. The clock stands still; timers are real. */

import type { TestContext } from 'node:test';
import { type Clock, ManualClock, type SallyportError, systemTimer, utf8 } from '@sallyport/core';
import { type RegistrarEvent, RegistrarSide, type RegistrarSideOptions } from '../../src/index.ts';
import { connectToRegistrar, type RegistrarConnection, RouterListener } from '../../src/tls/index.ts';
import { owner, type Party, party, START, trustClaim } from './people.ts';
import { TestRouter } from './world.ts';

export const identityOf = ({ key, certificate }: Party) => ({ key, certificateChain: [certificate.der] });

export interface TlsWorld {
  readonly side: RegistrarSide;
  readonly listener: RouterListener;
  readonly registrar: Party;
  readonly owner: ReturnType<typeof owner>;
  readonly events: readonly RegistrarEvent[];
  readonly refused: readonly SallyportError[];
  readonly clock: Clock;
  /** A router with its ports, trusted by the owner unless told otherwise. */
  router(claim?: (who: Party) => Promise<Uint8Array>): Promise<TlsRouter>;
}

export class TlsRouter extends TestRouter {
  connection: RegistrarConnection | undefined;

  async connect(port: number, who: Party = this.party): Promise<RegistrarConnection> {
    this.connection = await connectToRegistrar({
      side: this.running,
      identity: identityOf(who),
      host: '127.0.0.1',
      port,
    });
    return this.connection;
  }
}

export async function openTlsWorld(t: TestContext, changes: Partial<RegistrarSideOptions> = {}): Promise<TlsWorld> {
  const clock = new ManualClock(START);
  const registrar = await party('registrar');
  const by = owner();
  const events: RegistrarEvent[] = [];
  const refused: SallyportError[] = [];
  const recorded: Uint8Array[] = [];
  const side = await RegistrarSide.open({
    certificate: registrar.certificate,
    signer: registrar.signer,
    claim: await trustClaim(by, registrar.name, 'registrar'),
    issued: [],
    record: async ({ text }) => {
      recorded.push(utf8(text));
    },
    clock,
    timer: systemTimer,
    onEvent: (event) => events.push(event),
    ...changes,
  });
  const onRefused = (error: SallyportError) => refused.push(error);
  const listener = await RouterListener.open({
    side,
    identity: identityOf(registrar),
    host: '127.0.0.1',
    port: 0,
    onRefused,
  });
  const routers: TlsRouter[] = [];
  t.after(async () => {
    for (const router of routers) await router.side?.close();
    await side.close();
    await listener.close();
  });
  return {
    side,
    listener,
    registrar,
    owner: by,
    events,
    refused,
    clock,
    async router(claim = (who) => trustClaim(by, who.name, 'router')) {
      const who = await party('router');
      const router = new TlsRouter(who, await claim(who));
      routers.push(router);
      await router.start(clock);
      return router;
    },
  };
}

/** Waits, a little at a time, until it is so; a test's time limit ends it otherwise. */
export async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 5));
}
