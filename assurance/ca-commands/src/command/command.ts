/** Commands about devices: `Trust(device+, registrar+) : registrar-` and `Revoke(device+, registrar+) : registrar-`. */

import { issuerResolver, keyUri, type VerifiedClaim, verifyClaim } from '@sallyport/assurance-claims';
import { isSallyportError, toBase64Url, utf8 } from '@sallyport/core';
import { type Certificate, digest } from '@sallyport/pki';
import { fail } from '../errors.ts';
import { keyNameIfAny, keyNameOf } from '../keys.ts';
import { CLOCK_SKEW, MAX_CLAIM } from '../limits.ts';

/** What a device may do after a command: everything, what a constrained network allows, or nothing. */
export type Access = 'open' | 'constrained' | 'out';

/** A command that the registrar of this key really gave. Whether it is new is for who keeps count. */
class AuthenticCommand {
  readonly #claim: VerifiedClaim;
  readonly #device: string;
  readonly #access: Access;
  readonly #sequence: number;
  readonly #text: string;

  constructor(claim: VerifiedClaim, said: { device: string; access: Access; sequence: number; text: string }) {
    this.#claim = claim;
    this.#device = said.device;
    this.#access = said.access;
    this.#sequence = said.sequence;
    this.#text = said.text;
  }

  /** Name of the device's key, `ni:///sha-256;…`. */
  get device(): string {
    return this.#device;
  }
  get access(): Access {
    return this.#access;
  }
  get sequence(): number {
    return this.#sequence;
  }
  /** The claim as it travels. */
  get text(): string {
    return this.#text;
  }
  get claim(): VerifiedClaim {
    return this.#claim;
  }
}

export type VerifiedCommand = AuthenticCommand;

export interface CommandOptions {
  /** The certificate that the registrar showed. */
  readonly registrar: Certificate;
  /** With `ignore-validity` only authenticity is looked at: a registrar reads its log that way. */
  readonly at: Date | 'ignore-validity';
}

/**
 * Verifies a command as the registrar of this certificate gave it.
 * @throws E_CA_COMMANDS_COMMAND, E_CA_COMMANDS_COMMAND_ISSUER, E_CA_COMMANDS_COMMAND_REGISTRAR,
 * E_CA_COMMANDS_COMMAND_TIME, E_CA_COMMANDS_DEVICE
 */
export async function verifyCommand(text: string, { registrar, at }: CommandOptions): Promise<VerifiedCommand> {
  const verified = await authentic(text, registrar);
  const { claim } = verified;
  if (claim.type !== 'TrustCommand' && claim.type !== 'RevokeCommand') {
    throw fail('E_CA_COMMANDS_COMMAND', 'the claim sent is no command');
  }
  const key = keyUri(registrar.spki);
  if ((await keyNameIfAny(verified.issuer)) !== key) {
    throw fail('E_CA_COMMANDS_COMMAND_ISSUER', 'the command is signed by another key than the registrar’s');
  }
  if ((await keyNameIfAny(claim.subject.registrar)) !== key) {
    throw fail('E_CA_COMMANDS_COMMAND_REGISTRAR', 'the command names another registrar than the one that sent it');
  }
  if (at !== 'ignore-validity') requireBegun(verified, at);
  return new AuthenticCommand(verified, {
    device: await keyNameOf(claim.subject.id),
    access: claim.type === 'TrustCommand' ? 'open' : claim.subject.measure === 'constrain' ? 'constrained' : 'out',
    sequence: claim.subject.sequence,
    text,
  });
}

/** What tells a command that was heard before from one that was not: SHA-256 of its text, base64url. */
export function digestOf(text: string): string {
  return toBase64Url(digest('sha256', utf8(text)));
}

async function authentic(text: string, registrar: Certificate): Promise<VerifiedClaim> {
  if (text.length > MAX_CLAIM) throw fail('E_CA_COMMANDS_COMMAND', `a command of more than ${MAX_CLAIM} letters`);
  const named = keyUri(registrar.spki);
  const resolve = issuerResolver({ houseCertificates: (uri) => (uri === named ? registrar : undefined) });
  try {
    return await verifyClaim(utf8(text), { resolve, at: 'ignore-validity' });
  } catch (cause) {
    // An issuer named by a key that is no certificate of this session.
    if (isSallyportError(cause, 'E_CLAIMS_CONTROLLER_UNAVAILABLE')) {
      throw fail('E_CA_COMMANDS_COMMAND_ISSUER', 'the command is signed by another key than the registrar’s', {
        cause,
      });
    }
    const details = isSallyportError(cause) ? { details: { because: cause.code } } : {};
    throw fail('E_CA_COMMANDS_COMMAND', 'the command does not verify', { cause, ...details });
  }
}

/** The number of a command says which is newer; of its dates only the beginning is looked at, and clocks may differ. */
function requireBegun(verified: VerifiedClaim, at: Date): void {
  const { validUntil } = verified.verified.credential;
  if (validUntil !== undefined) throw fail('E_CA_COMMANDS_COMMAND_TIME', 'the command would end by itself');
  if (verified.validityAt(new Date(at.getTime() + CLOCK_SKEW)) === 'valid') return;
  throw fail('E_CA_COMMANDS_COMMAND_TIME', 'the command is of the future');
}
