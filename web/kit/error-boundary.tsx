import { Check, Copy, RotateCcw } from 'lucide-react';
import { Component, useRef, useState, type ErrorInfo, type ReactNode } from 'react';
import { Button } from './button.tsx';
import { useWords, wordsOf } from './words.ts';

const WORDS = wordsOf({
  en: {
    title: 'This part of the page broke',
    text: 'The fault is ours. The address and your drafts are kept. Try again, or load the page anew.',
    again: 'Try again',
    reload: 'Load anew',
    copy: 'Copy details',
    copied: 'Copied',
    details: 'Details for whoever looks into it',
  },
  de: {
    title: 'Dieser Teil der Seite ist ausgefallen',
    text: 'Der Fehler liegt bei uns. Adresse und Entwürfe bleiben erhalten. Versuchen Sie es erneut oder laden Sie die Seite neu.',
    again: 'Erneut versuchen',
    reload: 'Neu laden',
    copy: 'Details kopieren',
    copied: 'Kopiert',
    details: 'Details für die Fehlersuche',
  },
});

/** What helps to find a fault: the error, where, when and with which browser. The part of the address behind the question mark may name people and is left out. */
export function detailsOf(error: unknown, place: { readonly componentStack?: string | null | undefined; readonly at: Date }): string {
  const { name, message, stack } = error instanceof Error ? error : { name: 'Thrown', message: String(error), stack: undefined };
  return [
    `${name}: ${message}`,
    `${place.at.toISOString()} ${location.pathname}`,
    navigator.userAgent,
    stack === undefined ? '' : `\n${stack}`,
    place.componentStack ? `\n${place.componentStack.trim()}` : '',
  ]
    .filter(Boolean)
    .join('\n');
}

function Broken({ details, onAgain }: { readonly details: string; readonly onAgain: () => void }): ReactNode {
  const words = useWords(WORDS);
  const [copied, setCopied] = useState(false);
  const text = useRef<HTMLTextAreaElement>(null);
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(details);
      setCopied(true);
    } catch {
      // No clipboard over plain http: the text is marked, and Ctrl C takes it.
      text.current?.closest('details')?.setAttribute('open', '');
      text.current?.select();
    }
  };
  return (
    <div role="alert" className="grid min-h-0 flex-1 place-items-center overflow-auto p-6">
      <div className="w-full max-w-lg">
        <h1 className="text-page font-semibold">{words.title}</h1>
        <p className="mt-1 text-mute">{words.text}</p>
        <div className="mt-4 flex flex-wrap gap-2">
          <Button kind="primary" icon={<RotateCcw aria-hidden className="size-3.5" />} onClick={onAgain}>
            {words.again}
          </Button>
          <Button onClick={() => location.reload()}>{words.reload}</Button>
          <Button
            kind="ghost"
            icon={copied ? <Check aria-hidden className="size-3.5" /> : <Copy aria-hidden className="size-3.5" />}
            onClick={() => void copy()}
          >
            {copied ? words.copied : words.copy}
          </Button>
        </div>
        <details className="mt-5">
          <summary className="text-second text-mute">{words.details}</summary>
          <textarea
            ref={text}
            readOnly
            aria-label={words.details}
            value={details}
            rows={9}
            className="mt-2 w-full resize-y rounded-control border border-line bg-panel p-2 font-mono text-second text-mute"
          />
        </details>
      </div>
    </div>
  );
}

type Props = {
  readonly children: ReactNode;
  readonly onError?: ((error: unknown) => void) | undefined;
  /** Before it is tried again: what may have broken it is to be asked for anew. */
  readonly onAgain?: (() => void | Promise<void>) | undefined;
};
type State = { readonly failed: boolean; readonly details: string };

const WELL: State = { failed: false, details: '' };

/** A net under a part of the page: what breaks in it leaves the rest, the address and all drafts as they are. React knows such nets as classes only. */
export class ErrorBoundary extends Component<Props, State> {
  override state: State = WELL;

  static getDerivedStateFromError(error: unknown): State {
    return { failed: true, details: detailsOf(error, { at: new Date() }) };
  }

  override componentDidCatch(error: unknown, info: ErrorInfo): void {
    this.setState({ failed: true, details: detailsOf(error, { at: new Date(), componentStack: info.componentStack }) });
    this.props.onError?.(error);
  }

  readonly #again = (): void => {
    const begin = (): void => this.setState(WELL);
    Promise.resolve(this.props.onAgain?.()).then(begin, begin);
  };

  override render(): ReactNode {
    if (!this.state.failed) return this.props.children;
    return <Broken details={this.state.details} onAgain={this.#again} />;
  }
}
