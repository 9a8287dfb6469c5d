import { lookAtEveryView } from './looks.ts';

lookAtEveryView([
  { size: 'wall', colorScheme: 'light', language: 'de' },
  { size: 'wall', colorScheme: 'dark', language: 'en' },
]);
