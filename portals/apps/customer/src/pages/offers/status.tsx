import type { OfferSummary } from "@portico/api";
import { Status } from "@portico/ui";
import { useTranslation } from "react-i18next";
import { standingOf, TONES } from "./standing";

/** How far an offer is. */
export function OfferStatus({ of }: { of: OfferSummary }) {
  const { t } = useTranslation("offers");
  const standing = standingOf(of);
  return <Status tone={TONES[standing]}>{t(`standing.${standing}`)}</Status>;
}
