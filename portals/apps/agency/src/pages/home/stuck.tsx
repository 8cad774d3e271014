import { Text } from "@mantine/core";
import type { StuckItem } from "@portico/api";
import { Card, Section, useFormats } from "@portico/ui";
import { useTranslation } from "react-i18next";
import classes from "./stuck.module.css";
import { concernsSomebody, namesOf, reasonOf } from "./stuck-words";

/** What could not be processed: what does not happen, whom that concerns, since when and why. */
export function Stuck({ items }: { items: readonly StuckItem[] }) {
  const { t } = useTranslation("home");
  if (items.length === 0) return null;
  return (
    <Section title={t("stuck.title")}>
      <Text c="dimmed">{t("stuck.lead")}</Text>
      <Card p={0} style={{ overflow: "hidden" }}>
        <ul className={classes.list} aria-label={t("stuck.title")}>
          {items.map((item) => (
            <Row key={item.reference} item={item} />
          ))}
        </ul>
      </Card>
    </Section>
  );
}

function Row({ item }: { item: StuckItem }) {
  const { t } = useTranslation("home");
  const formats = useFormats();
  const { waiting_behind, reference } = item;
  return (
    <li className={classes.row}>
      <Text component="div" fw={550}>
        {t(`stuck.kind.${item.kind}`)}
      </Text>
      {concernsSomebody(item) && <Text component="div">{namesOf(item) || t("stuck.nobody")}</Text>}
      <Text component="div" size="sm" c="dimmed">
        <div>{t(`stuck.reason.${reasonOf(item)}`)}</div>
        {waiting_behind > 0 && <div>{t("stuck.behind", { count: waiting_behind })}</div>}
        <div>{t("stuck.since", { since: formats.moment(item.since), reference })}</div>
      </Text>
    </li>
  );
}
