import type { ReactNode } from 'react';
import { Dialog } from './dialog.tsx';
import { Keys, listedKeys } from './key-map.tsx';
import { KIT } from './kit-words.ts';
import { useWords } from './words.ts';

/** Every key that works now and has a label, by screen. */
export function KeyOverlay({ open, onClose }: { readonly open: boolean; readonly onClose: () => void }): ReactNode {
  const words = useWords(KIT);
  return (
    <Dialog open={open} onClose={onClose} title={words.keysTitle} width="large">
      <KeyList none={words.keysNone} />
    </Dialog>
  );
}

/** Read anew each time that the overlay opens: the maps can't change beneath it. */
function KeyList({ none }: { readonly none: string }): ReactNode {
  const groups = listedKeys().filter(({ keys }) => keys.length > 0);
  if (groups.length === 0) return <p className="text-mute">{none}</p>;
  return (
    <div className={groups.length > 1 ? 'columns-2 gap-8' : ''}>
      {groups.map((group) => (
        <section key={group.screen} className="mb-4 break-inside-avoid">
          {group.screen !== '' && <h3 className="mb-1 text-second font-medium text-mute">{group.screen}</h3>}
          <dl>
            {group.keys.map(({ press, label }) => (
              <div key={press} className="flex items-center justify-between gap-4 border-b border-line py-1.5 last:border-0">
                <dt className="order-1">
                  <Keys press={press} />
                </dt>
                <dd className="min-w-0 truncate">{label}</dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </div>
  );
}
