import { Button, Group, Stack, Text } from "@mantine/core";
import {
  customerEndOwnStandIn,
  customerShowOwnStandInsOptions,
  type NamedStandIn,
  type OwnStandIns,
} from "@portico/api";
import { Confirm, Loaded, Page, refresh, Section, Status, tell, useFormats } from "@portico/ui";
import { BackLink, useMe } from "@portico/ui/portal";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { NameStandIn } from "./name";

/** Who approves in this person's place, and in whose place this person does (B3). */
export function StandInsPage() {
  const { t } = useTranslation("standins");
  const query = useQuery(customerShowOwnStandInsOptions());
  return (
    <Page
      title={t("title")}
      lead={t("lead")}
      back={
        <BackLink to="/work" search={{}}>
          {t("back")}
        </BackLink>
      }
    >
      <Loaded query={query}>{(found) => <Content found={found} />}</Loaded>
    </Page>
  );
}

function Content({ found }: { found: OwnStandIns }) {
  const { t } = useTranslation("standins");
  const approves = useMe().person.permissions.includes("work.approve");
  return (
    <Stack gap="xl" maw={640}>
      {approves && (
        <>
          <Section title={t("own.title")}>
            {found.stand_ins.length === 0 && <Text c="dimmed">{t("own.none")}</Text>}
            <Periods items={found.stand_ins} name={(one) => one.person_name} canEnd />
          </Section>
          <NameStandIn found={found} />
        </>
      )}
      <Section title={t("for.title")}>
        {found.stands_in_for.length === 0 && <Text c="dimmed">{t("for.none")}</Text>}
        <Periods items={found.stands_in_for} name={(one) => one.approver_name} />
      </Section>
    </Stack>
  );
}

interface PeriodsProps {
  items: readonly NamedStandIn[];
  name: (one: NamedStandIn) => string;
  canEnd?: boolean;
}

function Periods({ items, name, canEnd }: PeriodsProps) {
  const { t } = useTranslation("standins");
  const formats = useFormats();
  const [ending, setEnding] = useState<NamedStandIn | null>(null);
  if (items.length === 0) return null;
  return (
    <Stack component="ul" gap="sm" p={0} m={0} style={{ listStyle: "none" }}>
      {items.map((one) => (
        <Group component="li" key={one.stand_in_id} justify="space-between" gap="sm">
          <Stack gap={2} style={{ minWidth: 0 }}>
            <Group gap="sm">
              <Text fw={600} style={{ overflowWrap: "anywhere" }}>
                {name(one)}
              </Text>
              <Status tone={one.is_in_force ? "good" : "neutral"}>
                {t(one.is_in_force ? "in_force" : "coming")}
              </Status>
            </Group>
            <Text c="dimmed">{formats.range(one.from_on, one.until_on)}</Text>
          </Stack>
          {canEnd && (
            <Button
              variant="default"
              aria-label={t("end.of", { name: name(one) })}
              onClick={() => setEnding(one)}
            >
              {t("end.action")}
            </Button>
          )}
        </Group>
      ))}
      <End standIn={ending} onClose={() => setEnding(null)} />
    </Stack>
  );
}

function End({ standIn, onClose }: { standIn: NamedStandIn | null; onClose: () => void }) {
  const { t } = useTranslation("standins");
  const queries = useQueryClient();
  const name = standIn?.person_name ?? "";
  const end = async () => {
    if (!standIn) return;
    const path = { stand_in_id: standIn.stand_in_id };
    await customerEndOwnStandIn({ path, throwOnError: true });
    tell(t("end.done", { name }));
    await refresh(queries, ["stand_ins", "work", "dashboard"]);
  };
  return (
    <Confirm
      opened={standIn !== null}
      onClose={onClose}
      title={t("end.title", { name })}
      action={t("end.action")}
      onConfirm={end}
    >
      <Text>{t("end.what", { name })}</Text>
    </Confirm>
  );
}
