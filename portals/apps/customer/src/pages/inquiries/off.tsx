import { Anchor } from "@mantine/core";
import { EmptyState, useBoot } from "@portico/ui";
import { useTranslation } from "react-i18next";

/** The agency takes no inquiries here: whom to write to instead (K15). */
export function InquiriesOff() {
  const { t } = useTranslation("inquiries");
  const { agency } = useBoot();
  return (
    <EmptyState
      title={t("off_title")}
      action={<Anchor href={`mailto:${agency.supportEmail}`}>{agency.supportEmail}</Anchor>}
    >
      {t("off", { agency: agency.name })}
    </EmptyState>
  );
}
