import { ButtonLink, Page } from "@portico/ui";
import { useTranslation } from "react-i18next";

/** An address of the portal that no page has: says so, and leads back. */
export function NotFound() {
  const { t } = useTranslation("ui");
  const { t: common } = useTranslation("common");
  return (
    <Page title={t("states.not_found_title")} lead={t("states.not_found")}>
      <ButtonLink to="/" variant="default" style={{ alignSelf: "flex-start" }}>
        {common("modules.dashboard")}
      </ButtonLink>
    </Page>
  );
}
