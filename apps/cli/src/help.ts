/** How help and mistakes in the command line read, the same for every command. */

import { type Command, Help, type HelpConfiguration } from 'commander';

const standard = new Help();
/** Options that nearly every command has stand after those that are its own. */
const SHARED = new Set(['dataDir', 'json', 'help']);

export const HELP: HelpConfiguration = {
  sortSubcommands: false,
  visibleOptions: (command) => {
    const options = standard.visibleOptions(command);
    const isShared = (option: (typeof options)[number]) => SHARED.has(option.attributeName());
    return [...options.filter((option) => !isShared(option)), ...options.filter(isShared)];
  },
  // That a switch is off until it is given needs no words.
  optionDescription: (option) => standard.optionDescription(option).replace(/ \(default: false\)$/, ''),
};

export const FIRST_STEPS = `
Start here:
  sallyport demo           watch one device come aboard
  sallyport up             start a lab that stays; then, in another terminal:
  sallyport device brski   bring another device aboard

Exit status: 0 done, 1 failed, 2 a mistake in the command line, 130 interrupted.`;

/** A mistake in the command line, in the words of every other error. */
export function mistakeText(text: string): string {
  return text
    .replace(/^error: /, 'sallyport: ')
    .replace(/is invalid( for argument '[^']*')?\. (\w)/, (_, where = '', first: string) => {
      return `is invalid${where}: ${first.toLowerCase()}`;
    });
}

/**
 * Lets an option that stands before the name of a subcommand count for it: `registrar -d home devices` is about the
 * directory `home`, not about the default one.
 */
export function inheritSharedOptions(action: Command): void {
  for (let above = action.parent; above !== null; above = above.parent) {
    for (const name of SHARED) {
      const isSaid = action.getOptionValueSource(name) === 'cli' || above.getOptionValueSource(name) !== 'cli';
      if (!isSaid) action.setOptionValueWithSource(name, above.getOptionValue(name), 'cli');
    }
  }
}
