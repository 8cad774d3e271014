import { ActionIcon, Button, Group, Text, Tooltip } from "@mantine/core";
import { IconChevronLeft, IconChevronRight } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useFormats, useToday } from "../context";
import { addDays, addMonths, monthOf, weekStart } from "../days";

interface Props {
  /** A week by its first day, or a month. */
  unit: "week" | "month";
  /** `YYYY-MM-DD` of the first day, or `YYYY-MM`. */
  value: string;
  weekStartsOn: number;
  onGo: (value: string) => void;
}

/** Arrows to the period before and after, its name between them, and a way back to now. */
export function PeriodNavigator({ unit, value, weekStartsOn, onGo }: Props) {
  const { t } = useTranslation("ui");
  const formats = useFormats();
  const today = useToday();
  const isWeek = unit === "week";
  const now = isWeek ? weekStart(today, weekStartsOn) : monthOf(today);
  const name = isWeek ? formats.range(value, addDays(value, 6)) : formats.month(value);
  const step = (count: number) =>
    onGo(isWeek ? addDays(value, 7 * count) : addMonths(value, count));
  const before = t(isWeek ? "period.week_before" : "period.month_before");
  const after = t(isWeek ? "period.week_after" : "period.month_after");
  return (
    <Group gap={6} role="group" aria-label={t("period.label")}>
      <Tooltip label={before}>
        <ActionIcon variant="default" onClick={() => step(-1)} aria-label={before}>
          <IconChevronLeft size={18} />
        </ActionIcon>
      </Tooltip>
      <Text fw={600} miw={{ base: "8rem", sm: "10rem" }} ta="center" aria-live="polite">
        {name}
      </Text>
      <Tooltip label={after}>
        <ActionIcon variant="default" onClick={() => step(1)} aria-label={after}>
          <IconChevronRight size={18} />
        </ActionIcon>
      </Tooltip>
      <Button variant="default" size="sm" disabled={value === now} onClick={() => onGo(now)}>
        {t(isWeek ? "period.this_week" : "period.this_month")}
      </Button>
    </Group>
  );
}
