import { lookAtEveryView } from './looks.ts';

lookAtEveryView([
  { size: 'phone', colorScheme: 'light', language: 'en' },
  { size: 'phone', colorScheme: 'dark', language: 'de' },
]);
