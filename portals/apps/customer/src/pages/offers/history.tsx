import type { Offer } from "@portico/api";
import { Card, Section, Timeline, useBoot } from "@portico/ui";
import { useTranslation } from "react-i18next";

const KINDS = [
  "sent",
  "asked",
  "viewed",
  "signed",
  "sealed",
  "declined",
  "forwarded",
  "reminded",
  "extended",
  "expired",
  "withdrawn",
] as const;

type Kind = (typeof KINDS)[number];

/** What happened: who, when, why; the latest first. */
export function OfferHistory({ of }: { of: Offer }) {
  const { t } = useTranslation("offers");
  const { agency } = useBoot();
  const lines = of.history.map((line, index) => ({ ...line, key: String(index) })).toReversed();
  return (
    <Section title={t("history.title")}>
      <Card>
        <Timeline
          label={t("history.title")}
          items={lines
            .filter((line) => isKind(line.kind))
            .map(({ key, kind, at, by_name, person_name, reason }) => ({
              key,
              title: t(`history.${kind as Kind}`, {
                by: by_name ?? agency.name,
                person: person_name ?? agency.name,
              }),
              detail: reason && t("next.reason", { reason }),
              at,
            }))}
        />
      </Card>
    </Section>
  );
}

const isKind = (kind: string): kind is Kind => (KINDS as readonly string[]).includes(kind);
