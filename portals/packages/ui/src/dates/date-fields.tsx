import "@mantine/dates/styles.css";
import "dayjs/locale/en-ca";
import "dayjs/locale/en-gb";
import "dayjs/locale/fr";
import "dayjs/locale/fr-ca";
import "dayjs/locale/nb";
import { MantineThemeProvider } from "@mantine/core";
import { DatesProvider, type DayOfWeek } from "@mantine/dates";
import { type ReactNode, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useFormats } from "../context";
import { useMe } from "../portal/session";

const NAMES: Record<string, string> = {
  "en-CA": "en-ca",
  "en-GB": "en-gb",
  "fr-CA": "fr-ca",
  "fr-FR": "fr",
  "nb-NO": "nb",
};

/** Days and months as a person chooses them: in the words of the portal, weeks as the agency's. */
export function DateFields({ children }: { children: ReactNode }) {
  const { locale } = useFormats();
  // Ours count from Monday as 1 to Sunday as 7, theirs from Sunday as 0.
  const firstDayOfWeek = ((useMe().agency.week_starts_on ?? 1) % 7) as DayOfWeek;
  return (
    <DatesProvider settings={{ locale: NAMES[locale] ?? "en-gb", firstDayOfWeek }}>
      <MantineThemeProvider theme={useNamedArrows()}>{children}</MantineThemeProvider>
    </DatesProvider>
  );
}

const ARROWS = [
  "previousMonth",
  "nextMonth",
  "previousYear",
  "nextYear",
  "previousDecade",
  "nextDecade",
] as const;

/** Every calendar's arrows have a name. */
function useNamedArrows() {
  const { t } = useTranslation("ui");
  return useMemo(() => {
    const ariaLabels = Object.fromEntries(ARROWS.map((name) => [name, t(`dates.${name}`)]));
    const named = { defaultProps: { ariaLabels } };
    return { components: { DatePickerInput: named, MonthPickerInput: named, DateInput: named } };
  }, [t]);
}
