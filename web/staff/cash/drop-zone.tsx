import { useRef, useState, type DragEvent, type ReactNode } from 'react';
import { useWords } from '../../kit/words.ts';
import { cashWords } from './words.ts';

/** The whole screen takes a dropped file. */
export function DropZone({ off, onFile, children }: { readonly off: boolean; readonly onFile: (file: File) => void; readonly children: ReactNode }): ReactNode {
  const words = useWords(cashWords);
  const [over, setOver] = useState(false);
  // Entering a child leaves its parent: only the balance of both says whether the file is still over the screen.
  const depth = useRef(0);
  const isFile = (event: DragEvent): boolean => !off && event.dataTransfer.types.includes('Files');
  return (
    <div
      className="relative flex h-full min-h-0 flex-col"
      onDragEnter={(event) => {
        if (!isFile(event)) return;
        depth.current++;
        setOver(true);
      }}
      onDragLeave={(event) => {
        if (isFile(event) && --depth.current <= 0) setOver(false);
      }}
      onDragOver={(event) => {
        if (isFile(event)) event.preventDefault();
      }}
      onDrop={(event) => {
        if (!isFile(event)) return;
        event.preventDefault();
        depth.current = 0;
        setOver(false);
        const [file] = event.dataTransfer.files;
        if (file) onFile(file);
      }}
    >
      {children}
      {over && (
        <div
          aria-hidden
          className="pointer-events-none absolute inset-3 z-40 grid place-items-center rounded-card border-2 border-dashed border-accent bg-accent-soft/80"
        >
          <p className="text-page font-semibold text-accent">{words.dropHere}</p>
        </div>
      )}
    </div>
  );
}
