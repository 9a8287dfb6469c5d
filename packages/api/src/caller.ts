/** Who asks. */

export interface Caller<Role extends string = string> {
  /** Lasts as long as the account; `local` for whoever may use the machine's control socket. */
  readonly id: string;
  /** For people. */
  readonly name: string;
  readonly role: Role;
  /** How the caller proved it. */
  readonly by: 'session' | 'token' | 'local';
  /** The public name of the session or token that was shown; never the secret. */
  readonly credential?: string;
}
