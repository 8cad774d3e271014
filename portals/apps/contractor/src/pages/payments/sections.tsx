import { Anchor, Group, Text } from "@mantine/core";
import { addDays, Page, SectionLink, Sections, useFormats } from "@portico/ui";
import { useMe } from "@portico/ui/portal";
import { IconExternalLink, IconHistory } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

type Section = "pending" | "paid" | "report";

/** Payments, one page in three sections (C6), and where the payments before these are. */
export function PaymentsPage({ section, children }: { section: Section; children: ReactNode }) {
  const { t } = useTranslation("payments");
  return (
    <Page title={t("title")} name={t(`sections.${section}`)} lead={t("lead")}>
      <Sections label={t("title")}>
        <SectionLink to="/payments/pending" search={{}} here={section === "pending"}>
          {t("sections.pending")}
        </SectionLink>
        <SectionLink to="/payments/paid" search={{}} here={section === "paid"}>
          {t("sections.paid")}
        </SectionLink>
        <SectionLink to="/payments/report" search={{}} here={section === "report"}>
          {t("sections.report")}
        </SectionLink>
      </Sections>
      <PreviousSystem />
      {children}
    </Page>
  );
}

function PreviousSystem() {
  const { t } = useTranslation("payments");
  const formats = useFormats();
  const { previous_system_url: url, previous_system_ended_on: endedOn } = useMe().agency;
  if (!url) return null;
  return (
    <Group gap="xs" wrap="nowrap" align="flex-start" component="aside" role="note">
      <Text c="dimmed" component="span" lh={1.4} aria-hidden>
        <IconHistory size={18} />
      </Text>
      <Text c="dimmed" size="sm">
        {endedOn
          ? t("previous.since", { day: formats.day(addDays(endedOn, 1)) })
          : t("previous.earlier")}{" "}
        <Anchor href={url} target="_blank" rel="noreferrer" underline="always" inherit>
          {t("previous.open")}
          <IconExternalLink size={14} aria-hidden />
        </Anchor>
      </Text>
    </Group>
  );
}
