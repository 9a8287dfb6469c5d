/** What a `NetworkAdapter` leaves to its sessions: a base for adapters that keep them in `NetworkSessions`. */

import type { CredentialIssuer } from '../credential-issuer.ts';
import type { Decision, Obligation } from '../decision.ts';
import type { TrustChange } from '../trust.ts';
import type { AdmissionAttempt, Mitigation, NetworkAdapter, NetworkCandidate } from './adapter.ts';
import type { NetworkSession } from './session.ts';
import type { NetworkSessions } from './sessions.ts';

export abstract class SessionNetwork<Request = never, Credential = unknown>
  implements NetworkAdapter<Request, Credential>
{
  abstract readonly network: string;
  abstract readonly provisioning: CredentialIssuer<Request, Credential> | undefined;
  /** Who is on the network. */
  protected abstract readonly members: NetworkSessions;

  abstract discover(): Promise<readonly NetworkCandidate[]>;

  /** Takes up the sessions from before a restart. */
  open(): Promise<void> {
    return this.members.open();
  }

  async authorize(attempt: AdmissionAttempt): Promise<Decision> {
    return (await this.members.judge(attempt)).decision;
  }

  sessions(deviceKey?: string): readonly NetworkSession[] {
    return this.members.list(deviceKey);
  }

  trustChanged(change: TrustChange): void {
    this.members.trustChanged(change);
  }

  putOut(session: string, reason: string): Promise<Mitigation> {
    return this.members.putOut(session, reason);
  }

  move(session: string, obligations: readonly Obligation[], reason: string): Promise<Mitigation> {
    return this.members.move(session, obligations, reason);
  }

  settled(): Promise<void> {
    return this.members.settled();
  }

  /** Sessions stay written down; nothing is told to the network any more. */
  close(): Promise<void> {
    return this.members.close();
  }
}
