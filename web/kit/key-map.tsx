import { useEffect, useRef, type ReactNode } from 'react';
import { isTyping, popupIsOpen } from './floating.ts';
import { Kbd } from './kbd.tsx';
import { bindingOf, chordOf, NOTHING_BEGUN, stepSequence, type Begun } from './key-sequence.ts';
import { KIT } from './kit-words.ts';
import { useWords } from './words.ts';

type Run = (event: KeyboardEvent) => void;
/** What a key does; with a label it stands in the overlay of keys. */
export type KeyAction = Run | { readonly label: string; readonly run: Run; /** Off now: the key does nothing but stays listed. */ readonly off?: boolean };
export type KeyMap = Readonly<Record<string, KeyAction | false | null | undefined>>;

type Layer = { screen: string; when: boolean; keys: KeyMap };
/** The maps in use; the one that came last is asked first. */
const layers: Layer[] = [];
let begun: Begun = NOTHING_BEGUN;

const PRESSABLE = 'button, a[href], summary, [role="button"], [role="checkbox"], [role="radio"], [role="switch"], [role="tab"], [role="option"]';
const STEERED = '[role="radiogroup"], [role="tablist"], [role="listbox"], [role="grid"], [role="slider"], [role="combobox"]';

/** Keys that the focused thing needs itself. */
function ownsKey(target: EventTarget | null, key: string): boolean {
  if (!(target instanceof Element)) return false;
  if (key === 'Enter' || key === ' ') return target.matches(PRESSABLE);
  return key.startsWith('Arrow') && target.closest(STEERED) !== null;
}

function runOf(action: KeyMap[string]): Run | null {
  if (!action) return null;
  return typeof action === 'function' ? action : action.off === true ? null : action.run;
}

/** Moving may go on while a key is held; everything else is done once a press, or a key held too long decides what nobody has seen. */
const MOVES = new Set(['j', 'k', 'ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight', 'PageUp', 'PageDown']);

function pressed(event: KeyboardEvent): void {
  if (event.repeat && !MOVES.has(event.key)) return;
  if (event.defaultPrevented || event.isComposing || ['Shift', 'Control', 'Alt', 'Meta', 'AltGraph'].includes(event.key)) return;
  const altGraph = event.getModifierState('AltGraph');
  const command = !altGraph && (event.ctrlKey || event.metaKey);
  if (popupIsOpen() || (isTyping(event.target) && !command) || ownsKey(event.target, event.key)) return;
  const live = layers.filter((layer) => layer.when).toReversed();
  const found = new Map<string, Run>();
  for (const layer of live) {
    for (const [written, action] of Object.entries(layer.keys)) {
      const run = runOf(action);
      const binding = bindingOf(written);
      if (run && !found.has(binding)) found.set(binding, run);
    }
  }
  const chord = chordOf({ key: event.key, shiftKey: event.shiftKey, ctrlKey: event.ctrlKey, metaKey: event.metaKey, altKey: event.altKey, altGraph });
  const step = stepSequence(begun, chord, event.timeStamp, new Set(found.keys()));
  begun = step.begun;
  if (step.hit === null) return;
  event.preventDefault();
  found.get(step.hit)?.(event);
}

/** Keys of a screen while it is mounted and `when` holds: `useKeys({ j: next, 'Shift+X': { label: 'Write off', run }, 'g i': toInvoices, 'Mod+K': palette })`.
 *  They rest while a dialog or menu is open and, but for those with Mod, while someone types. */
export function useKeys(keys: KeyMap, { when = true, screen = '' }: { readonly when?: boolean; readonly screen?: string } = {}): void {
  const layer = useRef<Layer>({ screen, when, keys });
  useEffect(() => {
    Object.assign(layer.current, { screen, when, keys });
  });
  useEffect(() => {
    const mine = layer.current;
    if (layers.length === 0) document.addEventListener('keydown', pressed);
    layers.push(mine);
    return () => {
      layers.splice(layers.indexOf(mine), 1);
      if (layers.length === 0) document.removeEventListener('keydown', pressed);
    };
  }, []);
}

type Listed = { readonly screen: string; readonly keys: readonly { readonly press: string; readonly label: string }[] };

/** Every key that works now and has a label, by screen. */
export function listedKeys(): readonly Listed[] {
  const groups = new Map<string, { press: string; label: string }[]>();
  for (const layer of layers.filter(({ when }) => when).toReversed()) {
    for (const [press, action] of Object.entries(layer.keys)) {
      if (!action || typeof action === 'function') continue;
      const group = groups.get(layer.screen) ?? [];
      groups.set(layer.screen, group);
      if (!group.some((one) => one.label === action.label && one.press === press)) group.push({ press, label: action.label });
    }
  }
  return [...groups].map(([screen, keys]) => ({ screen, keys }));
}

const SIGNS: Readonly<Record<string, string>> = { ArrowUp: '↑', ArrowDown: '↓', ArrowLeft: '←', ArrowRight: '→', Enter: '⏎', Escape: 'Esc' };

function modName(): string {
  return /Mac|iPhone|iPad/.test(navigator.userAgent) ? '⌘' : 'Ctrl';
}

/** One chord or a sequence of them, as keys to look at: `Shift+X`, `g i`. */
export function Keys({ press }: { readonly press: string }): ReactNode {
  const words = useWords(KIT);
  return (
    <span className="inline-flex items-center gap-1 whitespace-nowrap">
      {press.split(' ').map((chord, index) => (
        <span key={`${chord}-${index}`} className="inline-flex items-center gap-1">
          {index > 0 && <span className="text-badge text-mute">{words.followedBy}</span>}
          {(chord === '+' ? ['+'] : chord.split('+')).map((part) => (
            <Kbd key={part}>{SIGNS[part] ?? (/^(Mod|Ctrl|Cmd)$/.test(part) ? modName() : part.length === 1 ? part.toUpperCase() : part)}</Kbd>
          ))}
        </span>
      ))}
    </span>
  );
}
