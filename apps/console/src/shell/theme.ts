/** Light, dark, or as the system has it. */

import { effect, signal } from '@preact/signals';
import { recall, remember } from './memory.ts';

export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

const MEMORY = 'theme';

export const theme = signal<Theme>(THEMES.find((known) => known === recall(MEMORY)) ?? 'system');

effect(() => {
  document.documentElement.dataset['theme'] = theme.value;
});

export function setTheme(wanted: Theme): void {
  theme.value = wanted;
  remember(MEMORY, wanted);
}
