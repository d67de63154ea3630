import { useMutation, useQuery } from '@tanstack/react-query';
import { useEffect, useState, type ReactNode } from 'react';
import { api, companyKey, refreshCompany, sentenceOf, type Item } from '../../kit/api.ts';
import { Button } from '../../kit/button.tsx';
import { channelWord } from '../shared/message-words.ts';
import { Dialog } from '../../kit/dialog.tsx';
import { TextArea, TextField } from '../../kit/field.tsx';
import { ProblemNote } from '../../kit/page.tsx';
import { notify } from '../../kit/toast.tsx';
import { useWords } from '../../kit/words.ts';
import { useMay } from '../shell/company.ts';
import { Section } from './section.tsx';
import { settingsWords } from './words.ts';

type Template = Item<'listTemplates'>;
type Words = (typeof settingsWords)['en'];
const PREVIEW_AFTER_MS = 400;
const CHANNELS = ['email', 'letter', 'sms'] as const;

export function TextsSection({ company }: { readonly company: string }): ReactNode {
  const words = useWords(settingsWords);
  const list = useQuery({ queryKey: companyKey(company, 'templates'), queryFn: () => api.listTemplates({ company }) });
  const [open, setOpen] = useState<Template | null>(null);
  const byCode = Map.groupBy(list.data?.items ?? [], ({ code }) => code);
  return (
    <Section title={words.texts} text={words.textsText} error={list.error}>
      <ul className="rounded-card border border-line bg-panel">
        {[...byCode].map(([code, templates]) => (
          <li key={code} className="grid grid-cols-[minmax(0,1fr)_126px_116px_170px] items-center border-b border-line px-4 py-1.5 last:border-0">
            <span className="truncate font-medium">{nameOf(code, words)}</span>
            {CHANNELS.map((channel) => {
              const ofChannel = templates.filter((one) => one.channel === channel);
              return (
                <span key={channel} className="flex items-center gap-0.5">
                  {ofChannel.length > 0 && (
                    <span aria-hidden className="mr-1 text-second text-mute">
                      {channelWord(channel)}
                    </span>
                  )}
                  {ofChannel.map((one) => (
                    <button
                      key={one.language}
                      type="button"
                      aria-label={titleOf(one, words)}
                      title={one.version === 0 ? words.builtIn : words.version(one.version)}
                      onClick={() => setOpen(one)}
                      className="h-7 min-w-7 rounded-control px-1.5 font-medium text-accent hover:bg-raised"
                    >
                      {one.language}
                      {one.version > 0 && <sup>{one.version}</sup>}
                    </button>
                  ))}
                </span>
              );
            })}
          </li>
        ))}
      </ul>
      {open && <TextEditor company={company} template={open} onClose={() => setOpen(null)} />}
    </Section>
  );
}

/** What a text is for; one that the program does not know yet stays readable. */
function nameOf(code: string, words: Words): string {
  const word = words[`text_${code}` as keyof Words];
  return typeof word === 'string' ? word : code.replaceAll('_', ' ');
}

const spoken = (channel: string): string => channelWord(channel as Parameters<typeof channelWord>[0]);

function titleOf({ code, channel, language }: Template, words: Words): string {
  return `${nameOf(code, words)} · ${spoken(channel)} · ${language}`;
}

function TextEditor({ company, template, onClose }: { readonly company: string; readonly template: Template; readonly onClose: () => void }): ReactNode {
  const words = useWords(settingsWords);
  const may = useMay()('messages:write');
  const [subject, setSubject] = useState(template.subject);
  const [body, setBody] = useState(template.body);
  const [shownText, setShownText] = useState({ subject, body });
  useEffect(() => {
    const timer = setTimeout(() => setShownText({ subject, body }), PREVIEW_AFTER_MS);
    return () => clearTimeout(timer);
  }, [subject, body]);
  const params = { code: template.code, channel: template.channel, language: template.language } as Parameters<typeof api.saveTemplate>[0]['params'];
  const preview = useQuery({
    queryKey: companyKey(company, 'template-preview', template.code, template.channel, template.language, shownText),
    queryFn: () => api.previewTemplate({ company, params, body: shownText }),
    placeholderData: (before) => before,
  });
  const save = useMutation({
    mutationFn: () => api.saveTemplate({ company, params, body: { subject, body, activate: true } }),
    onSuccess: async () => {
      notify({ title: words.saved });
      await refreshCompany(company);
      onClose();
    },
  });
  const retire = useMutation({
    mutationFn: () => api.retireTemplate({ company, params }),
    onSuccess: async () => {
      await refreshCompany(company);
      onClose();
    },
  });
  const problems = preview.data?.problems ?? [];
  const error = save.error ?? retire.error ?? preview.error;
  return (
    <Dialog
      open
      onClose={onClose}
      width="wide"
      title={titleOf(template, words)}
      description={template.version === 0 ? words.builtIn : words.version(template.version)}
      onSubmit={() => save.mutate()}
      footer={
        <>
          {may && template.version > 0 && (
            <Button className="mr-auto" off={retire.isPending} onClick={() => retire.mutate()}>
              {words.backToBuiltIn}
            </Button>
          )}
          <Button onClick={onClose}>{words.cancel}</Button>
          {may && (
            <Button kind="primary" type="submit" off={problems.length > 0 ? words.textProblems : save.isPending}>
              {words.useIt}
            </Button>
          )}
        </>
      }
    >
      <div className="grid grid-cols-[minmax(0,1fr)_minmax(0,1.1fr)] gap-5">
        <div className="grid content-start gap-3">
          {template.channel === 'email' && <TextField label={words.subject} readOnly={!may} value={subject} onChange={setSubject} />}
          <TextArea label={words.body} rows={14} readOnly={!may} spellCheck={false} value={body} onChange={setBody} />
        </div>
        <div className="grid content-start gap-2">
          <h3 className="font-medium">{words.preview}</h3>
          {error && <ProblemNote>{sentenceOf(error)}</ProblemNote>}
          {problems.length > 0 && (
            <ul className="grid gap-1 text-bad">
              {problems.map((one) => (
                <li key={`${one.part}${one.line}:${one.column}${one.code}`}>
                  {one.part} {one.line}:{one.column} {one.message}
                </li>
              ))}
            </ul>
          )}
          {preview.data?.preview && (
            <div className="rounded-card border border-line bg-bg p-3">
              {preview.data.preview.subject !== '' && <p className="mb-2 font-semibold">{preview.data.preview.subject}</p>}
              <p className="font-mono text-second break-words whitespace-pre-wrap">{preview.data.preview.bodyText}</p>
            </div>
          )}
        </div>
      </div>
    </Dialog>
  );
}
