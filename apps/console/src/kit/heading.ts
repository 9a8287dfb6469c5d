/** Which heading comes below the one that a part stands under, so that no level is left out. */

import { createContext } from 'preact';

export const headingBelow = createContext<'h2' | 'h3'>('h2');
