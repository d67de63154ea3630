import '../kit/tokens.css';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { queries } from '../kit/api.ts';
import { count, day } from '../kit/format.ts';
import { router } from './router.tsx';

// The files of the screen are asked for together with the question who is there, which the router asks first.
const [routes] = router.getMatchedRoutes(window.location.pathname);
for (const route of routes) void router.loadRouteChunk(route);

// The browser reads its tables of numbers and days at their first use, which takes it a noticeable while: now, when it waits for answers, not when it shows them.
setTimeout(() => count(0));
setTimeout(() => day('2000-01-01'));

const place = document.getElementById('root');
if (place) {
  createRoot(place).render(
    <StrictMode>
      <QueryClientProvider client={queries}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </StrictMode>,
  );
}
