/** What is said where the interface or the accounts refuse. */

import type { Texts } from '../texts.ts';

export const API_REFUSALS = {
  'refusal.E_API_': {
    en: 'The domain could not do this.',
    de: 'Die Domäne konnte das nicht tun.',
  },
  'refusal.E_API_INPUT': {
    en: 'Something that was given here does not fit. Correct it and try again.',
    de: 'Eine Angabe passt nicht. Korrigieren Sie sie und versuchen Sie es noch einmal.',
  },
  'refusal.E_API_SIGN_IN': {
    en: 'You are not signed in any more. Sign in again.',
    de: 'Sie sind nicht mehr angemeldet. Melden Sie sich neu an.',
  },
  'refusal.E_API_ROLE': {
    en: 'Your role does not include this. Ask somebody whose role does.',
    de: 'Das gehört nicht zu Ihrer Rolle. Bitten Sie jemanden, zu dessen Rolle es gehört.',
  },
  'refusal.E_API_SCOPE': {
    en: 'The token was not made for this.',
    de: 'Das Token wurde nicht dafür ausgestellt.',
  },
  'refusal.E_API_LOCAL': {
    en: 'This is done on the domain’s own machine alone, with the command line.',
    de: 'Das geht nur auf dem Rechner der Domäne selbst, mit der Kommandozeile.',
  },
  'refusal.E_API_CSRF': {
    en: 'The request did not come from this page as it should. Load the page again.',
    de: 'Die Anfrage kam nicht so von dieser Seite, wie sie sollte. Laden Sie die Seite neu.',
  },
  'refusal.E_API_OPERATION': {
    en: 'The domain does not know this. The page may be older than the domain: load it again.',
    de: 'Die Domäne kennt das nicht. Vielleicht ist die Seite älter als die Domäne: Laden Sie sie neu.',
  },
  'refusal.E_API_TOO_LARGE': {
    en: 'That is too much at once. Send less.',
    de: 'Das ist zu viel auf einmal. Senden Sie weniger.',
  },
  'refusal.E_API_TOO_OFTEN': {
    en: 'That was asked for too often. Wait a moment.',
    de: 'Das wurde zu oft verlangt. Warten Sie einen Augenblick.',
  },
  'refusal.E_API_STREAMS': {
    en: 'You have the console open too many times. Close some of its pages.',
    de: 'Sie haben die Konsole zu oft offen. Schließen Sie einige ihrer Seiten.',
  },
  'refusal.E_API_BUSY': {
    en: 'The domain has too much to do at the moment. Try again soon.',
    de: 'Die Domäne hat gerade zu viel zu tun. Versuchen Sie es gleich noch einmal.',
  },
  'refusal.E_ACCOUNT_SIGN_IN': {
    en: 'Name and password do not fit together. Check both, or sign in with a passkey.',
    de: 'Name und Kennwort passen nicht zusammen. Prüfen Sie beide, oder melden Sie sich mit einem Passkey an.',
  },
  'refusal.E_ACCOUNT_LINK': {
    en: 'This link does not count any more. Ask an owner for a new one.',
    de: 'Dieser Link gilt nicht mehr. Bitten Sie einen Eigentümer um einen neuen.',
  },
  'refusal.E_ACCOUNT_PASSKEY': {
    en: 'This passkey was not accepted. Use the one that you made for this console at this address.',
    de: 'Dieser Passkey wurde nicht angenommen. Nehmen Sie den, den Sie für diese Konsole unter dieser Adresse angelegt haben.',
  },
  'refusal.E_ACCOUNT_PASSKEY_COUNTER': {
    en: 'Somebody may have copied this passkey. Sign in another way, and remove it.',
    de: 'Jemand hat diesen Passkey vielleicht kopiert. Melden Sie sich anders an, und entfernen Sie ihn.',
  },
  'refusal.E_ACCOUNT_PASSKEY_HOST': {
    en: 'Passkeys need a name: open the console by its name instead of an IP address.',
    de: 'Passkeys brauchen einen Namen: Öffnen Sie die Konsole unter ihrem Namen statt unter einer IP-Adresse.',
  },
  'refusal.E_ACCOUNT_TOO_OFTEN': {
    en: 'That went wrong too often. Wait before you try again.',
    de: 'Das ging zu oft schief. Warten Sie, bevor Sie es wieder versuchen.',
  },
  'refusal.E_ACCOUNT_BUSY': {
    en: 'Too many people sign in at the moment. Try again in a few seconds.',
    de: 'Gerade melden sich zu viele an. Versuchen Sie es in ein paar Sekunden noch einmal.',
  },
  'refusal.E_ACCOUNT_FRESH': {
    en: 'You signed in too long ago for this. Give your password, or sign in again.',
    de: 'Ihre Anmeldung liegt dafür zu lange zurück. Geben Sie Ihr Kennwort ein, oder melden Sie sich neu an.',
  },
  'refusal.E_ACCOUNT_SESSION': {
    en: 'Only a person who is signed in here can do this.',
    de: 'Das kann nur jemand, der hier selbst angemeldet ist.',
  },
  'refusal.E_ACCOUNT_NOT_YOURS': {
    en: 'This is not yours. Ask an owner to do it.',
    de: 'Das gehört Ihnen nicht. Bitten Sie einen Eigentümer darum.',
  },
  'refusal.E_ACCOUNT_UNKNOWN': {
    en: 'It is not there any more.',
    de: 'Das gibt es nicht mehr.',
  },
  'refusal.E_ACCOUNT_NAME_TAKEN': {
    en: 'Somebody else has this name. Choose another one.',
    de: 'Diesen Namen hat schon jemand. Wählen Sie einen anderen.',
  },
  'refusal.E_ACCOUNT_LAST_OWNER': {
    en: 'The house would be without an owner. Make somebody else an owner first, and have them sign in once.',
    de: 'Das Haus hätte keinen Eigentümer mehr. Machen Sie zuerst jemand anderen dazu, und lassen Sie diese Person sich einmal anmelden.',
  },
  'refusal.E_ACCOUNT_LAST_CREDENTIAL': {
    en: 'You could not sign in any more. Add another passkey or a password first.',
    de: 'Sie kämen nicht mehr hinein. Legen Sie zuerst einen weiteren Passkey oder ein Kennwort an.',
  },
  'refusal.E_ACCOUNT_TOO_MANY': {
    en: 'There are too many of them. Remove some that nobody needs any more.',
    de: 'Es sind zu viele. Entfernen Sie einige, die niemand mehr braucht.',
  },
  'refusal.E_ACCOUNT_KEY': {
    en: 'The domain lacks the key that accounts are kept with. Put its vault back beside the log.',
    de: 'Der Domäne fehlt der Schlüssel, mit dem die Konten verwahrt sind. Legen Sie den Tresor zurück neben das Protokoll.',
  },
  'refusal.E_CONSOLE_ANSWER': {
    en: 'What answered is not this domain, or another version of it. Load the page again.',
    de: 'Was antwortete, ist nicht diese Domäne, oder eine andere Fassung davon. Laden Sie die Seite neu.',
  },
} as const satisfies Texts;
