import i18next, { type PostProcessorModule } from "i18next";
import { initReactI18next } from "react-i18next";

const LANGUAGES = ["en", "fr", "nb"] as const;
type Language = (typeof LANGUAGES)[number];
export const LANGUAGE_NAMES: Record<Language, string> = {
  en: "English",
  fr: "Français",
  nb: "Norsk",
};

/** A time ends in a full stop (8:02 p.m.): a sentence that ends in one has no second. */
const oneFullStop: PostProcessorModule = {
  type: "postProcessor",
  name: "oneFullStop",
  process: (text) => text.replace(/(\b[ap]\.\s?m\.)\./g, "$1"),
};

/** The texts of one namespace, by key. */
export type Texts = Record<string, unknown>;
export type LoadTexts = (language: Language, namespace: string) => Promise<Texts>;

let load: LoadTexts;
/** What some page has needed: a language that is chosen later has these, too. */
const needed = new Set<string>();

export function isLanguage(text: string | undefined | null): text is Language {
  return LANGUAGES.includes(text as Language);
}

/** Start with one language and the texts of every page; others are fetched when they are needed. */
export async function startTexts(
  language: string,
  loader: LoadTexts,
  everywhere: readonly string[],
): Promise<void> {
  load = loader;
  for (const namespace of everywhere) needed.add(namespace);
  await i18next
    .use(initReactI18next)
    .use(oneFullStop)
    .init({
      lng: "none",
      resources: {},
      fallbackLng: false,
      defaultNS: "ui",
      interpolation: { escapeValue: false },
      returnNull: false,
      postProcess: [oneFullStop.name],
      // A key in place of a text is a mistake of ours: it is said where mistakes are looked for.
      saveMissing: true,
      missingKeyHandler: (_languages, namespace, key) => {
        // biome-ignore lint/suspicious/noConsole: tests in the browser fail for what is said there.
        console.error(`no text ${namespace}:${key} in ${i18next.language}`);
      },
    });
  await speak(isLanguage(language) ? language : "en");
}

/** Fetch the texts of a part of the portal, to be waited for before it is shown. */
export async function needTexts(namespaces: readonly string[]): Promise<void> {
  for (const namespace of namespaces) needed.add(namespace);
  if (isLanguage(i18next.language)) await fetchTexts(i18next.language, namespaces);
}

/** Change the language of the whole page. It stays as it is where the texts cannot be fetched. */
export async function speak(language: Language): Promise<void> {
  if (i18next.language === language) return;
  // A page may come to need its texts while others are on their way.
  for (let fetched = -1; fetched !== needed.size; ) {
    fetched = needed.size;
    await fetchTexts(language, needed);
  }
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
}

async function fetchTexts(language: Language, namespaces: Iterable<string>): Promise<void> {
  const missing = [...namespaces].filter((one) => !i18next.hasResourceBundle(language, one));
  await Promise.all(
    missing.map(async (namespace) => {
      const texts = await load(language, namespace);
      i18next.addResourceBundle(
        language,
        namespace,
        language === "fr" ? withFirmSigns(texts) : texts,
      );
    }),
  );
}

/** French sets a blank before some signs and within its quotes: no line is broken at one. */
function withFirmSigns(texts: Texts): Texts {
  return JSON.parse(
    JSON.stringify(texts, (_key, text) =>
      typeof text === "string"
        ? text.replace(/ ([:;?!»])/g, "\u00a0$1").replace(/« /g, "«\u00a0")
        : text,
    ),
  );
}
