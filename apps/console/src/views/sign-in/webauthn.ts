/** The browser's side of passkeys. */

import {
  browserSupportsWebAuthn,
  startAuthentication,
  startRegistration,
  WebAuthnError,
} from '@simplewebauthn/browser';
import { type AnswerOf, CallError, call } from '../../api/index.ts';
import { t } from '../../i18n/index.ts';

type RequestOptions = AnswerOf<'sign-in.passkey-options'>['options'];
type CreationOptions = AnswerOf<'me.add-passkey-options'>['options'];

export function hasPasskeys(): boolean {
  return browserSupportsWebAuthn();
}

/** @throws CallError also for what the browser or the person refused */
export async function signInByPasskey(): Promise<AnswerOf<'sign-in.passkey'>> {
  const { options } = await call('sign-in.passkey-options', {});
  const { id, rawId, response } = await ask(options);
  const { clientDataJSON, authenticatorData, signature, userHandle } = response;
  return call('sign-in.passkey', {
    response: {
      ...{ id, rawId, type: 'public-key', clientExtensionResults: {} },
      response: {
        ...{ clientDataJSON, authenticatorData, signature },
        ...(userHandle === undefined ? {} : { userHandle }),
      },
    },
  });
}

/** Makes a passkey for whoever is signed in. @throws CallError also for what the browser or the person refused */
export async function addPasskey(name: string, current?: string): Promise<void> {
  const proof = current === undefined ? {} : { current };
  const { options } = await call('me.add-passkey-options', proof);
  const { id, rawId, response } = await make(options);
  const { clientDataJSON, attestationObject, transports } = response;
  await call('me.add-passkey', {
    ...{ name, ...proof },
    response: {
      ...{ id, rawId, type: 'public-key', clientExtensionResults: {} },
      response: { clientDataJSON, attestationObject, ...(transports === undefined ? {} : { transports }) },
    },
  });
}

function ask(optionsJSON: RequestOptions) {
  return orRefusal(() => startAuthentication({ optionsJSON }));
}

function make({ excludeCredentials = [], pubKeyCredParams, hints = [], ...rest }: CreationOptions) {
  const optionsJSON = {
    ...rest,
    pubKeyCredParams: [...pubKeyCredParams],
    excludeCredentials: excludeCredentials.map(({ transports = [], ...each }) => ({
      ...each,
      transports: [...transports],
    })),
    hints: [...hints],
  };
  return orRefusal(() => startRegistration({ optionsJSON }));
}

/** What a browser says of a failure is for developers, and mostly only that something was not allowed. */
async function orRefusal<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (cause) {
    const isTwice = cause instanceof WebAuthnError && cause.code === 'ERROR_AUTHENTICATOR_PREVIOUSLY_REGISTERED';
    const detail = isTwice ? t('sign-in.passkey.twice') : t('sign-in.passkey.failed');
    throw new CallError({ status: 0, code: 'E_CONSOLE_PASSKEY', detail, wrong: [] }, { cause });
  }
}
