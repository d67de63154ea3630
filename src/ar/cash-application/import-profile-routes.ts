import { FIELDS_OF, REQUIRED_OF } from '../../formats/csv/guess-columns.ts';
import type { GuessedKind } from '../../formats/csv/header-words.ts';
import { inspectDelimited } from '../../formats/csv/inspect-delimited.ts';
import type { Inspection } from '../../formats/csv/inspection.ts';
import { givenSettings } from '../../formats/csv/profile-text.ts';
import type { ApiHandlers } from '../access/api-contexts.ts';
import type { Ctx } from '../access/context.ts';
import { requireScope } from '../access/require-scope.ts';
import type { Scope } from '../access/roles.ts';
import { deleteProfile } from './delete-profile.ts';
import type { importProfileOperations } from './import-profile-contract.ts';
import { getProfile, listProfiles, profilesOfKind, saveProfile, type ProfileKind, type SavedProfile } from './import-profiles.ts';

/** Who may import a kind of file may look at one, and say how such files are written. */
const SCOPE_OF: Readonly<Record<ProfileKind, Scope>> = {
  customers: 'customers:write',
  invoices: 'invoices:write',
  payments: 'payments:write',
  statement: 'cash:import',
};

function profileView({ name, kind, content, changedAt }: SavedProfile) {
  return { name, kind, profile: content as Record<string, unknown>, changedAt: changedAt.toISOString() };
}

async function savedView(ctx: Ctx, name: string) {
  return profileView(await getProfile(ctx, name));
}

function inspectionView(fileName: string, inspection: Inspection) {
  const { asked, looksLike, bytes, complete, rows, talliedRows, writing, columns, guesses, missing, checks, findings, sample, profile, keptProfile } =
    inspection;
  const guessOf = new Map(guesses.map((guess) => [guess.column, guess]));
  const needed = new Set(REQUIRED_OF[asked].flat());
  const { name: _name, columns: named, ...style } = profile;
  return {
    kind: asked,
    fileName,
    sizeBytes: bytes,
    complete,
    looksLike,
    rows,
    talliedRows,
    writing,
    columns: columns.map((column, index) => {
      const guess = guessOf.get(index);
      return {
        index,
        ...column,
        samples: [...column.samples],
        field: guess?.field ?? null,
        confidence: guess?.confidence ?? null,
        reason: guess?.reason ?? null,
      };
    }),
    fields: FIELDS_OF[asked].map((field) => ({ field, needed: needed.has(field) })),
    missing: missing.map((group) => [...group]),
    checks: { ...checks, dueAfterIssued: [...checks.dueAfterIssued] },
    findings: [...findings],
    sample: sample.map(({ line, cells }) => ({ line, cells: [...cells] })),
    profile: { ...(named === null ? {} : { columns: named }), ...style },
    keptProfile,
  };
}

async function inspectOptions(ctx: Ctx, kind: GuessedKind, how: { profile: string | undefined; kept: boolean; fromLine: number | undefined }) {
  const given = givenSettings(how.profile, FIELDS_OF[kind]);
  const kept = how.kept ? await profilesOfKind(ctx, kind) : [];
  return { kind, given, kept, ...(how.fromLine === undefined ? {} : { fromLine: how.fromLine }) };
}

export const importProfileHandlers: ApiHandlers<typeof importProfileOperations> = {
  inspectImport: async ({ ctx, principal, query, upload }) => {
    await requireScope(ctx, principal, SCOPE_OF[query.kind]);
    const options = await inspectOptions(ctx, query.kind, { profile: query.profile, kept: query.kept !== false, fromLine: query.fromLine });
    return inspectionView(upload.fileName, await inspectDelimited(upload.open, { ...options, fileName: upload.fileName }));
  },
  listImportProfiles: async ({ ctx, query }) => {
    const profiles = await listProfiles(ctx);
    const items = profiles.filter((profile) => query.kind === undefined || profile.kind === query.kind);
    return { items: items.map(({ name, kind, changedAt }) => ({ name, kind, changedAt: changedAt.toISOString() })) };
  },
  getImportProfile: ({ ctx, params }) => savedView(ctx, params.profile),
  saveImportProfile: async ({ ctx, principal, params, body }) => {
    await requireScope(ctx, principal, SCOPE_OF[body.kind]);
    await saveProfile(ctx, { name: params.profile, kind: body.kind, content: body.profile });
    return savedView(ctx, params.profile);
  },
  deleteImportProfile: async ({ ctx, principal, params }) => {
    await requireScope(ctx, principal, SCOPE_OF[(await getProfile(ctx, params.profile)).kind]);
    await deleteProfile(ctx, params.profile);
  },
};
