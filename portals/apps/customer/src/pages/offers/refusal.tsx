import { Alert } from "@mantine/core";
import { isProblem } from "@portico/api";
import { ErrorAlert, useFormats } from "@portico/ui";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

const HAPPENED = [
  "already_signed",
  "not_a_signer",
  "not_found",
  "not_your_turn",
  "offer_changed",
  "offer_closed",
  "offer_expired",
  "offer_forwarded",
] as const;

/** Why an answer was not taken: what happened meanwhile, and that nothing came of the answer. */
export function Refusal({ error, title }: { error: unknown; title: string }) {
  const { t } = useTranslation("offers");
  const formats = useFormats();
  const code = HAPPENED.find((one) => isProblem(error, one));
  if (!code || !isProblem(error)) return <ErrorAlert error={error} />;
  const { state, closed_at, expires_at, signed_at } = error.document;
  const at = signed_at ?? closed_at ?? expires_at;
  return (
    <Alert
      color="red"
      variant="light"
      role="alert"
      title={title}
      icon={<IconAlertTriangle aria-hidden />}
    >
      {t(`happened.${code}`, {
        context: typeof state === "string" ? state : undefined,
        at: typeof at === "string" ? formats.moment(at) : "",
      })}
    </Alert>
  );
}
