/** The language of the page, remembered by the browser. */

import { effect, signal } from '@preact/signals';
import { recall, remember } from '../shell/memory.ts';
import { LANGUAGES, type Language } from './texts.ts';

const MEMORY = 'language';

function isLanguage(text: string | undefined): text is Language {
  return LANGUAGES.some((language) => language === text);
}

function chosen(): Language {
  const remembered = recall(MEMORY);
  if (isLanguage(remembered)) return remembered;
  const wanted = navigator.languages.map((tag) => tag.split('-')[0]).find(isLanguage);
  return wanted ?? 'en';
}

export const language = signal<Language>(chosen());

effect(() => {
  document.documentElement.lang = language.value;
});

export function setLanguage(wanted: Language): void {
  language.value = wanted;
  remember(MEMORY, wanted);
}
