import {
  COUNTRY_CODES,
  isLanguage,
  LANGUAGE_NAMES,
  loadRegions,
  type Region,
  regionsOf,
} from "@portico/ui";
import { useEffect, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";

/** The value of a field in words: a code by its name, a region by that of its country. */
export function useValueNames(country: string): (field: string, value: string) => string {
  const { t, i18n } = useTranslation("company");
  const regions = useRegions(country);
  return (field, value) => {
    if (value === "") return t("none");
    if (field === "address.region") {
      return regions?.find((one) => one.value === value)?.label ?? value;
    }
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
    const found = COUNTRY_CODES.map((value) => ({ value, label: names.of(value) ?? value }));
    return found.sort((a, b) => a.label.localeCompare(b.label, i18n.language));
  }, [i18n.language]);
}

/** The regions of a country by name; null as long as they are fetched. */
export function useRegions(country: string): Region[] | null {
  const { language } = useTranslation().i18n;
  const known = useMemo(() => regionsOf(country, language), [country, language]);
  const [fetched, setFetched] = useState<{ of: string; regions: Region[] }>();
  const wanted = `${country} ${language}`;
  useEffect(() => {
    if (known.length > 0) return;
    let left = false;
    loadRegions(country, language).then(
      (regions) => {
        if (!left) setFetched({ of: wanted, regions });
      },
      // Without the list the region that is kept stays, and nothing else can be chosen.
      () => undefined,
    );
    return () => {
      left = true;
    };
  }, [country, language, known, wanted]);
  if (known.length > 0) return known;
  return fetched?.of === wanted ? fetched.regions : null;
}

function countryNames(language: string): Intl.DisplayNames {
  return new Intl.DisplayNames([language], { type: "region", fallback: "none" });
}
