import { Stack, Text } from "@mantine/core";
import type { DateMove } from "@portico/api";
import { useTranslation } from "react-i18next";
import { useFormats } from "../context";
import { moveOf } from "../date-move";
import { Day } from "./values";

interface Props {
  day: string;
  moved: DateMove | null;
  /** The page's texts, which have `moved`. */
  texts: string;
}

/** A day, and what moved it there: banks were closed on the one that was planned (B22). */
export function MovedDay({ day, moved, texts }: Props) {
  const { t, i18n } = useTranslation(texts);
  const formats = useFormats();
  return (
    <Stack gap={0}>
      <Day day={day} />
      {moved && (
        <Text size="sm" c="dimmed" component="span">
          {t("moved", moveOf(moved, day, i18n.language, formats))}
        </Text>
      )}
    </Stack>
  );
}
