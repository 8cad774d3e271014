import { useEffect, useRef, useSyncExternalStore } from "react";
import { useKeysOn } from "./shell-keys";

/** A single key that does something on this page. */
export interface PageKey {
  /** As the keyboard says it: `j`. */
  key: string;
  /** What it does, in words. */
  what: string;
  run: () => void;
}

let shown: readonly PageKey[] = [];
const listeners = new Set<() => void>();

function show(keys: readonly PageKey[]): void {
  shown = keys;
  for (const listener of listeners) listener();
}

/** The keys of the page that is shown, for the list of keys. */
export function useShownPageKeys(): readonly PageKey[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => shown,
  );
}

/**
 * Single keys of a page, while somebody has them on and types into nothing. A box to tick is no
 * text; over an open dialogue none of them counts.
 */
export function usePageKeys(keys: readonly PageKey[]): void {
  const latest = useSingleKeys(keys);
  const names = keys.map(({ key, what }) => `${key} ${what}`).join();
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is shown changes with its words
  useEffect(() => {
    show(latest.current);
    return () => show([]);
  }, [names]);
}

/** Single keys that do something, not listed with those of the page; the latest of them. */
export function useSingleKeys(keys: readonly PageKey[]) {
  const [on] = useKeysOn();
  const latest = useRef(keys);
  useEffect(() => {
    latest.current = keys;
  });
  useEffect(() => {
    if (!on) return;
    const press = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      const pressed = latest.current.find(({ key }) => key === event.key);
      if (!pressed || document.querySelector('[role="dialog"]')) return;
      event.preventDefault();
      pressed.run();
    };
    document.addEventListener("keydown", press);
    return () => document.removeEventListener("keydown", press);
  }, [on]);
  return latest;
}

const TEXT = 'input:not([type="checkbox"], [type="radio"]), textarea, select, [contenteditable]';

function isTyping(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest(TEXT) !== null;
}
