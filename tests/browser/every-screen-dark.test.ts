import { lookAtEveryScreen } from './every-screen.ts';

lookAtEveryScreen('dark and in German', { width: 1440, height: 900, theme: 'dark', language: 'de' });
