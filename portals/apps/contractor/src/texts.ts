import type { LoadTexts, Texts } from "@portico/ui";

const FILES = import.meta.glob<Texts>(
  [
    "./locales/*/*.json",
    "../../../packages/ui/src/locales/*.json",
    "../../../packages/ui/src/account/locales/*.json",
  ],
  { import: "default" },
);

/** The namespaces of the frame, which is around every page. */
export const EVERYWHERE = ["ui", "common"] as const;

/** Each file is a namespace of its name; those of the ui package are `ui` and `account`. */
const FILE_OF: Record<string, (language: string) => string> = {
  ui: (language) => `../../../packages/ui/src/locales/${language}.json`,
  account: (language) => `../../../packages/ui/src/account/locales/${language}.json`,
};

export const loadTexts: LoadTexts = (language, namespace) => {
  const path = FILE_OF[namespace]?.(language) ?? `./locales/${language}/${namespace}.json`;
  const file = FILES[path];
  if (!file) throw new Error(`no texts of ${namespace} in ${language}`);
  return file();
};
