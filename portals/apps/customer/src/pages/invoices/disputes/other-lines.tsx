import { Checkbox, Group, Stack, Text } from "@mantine/core";
import type { InvoiceView } from "@portico/api";
import { Money } from "@portico/ui";
import { useTranslation } from "react-i18next";
import { useLineName } from "./line-name";
import classes from "./other-lines.module.css";

/** That the service takes at once, the one that it began with included. */
const MOST_LINES = 50;

interface Props {
  lines: InvoiceView["invoice"]["lines"];
  /** Those that can be disputed, too; the first line is 1. */
  numbers: readonly number[];
  chosen: readonly number[];
  onChange: (chosen: number[]) => void;
}

/** More lines that are disputed with the same reason: one cause is often seen in several. */
export function OtherLines({ lines, numbers, chosen, onChange }: Props) {
  const { t } = useTranslation("invoices");
  const nameOf = useLineName();
  if (numbers.length === 0) return null;
  const isFull = chosen.length >= MOST_LINES - 1;
  return (
    <Checkbox.Group
      label={t("disputes.others")}
      description={isFull ? t("disputes.most", { count: MOST_LINES }) : t("disputes.others_hint")}
      value={chosen.map(String)}
      onChange={(values) => onChange(values.map(Number).toSorted((one, other) => one - other))}
    >
      <Stack gap="xs" mt="xs" className={classes.lines}>
        {numbers.map((number) => {
          const line = lines[number - 1];
          if (!line) return null;
          return (
            <Checkbox
              key={number}
              value={String(number)}
              disabled={isFull && !chosen.includes(number)}
              classNames={{ labelWrapper: classes.label }}
              label={
                <Group justify="space-between" gap="sm" component="span">
                  <Text component="span" inherit className={classes.name}>
                    {nameOf(line)}
                  </Text>
                  <Money amount={line.amount} />
                </Group>
              }
            />
          );
        })}
      </Stack>
    </Checkbox.Group>
  );
}
