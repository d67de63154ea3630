import { seeOneState } from '../../foundation/db/kept-or-not.ts';
import type { ApiHandlers } from '../access/api-contexts.ts';
import type { dashboardOperations } from './dashboard-contract.ts';
import { dashboard } from './dashboard/dashboard.ts';
import { dashboardSeries } from './dashboard/dashboard-series.ts';
import { dashboardSeriesView, dashboardView } from './dashboard/dashboard-views.ts';

export const dashboardHandlers: ApiHandlers<typeof dashboardOperations> = {
  getDashboard: async ({ ctx, query }) => {
    await seeOneState(ctx.tx);
    return dashboardView(await dashboard(ctx, query.asOf ?? ctx.today), ctx.company.baseCurrency);
  },
  getDashboardSeries: async ({ ctx, query }) => {
    await seeOneState(ctx.tx);
    return dashboardSeriesView(await dashboardSeries(ctx, query.asOf ?? ctx.today), ctx.company.baseCurrency);
  },
};
