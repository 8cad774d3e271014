import "@mantine/dates/styles.css";
import "dayjs/locale/en-ca";
import "dayjs/locale/en-gb";
import "dayjs/locale/fr";
import "dayjs/locale/fr-ca";
import "dayjs/locale/nb";
import { DatesProvider, type DayOfWeek } from "@mantine/dates";
import type { ReactNode } from "react";
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
      {children}
    </DatesProvider>
  );
}
