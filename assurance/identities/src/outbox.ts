/** Mail as a port, and the one mail that is ever sent. */

import type { Mailbox } from './mailbox.ts';

export interface Mail {
  /** One address, ASCII. */
  readonly to: string;
  /** One line of ASCII. */
  readonly subject: string;
  /** Plain ASCII, lines ended by \n. The link is in it. */
  readonly text: string;
  /** The link alone, for outboxes that show rather than send. It is a secret until it expires. */
  readonly link: string;
}

export interface Outbox {
  /** Resolves when the mail has been taken over by whoever delivers it. */
  send(mail: Mail): Promise<void>;
}

export interface LinkFacts {
  readonly mailbox: Mailbox;
  readonly key: string;
  readonly fingerprint: string;
  readonly link: string;
  readonly expires: Date;
}

/** Nothing in it is of a stranger's choosing but the address and the key, and both are of a narrow form. */
export function confirmationMail({ mailbox, key, fingerprint, link, expires }: LinkFacts): Mail {
  const text = [
    `Somebody asks to have a key bound to this mailbox, ${mailbox.address}.`,
    'Whatever is signed with that key would then be taken for yours.',
    '',
    `  ${fingerprint}`,
    '',
    'If it was you, compare the letters above with those that your program shows, then open',
    '',
    link,
    '',
    `and press the button there before ${expires.toUTCString()}.`,
    'If it was not you, or the letters differ, do nothing: nothing will be bound.',
    '',
    `The whole key: ${key}`,
    '',
  ].join('\n');
  return { to: mailbox.address, subject: 'Confirm that a key is yours', text, link };
}
