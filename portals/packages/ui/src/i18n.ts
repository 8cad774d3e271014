import i18next from "i18next";
import { initReactI18next } from "react-i18next";

export const LANGUAGES = ["en", "fr", "nb"] as const;
export type Language = (typeof LANGUAGES)[number];
export const LANGUAGE_NAMES: Record<Language, string> = {
  en: "English",
  fr: "Français",
  nb: "Norsk",
};

/** The texts of one language: by namespace, then by key. */
export type Catalogue = Record<string, Record<string, unknown>>;
export type LoadCatalogue = (language: Language) => Promise<Catalogue>;

let load: LoadCatalogue;

export function isLanguage(text: string | undefined | null): text is Language {
  return LANGUAGES.includes(text as Language);
}

/** Start with one language; others are fetched when they are chosen. */
export async function startTexts(language: string, loader: LoadCatalogue): Promise<void> {
  load = loader;
  await i18next.use(initReactI18next).init({
    lng: "none",
    resources: {},
    fallbackLng: false,
    defaultNS: "ui",
    interpolation: { escapeValue: false },
    returnNull: false,
  });
  await speak(isLanguage(language) ? language : "en");
}

/** Change the language of the whole page. */
export async function speak(language: Language): Promise<void> {
  if (i18next.language === language) return;
  const catalogue = await load(language);
  for (const [namespace, texts] of Object.entries(catalogue)) {
    i18next.addResourceBundle(language, namespace, texts, true, true);
  }
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
}
