/** Where the console begins. */

import './styles/index.css';
import './shell/theme.ts';
import { render } from 'preact';
import { keepListening } from './api/live/index.ts';
import { askWho } from './api/who.ts';
import { App } from './app.tsx';

const root = document.getElementById('app');
if (root !== null) render(<App />, root);
keepListening();
askWho();
