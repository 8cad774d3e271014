import { Group, Stack, Text } from "@mantine/core";
import type { LinkedWork } from "@portico/api";
import { Facts, useFormats } from "@portico/ui";
import { useTranslation } from "react-i18next";

/** What a link is about: who worked, where, on which days and how much. No rates, notes, comments. */
export function Linked({ work }: { work: LinkedWork }) {
  const { t } = useTranslation("approve");
  const formats = useFormats();
  const hasTime = work.entries.some(({ article }) => article !== "expense");
  return (
    <Stack gap="md">
      <Facts
        facts={[
          [t("fields.contractor"), work.contractor_name],
          [t("fields.project"), `${work.project_name} · ${work.company_name}`],
          [t("fields.period"), formats.range(work.first_on, work.last_on)],
          ...(hasTime
            ? [
                [
                  t("fields.hours"),
                  formats.hours(work.minutes === null ? work.hours : work.minutes / 60),
                ] as const,
              ]
            : []),
        ]}
      />
      <Stack
        component="ul"
        gap={4}
        p={0}
        m={0}
        aria-label={t("fields.entries")}
        style={{ listStyle: "none", maxHeight: "18rem", overflowY: "auto" }}
        tabIndex={0}
      >
        {work.entries.map((entry, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the list never changes
          <Group component="li" key={at} justify="space-between" gap="sm" wrap="nowrap">
            <Text size="sm">
              {formats.weekdayAndDay(entry.work_on)} · {t(`articles.${entry.article}`)}
            </Text>
            <Text size="sm" style={{ whiteSpace: "nowrap", fontVariantNumeric: "tabular-nums" }}>
              {entry.article === "expense"
                ? `${formats.number(entry.quantity)} ${work.currency}`
                : formats.hours(entry.minutes === null ? entry.quantity : entry.minutes / 60)}
            </Text>
          </Group>
        ))}
      </Stack>
    </Stack>
  );
}
