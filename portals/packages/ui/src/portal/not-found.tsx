import { useTranslation } from "react-i18next";
import { ButtonLink } from "../components/link";
import { Page } from "../components/page";
import { usePortal } from "./config";

/** An address of the portal that no page has: says so, and leads back. */
export function NotFound() {
  const { t } = useTranslation("ui");
  const { t: common } = useTranslation("common");
  const [first] = usePortal().modules;
  return (
    <Page title={t("states.not_found_title")} lead={t("states.not_found")}>
      <ButtonLink to={first?.to ?? "/"} variant="default" style={{ alignSelf: "flex-start" }}>
        {first && common(`modules.${first.name}`)}
      </ButtonLink>
    </Page>
  );
}
