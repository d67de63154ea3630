import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api, companyKey, refreshCompany, sentenceOf, type Answer } from '../../kit/api.ts';
import { newKey } from '../../kit/intents.ts';
import { notify } from '../../kit/toast.tsx';

export type ImportKind = 'customers' | 'invoices';
export type Inspection = Answer<'inspectImport'>;
export type Report = Answer<'importInvoices'> | Answer<'importCustomers'>;
export type SuggestionCode = 'last_day_of_month' | 'other_decimal_mark' | 'other_date_order' | 'create_customer';

/** What a person said about how the file is written; what is left out is told from the file. */
export type Settings = {
  readonly encoding?: string;
  readonly delimiter?: string;
  readonly dateOrder?: 'ymd' | 'dmy' | 'mdy';
  readonly decimalMark?: '.' | ',';
  readonly skipLines?: number;
  readonly columns?: Readonly<Record<string, string>>;
  readonly constants?: Readonly<Record<string, string>>;
};

type Chosen = { readonly file: File; readonly id: string };
const LOOK_MS = 400;

/** What a row of this file is taken for: an item that older books left open, or an invoice with its history. */
type Sending = { file: File; profile: string; dryRun: boolean; opening: boolean; accept: readonly SuggestionCode[]; progress?: string; key?: string };

function send(company: string, kind: ImportKind, of: Sending): Promise<Report> {
  const query = {
    profile: of.profile,
    ...(of.dryRun ? { dryRun: 'true' } : {}),
    // A customer is worth having without one value; an invoice with a due day of our making would be reminded on a wrong day.
    ...(kind === 'invoices' ? { wholeRows: 'true' } : {}),
    ...(kind === 'invoices' && of.opening ? { opening: 'true' } : {}),
    ...(of.accept.length === 0 ? {} : { accept: [...of.accept] }),
    ...(of.progress === undefined ? {} : { progress: of.progress }),
  };
  const call = { company, query, file: { name: of.file.name, bytes: of.file }, ...(of.key === undefined ? {} : { idempotencyKey: of.key }) };
  return kind === 'customers'
    ? api.importCustomers(call as Parameters<typeof api.importCustomers>[0])
    : api.importInvoices(call as Parameters<typeof api.importInvoices>[0]);
}

export type ImportStart = {
  readonly company: string;
  readonly kind: ImportKind;
  readonly baseCurrency: string;
  /** A file that was chosen elsewhere and belongs here. */
  readonly given: File | null;
  /** Open items of a cut-over are opening balances: they were sold in other books. */
  readonly cutOver: boolean;
};

/** The way of a file: looked at, read in full without keeping anything whenever a setting changes, and imported. */
export function useImport({ company, kind, baseCurrency, given: givenFile, cutOver }: ImportStart) {
  const [chosen, setChosen] = useState<Chosen | null>(() => (givenFile === null ? null : { file: givenFile, id: newKey() }));
  const [insisted, setInsisted] = useState(false);
  const [settings, setSettings] = useState<Settings>({});
  const [fromLine, setFromLine] = useState<number | undefined>();
  const [accept, setAccept] = useState<readonly SuggestionCode[]>([]);
  const [key, setKey] = useState(newKey);
  const given = JSON.stringify(settings);
  const inspection = useQuery({
    queryKey: companyKey(company, 'inspection', kind, chosen?.id, given, fromLine),
    queryFn: ({ signal }) => {
      if (!chosen) throw new Error('No file is chosen.');
      return api.inspectImport({
        company,
        query: { kind, ...(given === '{}' ? {} : { profile: given }), ...(fromLine === undefined ? {} : { fromLine }) },
        file: { name: chosen.file.name, bytes: chosen.file },
        signal,
      });
    },
    enabled: chosen !== null,
    // While one file is read anew its last reading stays; that of another file says nothing.
    placeholderData: (before, query) => (query?.queryKey[4] === chosen?.id ? before : undefined),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const seen = inspection.data;
  // A table whose columns say nothing to us is matched by hand; one that looks like something else only when somebody insists.
  const fits = seen !== undefined && (seen.looksLike.asAsked || seen.looksLike.kind === 'unknown_table' || insisted);
  const readable = fits && seen.missing.length === 0 && seen.rows > 0;
  const profile = seen ? JSON.stringify(withCurrency(seen.profile, kind, baseCurrency)) : '';
  // A column of days of payment makes it a history, and no list of open items.
  const opening = cutOver && !('settledOn' in ((seen?.profile['columns'] ?? {}) as object));
  const trial = useQuery({
    queryKey: companyKey(company, 'import-trial', kind, chosen?.id, profile, accept, opening),
    queryFn: () => {
      if (!chosen) throw new Error('No file is chosen.');
      return send(company, kind, { file: chosen.file, profile, dryRun: true, opening, accept });
    },
    enabled: chosen !== null && readable && !inspection.isPlaceholderData,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
  const importIt = useMutation({
    mutationFn: async (remember: boolean) => {
      if (!chosen || !seen) throw new Error('No file is chosen.');
      const report = await send(company, kind, { file: chosen.file, profile, dryRun: false, opening, accept, progress: chosen.id, key });
      if (remember) {
        const name = `${kind} ${chosen.file.name.replace(/\.[^.]*$/, '').replaceAll(/[^\p{L}\p{N} _-]+/gu, ' ')}`.trim().slice(0, 60);
        const body = { kind, profile: JSON.parse(profile) as Record<string, unknown> };
        // The rows are in: a layout that could not be kept is no failure of the import.
        await api.saveImportProfile({ company, params: { profile: name }, body }).catch((error: unknown) => notify({ title: sentenceOf(error), tone: 'bad' }));
      }
      return report;
    },
    onSuccess: () => refreshCompany(company),
  });
  const progress = useQuery({
    queryKey: ['import-progress', chosen?.id],
    queryFn: () => api.listImportProgress({ company, query: { import: chosen?.id ?? '' } }),
    enabled: importIt.isPending && chosen !== null,
    refetchInterval: LOOK_MS,
    retry: false,
  });
  const fresh = (): void => {
    // Another file or another reading is another intent.
    setKey(newKey());
    importIt.reset();
  };
  return {
    file: chosen?.file ?? null,
    inspection,
    fits,
    readable,
    trial,
    importIt,
    /** Undefined until the server has begun. */
    progress: progress.data?.items[0],
    settings,
    accept,
    choose: (file: File | null) => {
      fresh();
      setChosen(file === null ? null : { file, id: newKey() });
      setSettings({});
      setAccept([]);
      setFromLine(undefined);
      setInsisted(false);
    },
    insist: () => setInsisted(true),
    fromLine,
    change: (part: Settings) => {
      fresh();
      setSettings((now) => ({ ...now, ...part }));
    },
    follow: (code: SuggestionCode, on: boolean) => {
      fresh();
      setAccept((now) => (on ? [...now, code] : now.filter((one) => one !== code)));
    },
    show: setFromLine,
  };
}

/** A file without a currency is in the currency of the books. */
function withCurrency(profile: Readonly<Record<string, unknown>>, kind: ImportKind, currency: string): Record<string, unknown> {
  const columns = (profile['columns'] ?? {}) as Record<string, string>;
  const constants = (profile['constants'] ?? {}) as Record<string, string>;
  if (kind === 'customers' ? !('creditLimit' in columns) || 'currency' in columns : 'currency' in columns || 'currency' in constants) return { ...profile };
  return { ...profile, constants: { currency, ...constants } };
}

export type Import = ReturnType<typeof useImport>;
