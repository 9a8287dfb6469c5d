/** Who is here, how the page looks to them, and the way out. */

import { useId } from 'preact/hooks';
import { call } from '../api/call.ts';
import { session, signedOut } from '../api/session.ts';
import { setPageKey } from '../api/transport.ts';
import { useAction } from '../api/use-action.ts';
import { LANGUAGES, language, setLanguage, t, textOf } from '../i18n/index.ts';
import { Button } from '../kit/button.tsx';
import { setTheme, THEMES, theme } from './theme.ts';

export function Personal() {
  const now = session.value;
  return (
    <div class="personal">
      {now.state === 'here' ? (
        <p class="person">
          <span class="person-name">{now.person.name}</span>
          <span class="faint">{textOf(`shell.role.${now.person.role}`, now.person.role)}</span>
        </p>
      ) : null}
      <Looks />
      <a class="quiet-link" href="/api/docs" target="_blank" rel="noreferrer">
        {t('shell.docs')}
      </a>
      <SignOut />
    </div>
  );
}

/** Language and appearance, which a person chooses before signing in, too. */
export function Looks() {
  const id = useId();
  return (
    <div class="looks">
      <label class="unseen" for={`${id}-language`}>
        {t('shell.language')}
      </label>
      <select
        id={`${id}-language`}
        class="input input-small"
        value={language.value}
        onChange={({ currentTarget }) => {
          const wanted = LANGUAGES.find((known) => known === currentTarget.value);
          if (wanted !== undefined) setLanguage(wanted);
        }}
      >
        {LANGUAGES.map((known) => (
          <option key={known} value={known} lang={known}>
            {t(`shell.language.${known}`)}
          </option>
        ))}
      </select>
      <label class="unseen" for={`${id}-theme`}>
        {t('shell.theme')}
      </label>
      <select
        id={`${id}-theme`}
        class="input input-small"
        value={theme.value}
        onChange={({ currentTarget }) => {
          const wanted = THEMES.find((known) => known === currentTarget.value);
          if (wanted !== undefined) setTheme(wanted);
        }}
      >
        {THEMES.map((known) => (
          <option key={known} value={known}>
            {t(`shell.theme.${known}`)}
          </option>
        ))}
      </select>
    </div>
  );
}

/** Also where the domain does not answer, the page forgets who was here. */
function SignOut() {
  const { run, isBusy } = useAction(() => call('sign-out', {}));
  const leave = async (): Promise<void> => {
    await run();
    setPageKey(undefined);
    signedOut();
  };
  return (
    <Button look="quiet" busy={isBusy} onClick={() => void leave()}>
      {t('shell.sign-out')}
    </Button>
  );
}
