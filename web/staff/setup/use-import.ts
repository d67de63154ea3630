import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api, companyKey, newKey, refreshCompany, type Answer } from '../../kit/api.ts';

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

function send(company: string, kind: ImportKind, of: { file: File; profile: string; dryRun: boolean; accept: readonly SuggestionCode[]; progress?: string; key?: string }): Promise<Report> {
  const query = {
    profile: of.profile,
    ...(of.dryRun ? { dryRun: 'true' } : {}),
    ...(of.accept.length === 0 ? {} : { accept: [...of.accept] }),
    ...(of.progress === undefined ? {} : { progress: of.progress }),
  };
  const call = { company, query, file: { name: of.file.name, bytes: of.file }, ...(of.key === undefined ? {} : { idempotencyKey: of.key }) };
  return kind === 'customers'
    ? api.importCustomers(call as Parameters<typeof api.importCustomers>[0])
    : api.importInvoices(call as Parameters<typeof api.importInvoices>[0]);
}

/** The way of a file: looked at, read in full without keeping anything whenever a setting changes, and imported. */
export function useImport(company: string, kind: ImportKind, baseCurrency: string) {
  const [chosen, setChosen] = useState<Chosen | null>(null);
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
    placeholderData: (before) => (chosen === null ? undefined : before),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const seen = inspection.data;
  const readable = seen !== undefined && seen.looksLike.asAsked && seen.missing.length === 0 && seen.rows > 0;
  const profile = seen ? JSON.stringify(withCurrency(seen.profile, kind, baseCurrency)) : '';
  const trial = useQuery({
    queryKey: companyKey(company, 'import-trial', kind, chosen?.id, profile, accept),
    queryFn: () => {
      if (!chosen) throw new Error('No file is chosen.');
      return send(company, kind, { file: chosen.file, profile, dryRun: true, accept });
    },
    enabled: chosen !== null && readable && !inspection.isPlaceholderData,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
  const importIt = useMutation({
    mutationFn: async (remember: boolean) => {
      if (!chosen || !seen) throw new Error('No file is chosen.');
      const report = await send(company, kind, { file: chosen.file, profile, dryRun: false, accept, progress: chosen.id, key });
      if (remember) {
        const name = `${kind} ${chosen.file.name.replace(/\.[^.]*$/, '').replaceAll(/[^\p{L}\p{N} _-]+/gu, ' ')}`.trim().slice(0, 60);
        await api.saveImportProfile({ company, params: { profile: name }, body: { kind, profile: JSON.parse(profile) as Record<string, unknown> }, idempotencyKey: newKey() });
      }
      return report;
    },
    onSuccess: () => refreshCompany(company),
  });
  const progress = useQuery({
    queryKey: ['import-progress', chosen?.id],
    queryFn: () => api.getImportProgress({ company, params: { import: chosen?.id ?? '' } }),
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
    trial,
    importIt,
    progress: progress.data,
    settings,
    accept,
    choose: (file: File | null) => {
      fresh();
      setChosen(file === null ? null : { file, id: newKey() });
      setSettings({});
      setAccept([]);
      setFromLine(undefined);
    },
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
