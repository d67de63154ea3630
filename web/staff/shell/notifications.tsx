import { lazy, Suspense, useState, type ReactNode } from 'react';
import { BellButton } from './bell-button.tsx';
import type { NotificationsProps } from './notification-list.tsx';

const load = () => import('./notification-list.tsx');
const NotificationList = lazy(async () => ({ default: (await load()).NotificationList }));

/** The bell of the shell; its list is loaded when somebody comes near it. */
export function Notifications(props: NotificationsProps): ReactNode {
  const [wanted, setWanted] = useState(false);
  const bell = (
    <BellButton unread={props.unread} aria-haspopup="dialog" aria-expanded={false} onClick={() => setWanted(true)} onPointerEnter={() => void load()} />
  );
  return wanted ? (
    <Suspense fallback={bell}>
      <NotificationList {...props} />
    </Suspense>
  ) : (
    bell
  );
}
