import { useHotkeys, useLocalStorage } from "@mantine/hooks";

/** Whether single keys do something; each person can switch them off (WCAG 2.1.4). */
export function useKeysOn() {
  return useLocalStorage({
    key: "portico-keys",
    defaultValue: true,
    getInitialValueInEffect: false,
  });
}

/**
 * The keys of every page: `/` and Ctrl/Cmd-K search, `?` shows the keys. Over an open dialogue none
 * of them counts.
 */
export function useShellKeys(onSearch: () => void, onKeys: () => void): void {
  const [on] = useKeysOn();
  useHotkeys(
    on
      ? [
          ["mod+K", onPage(onSearch)],
          ["/", onPage(focusSearch(onSearch))],
          ["shift+?", onPage(onKeys)],
          ["?", onPage(onKeys)],
        ]
      : [],
  );
}

/** One dialogue over another would be closed with it by the same Escape. */
function onPage(run: () => void): () => void {
  return () => {
    if (!document.querySelector('[role="dialog"]')) run();
  };
}

/** The page's own search field where it has one, otherwise the palette. */
function focusSearch(otherwise: () => void): () => void {
  return () => {
    const field = document.querySelector<HTMLInputElement>('main input[type="search"]');
    if (field) field.focus();
    else otherwise();
  };
}
