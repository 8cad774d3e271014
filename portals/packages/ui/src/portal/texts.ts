import type { LoadTexts, Texts } from "../i18n";

/** The namespaces of the frame, which is around every page: ours, and the app's. */
export const EVERYWHERE = ["ui", "common"] as const;

const OURS = import.meta.glob<Texts>(
  [
    "../locales/*.json",
    "../account/locales/*.json",
    "../notifications/locales/*.json",
    "../refusals/locales/*.json",
  ],
  { import: "default" },
);

/** The namespaces of this package. */
const FOLDERS: Record<string, string> = {
  ui: "../locales",
  account: "../account/locales",
  notifications: "../notifications/locales",
  refusals: "../refusals/locales",
};

/** The texts of this package, and those of the app for every other namespace. */
export function textsWith(apps: LoadTexts): LoadTexts {
  return (language, namespace) => {
    const folder = FOLDERS[namespace];
    if (!folder) return apps(language, namespace);
    const load = OURS[`${folder}/${language}.json`];
    if (!load) throw new Error(`no texts of ${namespace} in ${language}`);
    return load();
  };
}

/**
 * The app's texts: `import.meta.glob("./locales/*\/*.json", { import: "default" })`, a file for each
 * namespace in each language.
 */
export function appTexts(files: Record<string, () => Promise<unknown>>): LoadTexts {
  return async (language, namespace) => {
    const load = files[`./locales/${language}/${namespace}.json`];
    if (!load) throw new Error(`no texts of ${namespace} in ${language}`);
    return (await load()) as Texts;
  };
}
