import { useFormats, useToday } from "@portico/ui";
import { useTranslation } from "react-i18next";
import type { Reader } from "./sentences";

/** Who reads the sentences of the money trail. */
export function useReader(): Reader {
  const { t, i18n } = useTranslation("trail");
  const formats = useFormats();
  const today = useToday();
  return { say: (key, values) => t(key, values ?? {}), formats, language: i18n.language, today };
}
