import { useNavigate, useParams } from '@tanstack/react-router';
import { Code, Keyboard, KeyRound, Languages, LogOut, Monitor, Moon, Sun } from 'lucide-react';
import type { ReactNode } from 'react';
import { api, ApiProblem, sentenceOf } from '../../kit/api.ts';
import { forgetDrafts } from '../../kit/draft.ts';
import { LazyMenu } from '../../kit/lazy-menu.tsx';
import { setTheme, useTheme } from '../../kit/theme.ts';
import { notify } from '../../kit/toast.tsx';
import { useLanguage, useWords } from '../../kit/words.ts';
import { speak } from '../shared/refusals/load-sentences.ts';
import { useMe } from '../session/me.ts';
import { showKeys } from './keys-shown.ts';
import { shellWords } from './words.ts';

export function initialsOf(name: string): string {
  const parts = name.trim().split(/\s+/);
  return `${parts[0]?.charAt(0) ?? ''}${parts.length > 1 ? (parts.at(-1)?.charAt(0) ?? '') : ''}`.toUpperCase();
}

/** Who one is, how the app looks and speaks, and the way out. */
export function AccountMenu(): ReactNode {
  const words = useWords(shellWords);
  const me = useMe();
  const theme = useTheme();
  const language = useLanguage();
  const navigate = useNavigate();
  const { company } = useParams({ strict: false });
  const signOut = async (): Promise<void> => {
    try {
      await api.signOut();
    } catch (error) {
      // A session that has ended already is what was wanted.
      if (!(error instanceof ApiProblem && error.status === 401)) {
        notify({ title: sentenceOf(error), tone: 'bad' });
        return;
      }
    }
    forgetDrafts();
    // From the beginning: nothing of this person stays in the memory of the page.
    window.location.assign('/sign-in');
  };
  return (
    <LazyMenu
      side="top"
      className="min-w-56"
      trigger={
        <button type="button" className="flex min-w-0 flex-1 items-center gap-2 rounded-control px-1.5 py-1 text-left hover:bg-raised">
          <span aria-hidden className="grid size-6 shrink-0 place-items-center rounded-full bg-raised text-key font-semibold text-mute">
            {initialsOf(me.name)}
          </span>
          <span className="truncate">{me.name}</span>
        </button>
      }
      items={[
        {
          group: words.theme,
          items: [
            { label: words.light, icon: <Sun aria-hidden />, checked: theme === 'light', onCheck: () => setTheme('light') },
            { label: words.dark, icon: <Moon aria-hidden />, checked: theme === 'dark', onCheck: () => setTheme('dark') },
            { label: words.system, icon: <Monitor aria-hidden />, checked: theme === 'system', onCheck: () => setTheme('system') },
          ],
        },
        {
          group: words.language,
          items: [
            { label: 'English', icon: <Languages aria-hidden />, checked: language === 'en', onCheck: () => void speak('en') },
            { label: 'Deutsch', icon: <Languages aria-hidden />, checked: language === 'de', onCheck: () => void speak('de') },
          ],
        },
        'separator',
        { label: words.keys, icon: <Keyboard aria-hidden />, shortcut: '?', run: () => showKeys() },
        company !== undefined && {
          label: words.passwordChange,
          icon: <KeyRound aria-hidden />,
          run: () => void navigate({ to: '/c/$company/settings/$section', params: { company, section: 'account' } }),
        },
        { label: words.apiPage, icon: <Code aria-hidden />, run: () => void window.open('/api', '_blank', 'noopener') },
        { label: words.signOut, icon: <LogOut aria-hidden />, run: () => void signOut() },
      ]}
    />
  );
}
