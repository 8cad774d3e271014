import { Alert, Button, Group, List, Stack } from "@mantine/core";
import { customerListCompanyChangesOptions } from "@portico/api";
import { useBoot } from "@portico/ui";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { type Field, mayChange, togetherWith } from "./fields";
import { HISTORY, useWho } from "./history";
import { useValueNames } from "./names";
import type { CompanyEditor } from "./state";

/** Both values of what somebody else changed meanwhile, and a button for each. */
export function Conflict({ editing, of }: { editing: CompanyEditor; of: Field }) {
  const { t } = useTranslation("company");
  const who = useWho();
  const theirs = useValueNames(editing.kept["address.country"]);
  const mine = useValueNames(editing.value("address.country"));
  const fields = togetherWith(of);
  const conflicts = fields.filter((field) => editing.conflicts.includes(field));
  const changes = useQuery({
    ...customerListCompanyChangesOptions(HISTORY),
    enabled: conflicts.length > 0,
  }).data?.items;
  if (conflicts.length === 0) return null;
  const change = changes?.find((one) =>
    one.changes.some(({ field }) => fields.some((ours) => ours === field)),
  );
  const differing = fields.filter(
    (field) => conflicts.includes(field) || editing.changedElsewhere(field),
  );
  return (
    <Alert
      color="yellow"
      variant="light"
      role="alert"
      title={change ? t("conflict.by", { name: who(change) }) : t("conflict.title")}
      icon={<IconAlertTriangle aria-hidden />}
    >
      <Stack gap="sm">
        <List size="sm" listStyleType="none" style={{ overflowWrap: "anywhere" }}>
          {differing.map((field) => (
            <List.Item key={field}>
              {t("conflict.both", {
                field: t(`fields.${field}`),
                theirs: theirs(field, editing.kept[field]),
                mine: mine(field, editing.value(field)),
              })}
            </List.Item>
          ))}
        </List>
        <Group gap="sm">
          <Button size="compact-md" variant="default" onClick={() => editing.stayWith(of)}>
            {t("conflict.mine")}
          </Button>
          <Button size="compact-md" variant="default" onClick={() => editing.giveWay(of)}>
            {t("conflict.theirs")}
          </Button>
        </Group>
      </Stack>
    </Alert>
  );
}

/** What was typed into fields that are not this person's to change any more: to copy, or to drop. */
export function KeptText({ editing }: { editing: CompanyEditor }) {
  const { t } = useTranslation("company");
  const { agency } = useBoot();
  const names = useValueNames(editing.value("address.country"));
  const kept = editing.typed.filter((field) => !mayChange(editing.company, field));
  if (kept.length === 0) return null;
  return (
    <Alert
      color="yellow"
      variant="light"
      role="alert"
      title={t("kept.title")}
      icon={<IconAlertTriangle aria-hidden />}
    >
      <Stack gap="sm">
        <span>{t("kept.lead", { agency: agency.name })}</span>
        <List size="sm" listStyleType="none" style={{ overflowWrap: "anywhere" }}>
          {kept.map((field) => (
            <List.Item key={field}>
              {t(`fields.${field}`)}: {names(field, editing.typedText(field))}
            </List.Item>
          ))}
        </List>
        <div>
          <Button size="compact-md" variant="default" onClick={() => editing.drop(kept)}>
            {t("discard")}
          </Button>
        </div>
      </Stack>
    </Alert>
  );
}
