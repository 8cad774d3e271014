import { Group, Text } from "@mantine/core";
import { customerShowOwnStandInsOptions } from "@portico/api";
import { TextLink, useFormats } from "@portico/ui";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useApproves } from "./approves";

/** Who stands in for this person today, and for whom this person does; the way to change it (B3). */
export function StandInNotice() {
  const { t } = useTranslation("work");
  const formats = useFormats();
  const approves = useApproves();
  const found = useQuery({ ...customerShowOwnStandInsOptions(), enabled: approves }).data;
  if (!approves) return null;
  const own = found?.stand_ins.find(({ is_in_force }) => is_in_force);
  const others = found?.stands_in_for.filter(({ is_in_force }) => is_in_force) ?? [];
  return (
    <Group gap="sm" component="section" aria-label={t("stand_in.title")}>
      {own && (
        <Text>
          {t("stand_in.own", { name: own.person_name, until: formats.day(own.until_on) })}
        </Text>
      )}
      {others.map((one) => (
        <Text key={one.stand_in_id}>
          {t("stand_in.for", { name: one.approver_name, until: formats.day(one.until_on) })}
        </Text>
      ))}
      <TextLink to="/stand-ins">{t(own ? "stand_in.change" : "stand_in.name")}</TextLink>
    </Group>
  );
}
