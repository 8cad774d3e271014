import { Alert, List, Stack, Text } from "@mantine/core";
import type { Verification } from "@portico/api";
import { Facts, useBoot, useFormats } from "@portico/ui";
import { IconAlertTriangle, IconShieldCheck } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

export interface Question {
  by: "file" | "code";
  /** The file's name, or the number. */
  name: string;
}

interface Props {
  asked: Question;
  found: Verification;
}

/** What is known of it: whether it is ours, what became of it, and who signed. */
export function Result({ asked, found }: Props) {
  const { t } = useTranslation("verify");
  const { agency } = useBoot();
  const isGood = found.known && found.kind !== "offer_original";
  const about = { agency: agency.name, name: asked.name, number: found.number ?? "" };
  const key = !found.known ? "unknown" : found.kind === "offer_original" ? "original" : "ours";
  const formats = useFormats();
  // A statement is known by its day.
  const nameOf = ({ kind, number }: Verification): [string, string | null] =>
    kind === "statement_of_account" && number
      ? [t("fields.as_of"), formats.day(number)]
      : [t("fields.number"), number];
  // Only of a file it is found that it is one without signatures.
  const by = key === "original" ? "file" : asked.by;
  return (
    <Alert
      role="status"
      variant="light"
      color={isGood ? "green" : "yellow"}
      title={t(`result.${key}_title_${by}`, about)}
      icon={isGood ? <IconShieldCheck aria-hidden /> : <IconAlertTriangle aria-hidden />}
    >
      <Stack gap="sm">
        <Text size="sm">{t(`result.${key}_${by}`, about)}</Text>
        {found.kind === "offer" && <OfferFound found={found} />}
        {isGood && found.kind !== "offer" && found.kind && (
          <Facts
            facts={[[t("fields.kind"), t(`kinds.${found.kind as PaperKind}`)], nameOf(found)]}
          />
        )}
      </Stack>
    </Alert>
  );
}

type PaperKind = Exclude<NonNullable<Verification["kind"]>, "offer" | "offer_original">;

function OfferFound({ found }: { found: Verification }) {
  const { t } = useTranslation("verify");
  const formats = useFormats();
  const on = found.closed_at ? formats.momentDay(found.closed_at) : "";
  return (
    <>
      <Facts
        facts={[
          [t("fields.title"), found.title],
          [t("fields.number"), found.number],
          [t("fields.sent"), found.sent_at && formats.momentDay(found.sent_at)],
          [t("fields.state"), t(`states.${found.state ?? "sent"}`, { on })],
        ]}
      />
      {found.superseded && <Text size="sm">{t("superseded")}</Text>}
      <Text size="sm" fw={600}>
        {t("signed_by", { signed: found.signatures.length, signers: found.signers })}
      </Text>
      {found.signatures.length > 0 && (
        <List size="sm">
          {found.signatures.map(({ name, signed_at }) => (
            <List.Item key={signed_at}>
              {name} · <time dateTime={signed_at}>{formats.moment(signed_at)}</time>
            </List.Item>
          ))}
        </List>
      )}
    </>
  );
}
