import { useQuery } from '@tanstack/react-query';
import { Navigate, useRouter } from '@tanstack/react-router';
import { useEffect, useState, type ReactNode } from 'react';
import { ApiProblem, queries } from '../../kit/api.ts';
import { meOptions } from './me.ts';

/** Asks anew who is signed in as soon as the server says that nobody is: the session ended, here or in another window. */
function watchSession(): () => void {
  return queries.getQueryCache().subscribe((event) => {
    if (event.type !== 'updated' || event.action.type !== 'error') return;
    const error: unknown = event.action.error;
    if (error instanceof ApiProblem && error.status === 401) void queries.invalidateQueries({ queryKey: ['me'] });
  });
}

/** What only a signed-in user sees. Whose session has ended comes to the sign-in, and back to the same address afterwards. */
export function SignedIn({ children }: { readonly children: ReactNode }): ReactNode {
  const { data: me } = useQuery(meOptions());
  useEffect(watchSession, []);
  if (me === undefined) return null;
  if (me === 'no-user-yet') return <Navigate to="/welcome" replace />;
  return me === 'nobody' ? <ToSignIn /> : children;
}

function ToSignIn(): ReactNode {
  const router = useRouter();
  // Where one was: the address is another one as soon as the way to the sign-in has begun.
  const [from] = useState(() => router.state.location.href);
  return <Navigate to="/sign-in" search={{ to: from }} replace />;
}
