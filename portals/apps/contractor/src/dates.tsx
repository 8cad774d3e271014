import "@mantine/dates/styles.css";
import "dayjs/locale/en-ca";
import "dayjs/locale/en-gb";
import "dayjs/locale/fr";
import "dayjs/locale/fr-ca";
import "dayjs/locale/nb";
import { DatesProvider } from "@mantine/dates";
import { useFormats } from "@portico/ui";
import type { ReactNode } from "react";

const NAMES: Record<string, string> = {
  "en-CA": "en-ca",
  "en-GB": "en-gb",
  "fr-CA": "fr-ca",
  "fr-FR": "fr",
  "nb-NO": "nb",
};

/** Days and months as a person chooses them: in the words of the portal, weeks from Monday. */
export function DateFields({ children }: { children: ReactNode }) {
  const { locale } = useFormats();
  return (
    <DatesProvider settings={{ locale: NAMES[locale] ?? "en-gb", firstDayOfWeek: 1 }}>
      {children}
    </DatesProvider>
  );
}
