/** The door: by a one-time link, a passkey or a password. */

import { useSignal } from '@preact/signals';
import { useEffect, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { type AnswerOf, session, useCall } from '../../api/index.ts';
import { t } from '../../i18n/index.ts';
import { Card, State } from '../../kit/index.ts';
import { Brand } from '../../shell/brand.tsx';
import { Looks } from '../../shell/personal.tsx';
import { ByCredential } from './by-credential.tsx';
import { ByLink } from './by-link.tsx';
import { type Entered, goIn, keepPageKey } from './entered.ts';
import { Keep } from './keep.tsx';
import { LinkCommand } from './link-command.tsx';
import { takeLinkSecret } from './link-secret.ts';

export function SignIn() {
  const door = useCall('sign-in.show', {});
  useEffect(() => {
    document.title = `${t('sign-in.title')} · Sallyport`;
  }, []);
  return (
    <main class="entrance">
      <Brand />
      <h1 class="unseen">{t('sign-in.title')}</h1>
      <Ended />
      <State of={door}>{(answer) => <Ways door={answer} />}</State>
      <Looks />
    </main>
  );
}

function Ways({ door }: { readonly door: AnswerOf<'sign-in.show'> }) {
  const [secret, setSecret] = useState(takeLinkSecret);
  const entered = useSignal<Entered | undefined>(undefined);
  const { route } = useLocation();
  const enter = (given: Entered): void => {
    keepPageKey(given);
    if (given.needsCredential) entered.value = given;
    else goIn(given, route);
  };
  // A link that is opened in a page that stands here already.
  useEffect(() => {
    const look = (): void => {
      const next = takeLinkSecret();
      if (next !== undefined) setSecret(next);
    };
    addEventListener('hashchange', look);
    return () => removeEventListener('hashchange', look);
  }, []);
  const inside = entered.value;
  if (inside !== undefined) {
    return <Keep entered={inside} passkeys={door.passkeys.possible} onDone={() => goIn(inside, route)} />;
  }
  if (secret !== undefined) {
    return (
      <ByLink key={secret} secret={secret} house={door.house} onEntered={enter} onOther={() => setSecret(undefined)} />
    );
  }
  return door.isNew ? <Unowned /> : <ByCredential door={door} onEntered={enter} />;
}

function Unowned() {
  return (
    <Card title={t('sign-in.new.title')}>
      <p>{t('sign-in.new')}</p>
      <LinkCommand />
    </Card>
  );
}

/** Somebody comes back to a screen that shows a sign-in where they left something else. */
function Ended() {
  const now = session.value;
  if (now.state !== 'none' || !now.wasEnded) return null;
  return (
    <p class="notice" role="status">
      {t('sign-in.ended')}
    </p>
  );
}
