import { lookAtEveryScreen } from './every-screen.ts';

lookAtEveryScreen('light and in English', { width: 1280, height: 800, theme: 'light', language: 'en' });
