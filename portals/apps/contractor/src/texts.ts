import type { Catalogue, Language, LoadCatalogue } from "@portico/ui";

const PORTAL = import.meta.glob<Record<string, unknown>>("./locales/*/*.json", {
  import: "default",
});
const SHARED = import.meta.glob<Record<string, unknown>>(
  "../../../packages/ui/src/locales/*.json",
  { import: "default" },
);

const ACCOUNT = import.meta.glob<Record<string, unknown>>(
  "../../../packages/ui/src/account/locales/*.json",
  { import: "default" },
);

/**
 * All texts of a language: each file is a namespace of its name, those of the ui package `ui` and
 * `account`.
 */
export const loadCatalogue: LoadCatalogue = async (language: Language): Promise<Catalogue> => {
  const wanted: [string, () => Promise<Record<string, unknown>>][] = [];
  for (const [path, load] of Object.entries(PORTAL)) {
    const [folder, file] = path.split("/").slice(-2);
    if (folder === language && file) wanted.push([file.replace(".json", ""), load]);
  }
  for (const [namespace, files] of [
    ["ui", SHARED],
    ["account", ACCOUNT],
  ] as const) {
    for (const [path, load] of Object.entries(files)) {
      if (path.endsWith(`/${language}.json`)) wanted.push([namespace, load]);
    }
  }
  const loaded = await Promise.all(
    wanted.map(async ([name, load]) => [name, await load()] as const),
  );
  return Object.fromEntries(loaded);
};
