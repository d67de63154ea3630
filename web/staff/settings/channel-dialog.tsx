import { useEffect, useRef, useState, type ReactNode } from 'react';
import { api, ApiProblem, codeOf, placesOf, refreshCompany } from '../../kit/api.ts';
import { CommandDialog } from '../../kit/command-dialog.tsx';
import { notify } from '../../kit/toast.tsx';
import { useWords } from '../../kit/words.ts';
import { sendingWords } from './sending-words.ts';
import type { ChannelBody, Problems } from './server-form.ts';

export type ChannelDialogProps = {
  readonly company: string;
  readonly title: string;
  readonly description: string;
  /** What is missing or can't be read, by its place; empty when it can be sent. */
  readonly lacking: Problems;
  /** Places that have a field: what the server says of others stands below all of them. */
  readonly places: readonly string[];
  readonly body: () => ChannelBody;
  readonly onClose: () => void;
  /** The fields, each with what is wrong at its place. */
  readonly children: (wrong: Problems) => ReactNode;
};

/** What the server refused, at the places that have a field; undefined when any of it has none. */
function atFields(error: unknown, places: readonly string[], words: { readonly secretNeeded: string; readonly plainRefused: string }): Problems | undefined {
  if (codeOf(error) === 'channel.secret_missing' && error instanceof ApiProblem) {
    const name = String(error.body.details?.['secret']);
    const place = places.find((one) => one === name || one === `auth/${name}`);
    return place === undefined ? undefined : { [place]: words.secretNeeded };
  }
  const told = Object.entries(placesOf(error)).map(([at, detail]) => [places.find((one) => at === one || at.startsWith(`${one}/`)), detail] as const);
  if (told.length === 0 || told.some(([place]) => place === undefined)) return undefined;
  return Object.fromEntries(told.map(([place = '', detail]) => [place, place === 'security' ? words.plainRefused : detail]));
}

/** The form of an account, whose secrets live in it alone: no draft is kept, and they are gone when it closes. */
export function ChannelDialog({ company, title, description, lacking, places, body, onClose, children }: ChannelDialogProps): ReactNode {
  const words = useWords(sendingWords);
  const [tries, setTries] = useState(0);
  const [refused, setRefused] = useState<Problems>({});
  const fields = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (tries > 0) fields.current?.querySelector<HTMLElement>('[aria-invalid]')?.focus();
  }, [tries, refused]);
  const save = async (): Promise<void> => {
    setRefused({});
    try {
      await api.setChannel({ company, body: body() });
    } catch (error) {
      const wrong = atFields(error, places, words);
      if (wrong === undefined) throw error;
      setRefused(wrong);
      throw new Error(words.seeFields, { cause: error });
    }
    notify({ title: words.saved });
    await refreshCompany(company);
  };
  const command = (): Promise<void> | null => {
    setTries((before) => before + 1);
    return Object.keys(lacking).length > 0 ? null : save();
  };
  return (
    <CommandDialog title={title} description={description} width="medium" action={words.save} onClose={onClose} command={command}>
      <div ref={fields} className="grid grid-cols-1 gap-4">
        {children({ ...refused, ...(tries > 0 ? lacking : {}) })}
      </div>
    </CommandDialog>
  );
}
