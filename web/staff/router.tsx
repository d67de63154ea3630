import { createRootRoute, createRoute, createRouter, lazyRouteComponent, redirect, type AsyncRouteComponent } from '@tanstack/react-router';
import { sentencesReady } from './shared/refusals/load-sentences.ts';
import { meOptions } from './session/me.ts';
import { queries } from '../kit/api.ts';
import { Root } from './shell/root.tsx';
import { CompanyShell } from './shell/company-shell.tsx';
import { NotFound, NotHere } from './shell/not-found.tsx';

/** Search parameters are texts and numbers as they stand in the address; every screen reads and checks its own. */
export type AddressSearch = Record<string, string | number | boolean | undefined>;

const root = createRootRoute({
  component: Root,
  notFoundComponent: NotFound,
  validateSearch: (search: Record<string, unknown>): AddressSearch => search as AddressSearch,
});

/** Whoever is not signed in comes to the sign-in first and back afterwards; an empty installation comes to its welcome. */
async function requireMe(href: string) {
  const me = await queries.query({ ...meOptions(), staleTime: 'static' });
  // oxlint-disable-next-line typescript/only-throw-error -- the router's way of sending elsewhere
  if (me === 'nobody') throw redirect({ to: '/sign-in', search: { to: href }, replace: true });
  // oxlint-disable-next-line typescript/only-throw-error -- as above
  if (me === 'no-user-yet') throw redirect({ to: '/welcome', replace: true });
  return me;
}

/** A screen comes together with the sentences of what may be refused on it. */
function screen(load: () => Promise<Record<string, AsyncRouteComponent<object>>>, name: string): AsyncRouteComponent<object> {
  const loadBoth = async (): Promise<Record<string, AsyncRouteComponent<object>>> => {
    const [module] = await Promise.all([load(), sentencesReady()]);
    return module;
  };
  return lazyRouteComponent(loadBoth as never, name as never) as AsyncRouteComponent<object>;
}

const home = createRoute({
  getParentRoute: () => root,
  path: '/',
  beforeLoad: async ({ location }) => {
    const me = await requireMe(location.href);
    const last = localStorage.getItem('dunlin.company');
    const company = me.companies.find(({ slug }) => slug === last) ?? me.companies[0];
    // oxlint-disable-next-line typescript/only-throw-error -- as above
    throw company ? redirect({ to: '/c/$company', params: { company: company.slug }, replace: true }) : redirect({ to: '/start', replace: true });
  },
});

const signIn = createRoute({ getParentRoute: () => root, path: '/sign-in', component: screen(() => import('./session/sign-in-screen.tsx'), 'SignInScreen') });
const welcome = createRoute({ getParentRoute: () => root, path: '/welcome', component: screen(() => import('./session/welcome-screen.tsx'), 'WelcomeScreen') });
const invitation = createRoute({
  getParentRoute: () => root,
  path: '/invitation',
  component: screen(() => import('./session/invitation-screen.tsx'), 'InvitationScreen'),
});
const start = createRoute({
  getParentRoute: () => root,
  path: '/start',
  beforeLoad: ({ location }) => requireMe(location.href),
  component: screen(() => import('./setup/start-screen.tsx'), 'StartScreen'),
});

const company = createRoute({
  getParentRoute: () => root,
  path: '/c/$company',
  beforeLoad: ({ location }) => requireMe(location.href),
  component: CompanyShell,
  notFoundComponent: NotHere,
});

const within = <const P extends string>(path: P, load: () => Promise<object>, name: string) =>
  createRoute({ getParentRoute: () => company, path, component: screen(load as never, name) });

const screens = [
  within('/', () => import('./dashboard/dashboard-screen.tsx'), 'DashboardScreen'),
  within('/worklist', () => import('./worklist/worklist-screen.tsx'), 'WorklistScreen'),
  within('/cash', () => import('./cash/cash-screen.tsx'), 'CashScreen'),
  within('/cash/statements', () => import('./cash/statements-screen.tsx'), 'StatementsScreen'),
  within('/invoices', () => import('./invoices/invoices-screen.tsx'), 'InvoicesScreen'),
  within('/invoices/new', () => import('./invoices/new-invoice-screen.tsx'), 'NewInvoiceScreen'),
  within('/customers', () => import('./customers/customers-screen.tsx'), 'CustomersScreen'),
  within('/customers/$customer', () => import('./customers/customer-screen.tsx'), 'CustomerScreen'),
  within('/outbox', () => import('./outbox/outbox-screen.tsx'), 'OutboxScreen'),
  within('/reminders', () => import('./reminders/reminders-screen.tsx'), 'RemindersScreen'),
  within('/approvals', () => import('./approvals/approvals-screen.tsx'), 'ApprovalsScreen'),
  within('/settings', () => import('./settings/settings-screen.tsx'), 'SettingsScreen'),
  within('/settings/$section', () => import('./settings/settings-screen.tsx'), 'SettingsScreen'),
  within('/setup', () => import('./setup/setup-screen.tsx'), 'SetupScreen'),
  within('/import/$kind', () => import('./setup/import-screen.tsx'), 'ImportScreen'),
] as const;

/** What fails before a screen is there (who somebody is could not be asked) is caught by the same net as what fails in it. */
function Rethrown({ error }: { readonly error: unknown }): never {
  throw error;
}

export const router = createRouter({
  routeTree: root.addChildren([home, signIn, welcome, invitation, start, company.addChildren(screens)]),
  defaultPreload: 'intent',
  defaultNotFoundComponent: NotFound,
  defaultErrorComponent: Rethrown,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
