import { cloneElement, lazy, Suspense, useState, type ReactElement, type ReactNode } from 'react';
import type { MenuProps } from './menu.tsx';

const load = () => import('./menu.tsx');
const Menu = lazy(async () => ({ default: (await load()).Menu }));

type Button = ReactElement<{ onClick?: () => void; onPointerEnter?: () => void; 'aria-haspopup'?: 'menu'; 'aria-expanded'?: boolean }>;

/** A menu of the shell: its code is loaded when somebody comes near its button, so that the first screen need not wait for it. */
export function LazyMenu(props: MenuProps): ReactNode {
  const [wanted, setWanted] = useState(false);
  const button = cloneElement(props.trigger as Button, {
    'aria-haspopup': 'menu',
    'aria-expanded': false,
    onClick: () => setWanted(true),
    onPointerEnter: () => void load(),
  });
  return wanted ? (
    <Suspense fallback={button}>
      <Menu {...props} defaultOpen />
    </Suspense>
  ) : (
    button
  );
}
