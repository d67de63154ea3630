import { lazy } from 'react';

/** Charts are loaded when one is shown: use them inside a ChartFrame, which keeps their place meanwhile. */
export const StackedBars = lazy(async () => ({ default: (await import('./stacked-bars.tsx')).StackedBars }));
export const LineChart = lazy(async () => ({ default: (await import('./line-chart.tsx')).LineChart }));
export const BandChart = lazy(async () => ({ default: (await import('./band-chart.tsx')).BandChart }));
