import { isLanguage, LANGUAGE_NAMES, regionName, regionsOf } from "@portico/ui";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";

// What browsers name as well, and no address is in: groups of countries, and codes for tests.
const NO_COUNTRIES = new Set(["EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"]);
const LETTERS = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"];

/** The value of a field in words: a code by its name, a region by that of its country. */
export function useValueNames(country: string): (field: string, value: string) => string {
  const { t, i18n } = useTranslation("company");
  return (field, value) => {
    if (value === "") return t("none");
    if (field === "address.region") return regionName(country, value, i18n.language);
    if (field === "address.country") return countryNames(i18n.language).of(value) ?? value;
    if (field === "invoice_preferences.language") {
      return isLanguage(value) ? LANGUAGE_NAMES[value] : value;
    }
    if (field === "invoice_preferences.due_days") return t("due", { count: Number(value) });
    const isChoice = /^invoice_preferences\.(grouping|cadence)$/.test(field);
    return isChoice ? t(`choices.${field.split(".")[1]}.${value}`) : value;
  };
}

/** Every country by its name in the person's language. */
export function useCountries(): { value: string; label: string }[] {
  const { i18n } = useTranslation();
  return useMemo(() => {
    const names = countryNames(i18n.language);
    const found = LETTERS.flatMap((first) => LETTERS.map((second) => first + second))
      .filter((code) => !NO_COUNTRIES.has(code))
      .flatMap((value) => {
        const label = names.of(value);
        return label ? [{ value, label }] : [];
      });
    return found.sort((a, b) => a.label.localeCompare(b.label, i18n.language));
  }, [i18n.language]);
}

/** The provinces or states of a country by name; empty where an address needs none. */
export function useRegions(country: string): { value: string; label: string }[] {
  const { i18n } = useTranslation();
  return useMemo(() => regionsOf(country, i18n.language), [country, i18n.language]);
}

function countryNames(language: string): Intl.DisplayNames {
  return new Intl.DisplayNames([language], { type: "region", fallback: "none" });
}
