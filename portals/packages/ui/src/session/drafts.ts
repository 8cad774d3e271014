import { useState } from "react";
import { useMe } from "../portal/session";

const PREFIX = "portico-draft";

/** Drafts are kept in this tab only, by portal and person. */
export function draftKey(portal: string, personId: string, name: string): string {
  return `${PREFIX}:${portal}:${personId}:${name}`;
}

export function readDraft<Value>(key: string): Value | undefined {
  try {
    const text = sessionStorage.getItem(key);
    return text === null ? undefined : (JSON.parse(text) as Value);
  } catch {
    // A browser that keeps nothing, or something else under this key.
    return undefined;
  }
}

/** `undefined` erases it. */
export function writeDraft(key: string, value: unknown): void {
  try {
    if (value === undefined) sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, JSON.stringify(value));
  } catch {
    // Full, or a browser that keeps nothing: the page itself still has it.
  }
}

/** Every draft of a portal in this tab; with `except`, of all people but this one. */
export function eraseDrafts(portal: string, except?: string): void {
  for (const key of draftsOf(portal)) {
    if (except === undefined || !key.startsWith(draftKey(portal, except, ""))) {
      writeDraft(key, undefined);
    }
  }
}

/** Whether somebody's typed text is kept in this tab. */
export function hasDrafts(portal: string): boolean {
  return draftsOf(portal).length > 0;
}

function draftsOf(portal: string): string[] {
  try {
    return Object.keys(sessionStorage).filter((key) => key.startsWith(`${PREFIX}:${portal}:`));
  } catch {
    return [];
  }
}

/**
 * What is typed into a form, kept beyond the end of the session: who signs in again in this tab
 * finds it. `name` is unique in the portal and names the thing that it is about. `clear` when it
 * was sent. Never for secrets.
 */
export function useDraft<Value>(
  name: string,
  initial: Value,
): [value: Value, set: (value: Value) => void, clear: () => void] {
  const { person, portal } = useMe();
  const key = draftKey(portal, person.person_id, name);
  const [typed, setTyped] = useState<Value | undefined>(() => readDraft<Value>(key));
  const set = (value: Value) => {
    setTyped(value);
    writeDraft(key, value === initial || value === "" ? undefined : value);
  };
  const clear = () => {
    setTyped(undefined);
    writeDraft(key, undefined);
  };
  return [typed ?? initial, set, clear];
}
