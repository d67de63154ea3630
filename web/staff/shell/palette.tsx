import { useNavigate } from '@tanstack/react-router';
import { Banknote, FileText, Landmark, Moon, Search, Upload, UserRound } from 'lucide-react';
import { lazy, Suspense, useState, type ReactNode } from 'react';
import { api } from '../../kit/api.ts';
import type { PaletteGroup, PaletteItem } from '../../kit/command-palette.tsx';
import { day, money } from '../../kit/format.ts';
import { Kbd } from '../../kit/kbd.tsx';
import { useKeys } from '../../kit/key-map.tsx';
import { flipTheme } from '../../kit/theme.ts';
import { useWords } from '../../kit/words.ts';
import type { CompanyAccess } from './company.ts';
import { showKeys, useKeysShown } from './keys-shown.ts';
import { DESTINATIONS } from './navigation.ts';
import { PaletteComing } from './palette-coming.tsx';
import { shellWords } from './words.ts';

/** Loaded when it is first asked for: the first screen need not wait for it. */
const CommandPalette = lazy(async () => ({ default: (await import('../../kit/command-palette.tsx')).CommandPalette }));
const KeyOverlay = lazy(async () => ({ default: (await import('../../kit/key-overlay.tsx')).KeyOverlay }));

const HITS = 12;
type Go = (href: string) => void;

/** Search and commands from everywhere: Ctrl K. Also the keys that work on every screen. */
export function Palette({ company }: { readonly company: CompanyAccess }): ReactNode {
  const words = useWords(shellWords);
  const [open, setOpen] = useState(false);
  const [asked, setAsked] = useState(false);
  /** Typed while the palette was being loaded. */
  const [begun, setBegun] = useState('');
  const close = (): void => {
    setOpen(false);
    setBegun('');
  };
  // Once loaded it stays, so that its closing can be seen.
  if (open && !asked) setAsked(true);
  const keys = useKeysShown();
  const navigate = useNavigate();
  const base = `/c/${company.slug}`;
  const go: Go = (href) => void navigate({ href });
  const reachable = DESTINATIONS.filter(({ scope }) => company.scopes.includes(scope as CompanyAccess['scopes'][number]));
  useKeys(
    {
      'Mod+K': { label: words.search, run: () => setOpen((now) => !now) },
      '?': { label: words.keys, run: () => showKeys() },
      ...Object.fromEntries(
        reachable.map(({ word, to, key }) => [`g ${key}`, { label: words[word], run: () => go(to.replace('/c/$company', base)) }] as const),
      ),
    },
    { screen: words.goTo },
  );
  const groups: readonly PaletteGroup[] = [
    {
      label: words.goTo,
      items: reachable.map(({ word, to, icon: Icon, key }) => ({
        id: word,
        label: words[word],
        icon: <Icon aria-hidden />,
        shortcut: `g ${key}`,
        run: () => go(to.replace('/c/$company', base)),
      })),
    },
    { label: words.actions, items: actionsOf(words, company, base, go) },
  ];
  return (
    <>
      <button
        type="button"
        onClick={() => setOpen(true)}
        className="flex h-8 w-full shrink-0 items-center gap-2 rounded-control border border-line bg-panel px-2 text-mute hover:bg-raised"
      >
        <Search aria-hidden className="size-3.5" />
        <span className="min-w-0 flex-1 truncate text-left">{words.search}</span>
        <Kbd>Ctrl K</Kbd>
      </button>
      <Suspense fallback={open && <PaletteComing label={words.search} placeholder={words.typeHere} value={begun} onChange={setBegun} onClose={close} />}>
        {asked && (
          <CommandPalette
            open={open}
            onClose={close}
            begun={begun}
            groups={groups}
            placeholder={words.typeHere}
            search={async (text, signal) => {
              const { items } = await api.search({ company: company.slug, query: { q: text, limit: HITS }, signal });
              return items.length === 0 ? [] : [{ label: words.found, items: items.map((hit) => hitItem(hit, base, go)) }];
            }}
          />
        )}
        {keys && <KeyOverlay open onClose={() => showKeys(false)} />}
      </Suspense>
    </>
  );
}

type Words = (typeof shellWords)['en'];

function actionsOf(words: Words, company: CompanyAccess, base: string, go: Go): PaletteItem[] {
  const may = (scope: string): boolean => company.scopes.includes(scope as CompanyAccess['scopes'][number]);
  const all: readonly (PaletteItem & { readonly scope?: string })[] = [
    { id: 'new-invoice', label: words.newInvoice, icon: <FileText aria-hidden />, scope: 'invoices:write', run: () => go(`${base}/invoices/new`) },
    { id: 'import-bank', label: words.importBankFile, icon: <Landmark aria-hidden />, scope: 'cash:import', run: () => go(`${base}/cash?import=true`) },
    { id: 'import-customers', label: words.importCustomers, icon: <Upload aria-hidden />, scope: 'customers:write', run: () => go(`${base}/import/customers`) },
    { id: 'import-invoices', label: words.importInvoices, icon: <Upload aria-hidden />, scope: 'invoices:write', run: () => go(`${base}/import/invoices`) },
    { id: 'theme', label: words.toggleTheme, icon: <Moon aria-hidden />, run: flipTheme },
  ];
  return all.filter(({ scope }) => scope === undefined || may(scope));
}

type Hit = Awaited<ReturnType<typeof api.search>>['items'][number];

function hitItem(hit: Hit, base: string, go: Go): PaletteItem {
  const Icon = hit.kind === 'customer' ? UserRound : hit.kind === 'bank_line' ? Banknote : FileText;
  // A document leads to the timeline of its customer, narrowed to it: that is where somebody goes who has its number on the phone.
  const href =
    hit.kind === 'customer'
      ? `${base}/customers/${hit.id}`
      : hit.kind === 'bank_line'
        ? `${base}/cash?line=${hit.id}`
        : hit.customerId === null
          ? `${base}/invoices?open=${hit.id}`
          : `${base}/customers/${hit.customerId}?invoice=${hit.id}`;
  const sum = hit.open ?? hit.amount;
  const hint = [
    hit.kind === 'customer' ? hit.customerNumber : hit.customerName,
    sum === null ? null : money(sum, hit.currency),
    hit.dueOn === null ? null : day(hit.dueOn),
  ];
  return { id: hit.id, label: hit.title, hint: hint.filter(Boolean).join(' · '), icon: <Icon aria-hidden />, run: () => go(href) };
}
