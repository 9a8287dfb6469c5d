/** What is pressed. */

import type { ComponentChildren } from 'preact';
import { spokenLabel } from './spoken-label.ts';

export interface ButtonProps {
  readonly children: ComponentChildren;
  readonly onClick?: () => void;
  /** `main`: the one thing to do here. `danger`: what takes something away. `quiet`: beside others. */
  readonly look?: 'main' | 'plain' | 'danger' | 'quiet';
  readonly type?: 'button' | 'submit';
  readonly disabled?: boolean;
  /** While what it began is under way, it cannot be pressed again. */
  readonly busy?: boolean;
  /** Says what it does where what it shows is not enough. */
  readonly label?: string;
  readonly pressed?: boolean;
}

export function Button({
  children,
  onClick,
  look = 'plain',
  type = 'button',
  disabled = false,
  busy = false,
  label,
  pressed,
}: ButtonProps) {
  return (
    <button
      type={type}
      class={`button button-${look}`}
      disabled={disabled || busy}
      aria-busy={busy}
      aria-label={label === undefined ? undefined : spokenLabel(children, label)}
      aria-pressed={pressed}
      onClick={onClick}
    >
      {children}
    </button>
  );
}
