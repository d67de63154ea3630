/** What a caller may be allowed, with the words that screens and the API document show. */
export const SCOPES = {
  'customers:read': 'See customers, contacts and credit limits',
  'customers:write': 'Change customers, contacts and groups',
  'credit:write': 'Change credit limits and credit holds',
  'agreements:read': 'See sales agreements and orders',
  'agreements:write': 'Change sales agreements, prices and orders',
  'invoices:read': 'See invoices and credit notes',
  'invoices:write': 'Draft, issue, correct and send invoices',
  'receivables:read': 'See receivables, credits, allocations and holds',
  'cash:read': 'See bank statements, bank lines and proposals',
  'cash:import': 'Import bank statements and remittances',
  'cash:apply': 'Apply cash and undo it',
  'payments:read': 'See payments, refunds and mandates',
  'payments:write': 'Record payments, refund, manage mandates',
  'collections:read': 'See dunning, promises, plans and the worklist',
  'collections:write': 'Remind, promise, plan, place collection holds',
  'disputes:write': 'Open, route and resolve disputes and deductions',
  'writeoffs:write': 'Write off receivables and give up tolerances',
  'messages:read': 'See messages and replies',
  'messages:write': 'Write and stop messages, change templates',
  'ledger:read': 'See journal, accounts and periods',
  'periods:close': 'Close and reopen periods',
  'rates:write': 'Set exchange rates',
  'reports:read': 'See metrics, reports and forecasts',
  'automation:read': 'See automations, their runs and decisions',
  'automation:write': 'Switch automations and their policies',
  'tasks:read': 'See tasks and notifications',
  'tasks:write': 'Finish, drop, snooze and assign tasks',
  'settings:write': 'Change the company, series, accounts and connections',
  'approvals:read': 'See approvals',
  'approvals:decide': 'Grant or reject approvals',
  'access:admin': 'Manage users, roles and API keys',
  'companies:create': 'Create companies',
  'audit:read': 'Read and check the audit trail',
} as const;

export type Scope = keyof typeof SCOPES;

export function isScope(text: string): text is Scope {
  return Object.hasOwn(SCOPES, text);
}

export const ROLES = ['owner', 'admin', 'billing', 'cash_application', 'collections', 'credit', 'controller', 'read_only', 'auditor'] as const;
export type Role = (typeof ROLES)[number];

/** How duties are separated. `full`: functional duties apart, owners administer and approve but do not operate.
 *  `small`: duties may meet in one person; money out, bank details, write-offs and limits need four eyes. `solo`: one person, logged self-approval. */
export const PROFILES = ['full', 'small', 'solo'] as const;
export type Profile = (typeof PROFILES)[number];
export const DEFAULT_PROFILE: Profile = 'small';

const SEE_BUSINESS: readonly Scope[] = [
  'customers:read',
  'agreements:read',
  'invoices:read',
  'receivables:read',
  'cash:read',
  'payments:read',
  'collections:read',
  'messages:read',
  'reports:read',
  'approvals:read',
  'automation:read',
  'tasks:read',
];

const ALL = Object.keys(SCOPES) as Scope[];

/** Scopes that move business data; under `full` an owner or admin does not hold them by that role. */
const OPERATING: ReadonlySet<Scope> = new Set<Scope>([
  'customers:write',
  'credit:write',
  'agreements:write',
  'invoices:write',
  'cash:import',
  'cash:apply',
  'payments:write',
  'collections:write',
  'disputes:write',
  'writeoffs:write',
  'tasks:write',
]);

const SCOPES_OF_ROLE: Readonly<Record<Role, readonly Scope[]>> = {
  owner: ALL,
  admin: [...SEE_BUSINESS, 'settings:write', 'rates:write', 'automation:write', 'tasks:write', 'access:admin', 'companies:create', 'audit:read', 'ledger:read'],
  billing: [
    'customers:read',
    'customers:write',
    'agreements:read',
    'agreements:write',
    'invoices:read',
    'invoices:write',
    'receivables:read',
    'messages:read',
    'messages:write',
    'reports:read',
    'approvals:read',
    'automation:read',
    'tasks:read',
    'tasks:write',
  ],
  cash_application: [
    'customers:read',
    'invoices:read',
    'receivables:read',
    'cash:read',
    'cash:import',
    'cash:apply',
    'payments:read',
    'payments:write',
    'reports:read',
    'approvals:read',
    'automation:read',
    'tasks:read',
    'tasks:write',
  ],
  collections: [
    'customers:read',
    'invoices:read',
    'receivables:read',
    'payments:read',
    'collections:read',
    'collections:write',
    'disputes:write',
    'messages:read',
    'messages:write',
    'reports:read',
    'approvals:read',
    'automation:read',
    'tasks:read',
    'tasks:write',
  ],
  credit: [
    'customers:read',
    'credit:write',
    'invoices:read',
    'receivables:read',
    'payments:read',
    'collections:read',
    'reports:read',
    'approvals:read',
    'automation:read',
    'tasks:read',
    'tasks:write',
  ],
  controller: [...SEE_BUSINESS, 'tasks:write', 'ledger:read', 'periods:close', 'rates:write', 'approvals:decide', 'writeoffs:write', 'audit:read'],
  read_only: SEE_BUSINESS,
  auditor: [...SEE_BUSINESS, 'ledger:read', 'audit:read'],
};

/** Pairs that one person does not hold in one company under `full`: who records money in does not bill, keep master data, grant credit or collect. */
const APART_UNDER_FULL: readonly (readonly [Role, Role])[] = [
  ['cash_application', 'billing'],
  ['cash_application', 'collections'],
  ['cash_application', 'credit'],
  ['billing', 'credit'],
  ['billing', 'controller'],
  ['cash_application', 'controller'],
  ['auditor', 'billing'],
  ['auditor', 'cash_application'],
  ['auditor', 'collections'],
  ['auditor', 'credit'],
];

export function scopesOf(roles: readonly Role[], profile: Profile): ReadonlySet<Scope> {
  const scopes = new Set<Scope>();
  for (const role of roles) {
    for (const scope of SCOPES_OF_ROLE[role]) if (!(profile === 'full' && role === 'owner' && OPERATING.has(scope))) scopes.add(scope);
  }
  return scopes;
}

/** The first pair of roles that must not meet in one person; undefined when the set is fine. */
export function rolesInConflict(roles: readonly Role[], profile: Profile): readonly [Role, Role] | undefined {
  if (profile !== 'full') return undefined;
  return APART_UNDER_FULL.find(([a, b]) => roles.includes(a) && roles.includes(b));
}
