/** Where the console begins. */

import './styles/index.css';
import './shell/theme.ts';
import { render } from 'preact';
import { keepListening, onLiveEvent } from './api/live/index.ts';
import { keepStaying } from './api/stay.ts';
import { keepKnowingWho } from './api/who.ts';
import { App } from './app.tsx';
import { loadRest } from './shell/later.ts';
import { lookForUpdate } from './shell/updated.ts';

/** Long enough after the first view that nothing of it waits for the others. */
const REST_AFTER_MS = 3000;

const root = document.getElementById('app');
if (root !== null) render(<App />, root);
keepListening();
keepKnowingWho();
keepStaying();
onLiveEvent(({ topic }) => {
  if (topic === 'reset') void lookForUpdate();
});
setTimeout(() => void loadRest(), REST_AFTER_MS);
